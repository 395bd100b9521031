use crate::address::full_host;
use crate::article_view::ArticleView;
use crate::meta;

use super::months;

/// How dates are written in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Style {
    pub(crate) order: Order,
    /// Whether nothing on the page tells the order: `5/3/2024` may be either day.
    pub(crate) is_open: bool,
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
/// An English text without a region has the order of the other dates on its page. If those are ambiguous
/// too, the month comes first, and the order is open. The month also comes first in languages that write
/// the year first.
pub(crate) fn of(view: &ArticleView<'_>) -> Style {
    let declared = view.document.declared.language.as_ref().map(|l| l.value.to_lowercase());
    let tag = declared.unwrap_or_default();
    let code = match view.code {
        "und" => tag.split(['-', '_']).next().unwrap_or_default(),
        code => code,
    };
    let known = match code {
        "en" => of_english(view, &tag).or_else(|| of_other_dates(view)),
        "zh" | "ja" | "ko" | "fil" => Some(Order::MonthFirst),
        _ => Some(Order::DayFirst),
    };
    let order = known.unwrap_or(Order::MonthFirst);
    Style { order, is_open: known.is_none(), language: months::language(code) }
}

/// The order of an English text: by the region of its locale, of its language tag, or of its
/// top-level domain, in this order.
fn of_english(view: &ArticleView<'_>, tag: &str) -> Option<Order> {
    let locale = meta::values(view.document, "og:locale").next().unwrap_or_default().to_lowercase();
    let host = view.url.as_ref().and_then(full_host).unwrap_or_default();
    let domain = host.rsplit('.').next().unwrap_or_default();
    let region = |tag: &str| {
        let (language, region) = tag.split_once(['-', '_'])?;
        (language == "en" && region.len() == 2).then(|| region.to_owned())
    };
    let region = region(&locale).or_else(|| region(tag));
    let domain = (domain.len() == 2 && !GENERIC.contains(&domain)).then(|| domain.to_owned());
    let region = region.or(domain)?;
    let is_month_first = MONTH_FIRST.contains(&region.as_str());
    Some(if is_month_first { Order::MonthFirst } else { Order::DayFirst })
}

/// The order of the page's other dates: a number above twelve is a day.
fn of_other_dates(view: &ArticleView<'_>) -> Option<Order> {
    /// How much of the text is read, in bytes.
    const READ: usize = 1 << 16;
    let cues = view.cues.dates.iter().chain(&view.cues.lines).map(|cue| cue.text.as_str());
    let mut texts = cues.chain([text::cut(&view.document.text, READ)]);
    texts.find_map(|text| {
        let mut slashes = text.match_indices('/');
        slashes.find_map(|(at, _)| of_date(&text[..at], &text[at + 1..]))
    })
}

/// The order of a date around a slash, if it has only one.
fn of_date(before: &str, after: &str) -> Option<Order> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let first = before.bytes().rev().take_while(u8::is_ascii_digit).count();
    let second = digits(after);
    let year = after[second..].strip_prefix('/').map(digits)?;
    if !(1..=2).contains(&first) || !(1..=2).contains(&second) || year != 4 {
        return None;
    }
    let first: u8 = before[before.len() - first..].parse().ok()?;
    let second: u8 = after[..second].parse().ok()?;
    match (first, second) {
        (13..=31, 1..=12) => Some(Order::DayFirst),
        (1..=12, 13..=31) => Some(Order::MonthFirst),
        _ => None,
    }
}

/// Regions where English texts write the month first.
const MONTH_FIRST: &[&str] = &["us", "ca", "ph", "pr", "gu", "vi", "as", "mp", "fm", "pw", "mh"];

/// Country-code domains that are used worldwide.
const GENERIC: &[&str] =
    &["io", "co", "tv", "me", "ai", "ly", "gg", "to", "cc", "fm", "ws", "sh", "so", "gl", "vc"];

#[cfg(test)]
impl Style {
    pub(crate) const DAY_FIRST: Self =
        Self { order: Order::DayFirst, is_open: false, language: None };
    pub(crate) const MONTH_FIRST: Self =
        Self { order: Order::MonthFirst, is_open: false, language: None };

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

    #[test]
    fn other_dates_decide_where_no_region_does() {
        let cases = [
            ("Opened on 23/07/2022, closed on 05/08/2022.", Order::DayFirst, false),
            ("Opened on 7/23/2022.", Order::MonthFirst, false),
            ("Opened on 5/8/2022.", Order::MonthFirst, true),
            ("A ratio of 23/7, or 40/12/2022.", Order::MonthFirst, true),
        ];
        for (text, order, is_open) in cases {
            let (document, language) = (document(text), language("en"));
            let style = of(&ArticleView::new(&document, &language));
            assert_eq!((style.order, style.is_open), (order, is_open), "{text}");
        }
    }
}
