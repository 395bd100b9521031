use super::scan::Order;
use crate::house::{address, full_host};
use crate::reading::Reading;

/// How the document writes `5/3/2024`: month first only for English that is nobody else's, and
/// where dates begin with the year.
pub(crate) fn of(reading: &Reading<'_>) -> Order {
    let declared = reading.document.declared.language.as_ref().map(|l| l.value.to_lowercase());
    let tag = declared.unwrap_or_else(|| reading.code.to_owned());
    let mut parts = tag.split(['-', '_']);
    let language = parts.next().unwrap_or_default();
    let host = address(reading).as_deref().and_then(full_host).unwrap_or_default();
    let end = host.rsplit('.').next().unwrap_or_default();
    let elsewhere = parts.any(|region| ELSEWHERE.contains(&region)) || ELSEWHERE.contains(&end);
    match language {
        "en" if !elsewhere => Order::MonthFirst,
        "zh" | "ja" | "ko" | "fil" => Order::MonthFirst,
        _ => Order::DayFirst,
    }
}

/// Where English is read, and the day comes first.
const ELSEWHERE: &[&str] = &[
    "gb", "uk", "au", "nz", "ie", "in", "za", "eu", "de", "it", "fr", "sg", "hk", "my", "ng", "ke",
];
