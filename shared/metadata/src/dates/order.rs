use crate::address::full_host;
use crate::article_view::ArticleView;
use crate::meta;

use super::months;

/// How a document writes dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Style {
    pub(crate) order: Order,
    /// The language of the text, if it has names of months; `None` if it is unknown.
    pub(crate) language: Option<&'static str>,
}

/// Which of two small numbers before a year is the month: `5/3/2024`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// Day first, as in most of the world.
    DayFirst,
    /// Month first, as in the United States.
    MonthFirst,
}

/// The style of a document: by the language of its text, then by its regions.
///
/// The month comes first in English without a region that writes the day first, and in languages
/// that write the year first.
pub(crate) fn of(view: &ArticleView<'_>) -> Style {
    let declared = view.document.declared.language.as_ref().map(|l| l.value.to_lowercase());
    let tag = declared.unwrap_or_default();
    let code = match view.code {
        "und" => tag.split(['-', '_']).next().unwrap_or_default(),
        code => code,
    };
    let order = match code {
        "en" => of_english(view, &tag),
        "zh" | "ja" | "ko" | "fil" => Order::MonthFirst,
        _ => Order::DayFirst,
    };
    Style { order, language: months::language(code) }
}

/// The order of an English text: by the region of its locale, of its language tag, or of its
/// top-level domain, in this order.
fn of_english(view: &ArticleView<'_>, tag: &str) -> Order {
    let locale = meta::values(view, "og:locale").next().unwrap_or_default().to_lowercase();
    let host = view.url.as_ref().and_then(full_host).unwrap_or_default();
    let domain = host.rsplit('.').next().unwrap_or_default();
    let region = |tag: &str| {
        let (language, region) = tag.split_once(['-', '_'])?;
        (language == "en" && region.len() == 2).then(|| region.to_owned())
    };
    let region = region(&locale).or_else(|| region(tag));
    let domain = (domain.len() == 2 && !GENERIC.contains(&domain)).then(|| domain.to_owned());
    match region.or(domain) {
        Some(region) if !MONTH_FIRST.contains(&region.as_str()) => Order::DayFirst,
        Some(_) | None => Order::MonthFirst,
    }
}

/// Regions where English texts write the month first.
const MONTH_FIRST: &[&str] = &["us", "ca", "ph", "pr", "gu", "vi", "as", "mp", "fm", "pw", "mh"];

/// Country-code domains that are used everywhere.
const GENERIC: &[&str] =
    &["io", "co", "tv", "me", "ai", "ly", "gg", "to", "cc", "fm", "ws", "sh", "so", "gl", "vc"];

#[cfg(test)]
impl Style {
    pub(crate) const DAY_FIRST: Self = Self { order: Order::DayFirst, language: None };
    pub(crate) const MONTH_FIRST: Self = Self { order: Order::MonthFirst, language: None };

    pub(crate) fn of_language(code: &str) -> Self {
        Self { language: months::language(code), ..Self::DAY_FIRST }
    }
}

#[cfg(test)]
mod tests {
    use article::{Source, Stated};

    use super::*;
    use crate::testing::{document, language};

    #[test]
    fn regions_decide_the_order_of_english_dates() {
        let cases = [
            ("en", "en", "", "https://a.example/", Order::MonthFirst),
            ("en", "en-US", "en_GB", "https://a.example/", Order::DayFirst),
            ("en", "en-GB", "", "https://a.example/", Order::DayFirst),
            ("en", "en", "", "https://news.example.co.ke/", Order::DayFirst),
            ("en", "en", "", "https://news.example.io/", Order::MonthFirst),
            ("pt", "en-US", "en_US", "https://a.example/", Order::DayFirst),
            ("ja", "ja", "", "https://a.example/", Order::MonthFirst),
        ];
        for (code, tag, locale, url, expected) in cases {
            let mut document = document("A text.");
            document.url = Some(url.to_owned());
            document.declared.language =
                Some(Stated { value: tag.to_owned(), source: Source::LangAttribute });
            if !locale.is_empty() {
                document.declared.meta.insert("og:locale".to_owned(), vec![locale.to_owned()]);
            }
            let language = language(code);
            let style = of(&ArticleView::new(&document, &language));
            assert_eq!(style.order, expected, "{code} {tag} {locale} {url}");
        }
    }
}
