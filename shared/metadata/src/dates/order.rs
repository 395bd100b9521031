use crate::address::full_host;
use crate::article_view::ArticleView;

/// Which of two small numbers before a year is the month: `5/3/2024`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Day first, as in most of the world.
    DayFirst,
    /// Month first, as in the United States.
    MonthFirst,
}

/// The order in which the document writes `5/3/2024`: month first in American English and in
/// languages that write the year first, else day first.
pub(crate) fn of(view: &ArticleView<'_>) -> Order {
    let declared = view.document.declared.language.as_ref().map(|l| l.value.to_lowercase());
    let tag = declared.unwrap_or_else(|| view.code.to_owned());
    let mut parts = tag.split(['-', '_']);
    let language = parts.next().unwrap_or_default();
    let host = view.url.as_ref().and_then(full_host).unwrap_or_default();
    let end = host.rsplit('.').next().unwrap_or_default();
    let elsewhere = parts.any(|region| ELSEWHERE.contains(&region)) || ELSEWHERE.contains(&end);
    match language {
        "en" if !elsewhere => Order::MonthFirst,
        "zh" | "ja" | "ko" | "fil" => Order::MonthFirst,
        _ => Order::DayFirst,
    }
}

/// Regions and top-level domains where English is used and the day comes first.
const ELSEWHERE: &[&str] = &[
    "gb", "uk", "au", "nz", "ie", "in", "za", "eu", "de", "it", "fr", "sg", "hk", "my", "ng", "ke",
];
