use super::scan::Order;
use crate::reading::Reading;
use crate::site::own_host;

/// How the document writes `5/3/2024`: month first only for English that is nobody else's.
pub(crate) fn of(reading: &Reading<'_>) -> Order {
    let declared = reading.document.declared.language.as_ref().map(|l| l.value.to_lowercase());
    let region =
        declared.as_deref().and_then(|tag| tag.split(['-', '_']).nth(1).map(str::to_owned));
    let host = own_host(reading).unwrap_or_default();
    let end = host.rsplit('.').next().unwrap_or_default();
    let elsewhere = region.is_some_and(|region| ELSEWHERE.contains(&region.as_str()))
        || ELSEWHERE.contains(&end);
    if reading.code == "en" && !elsewhere { Order::MonthFirst } else { Order::DayFirst }
}

/// Where English is read, and the day comes first.
const ELSEWHERE: &[&str] = &[
    "gb", "uk", "au", "nz", "ie", "in", "za", "eu", "de", "it", "fr", "sg", "hk", "my", "ng", "ke",
];
