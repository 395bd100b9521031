//! Relative times (`3 hours ago`) in every language that Courant detects (Unicode CLDR).

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::number::{is_digit, number};
use crate::article_view::ArticleView;

/// Language, unit and patterns. Written by `tools/cldr-dates.py`.
const TABLE: &str = include_str!("relative.tsv");
/// Patterns that CLDR lacks, in the same form.
const MORE: &str = "\
ar\tsecond\tمنذ {0} ثانية|منذ {0} ثوان
ar\tminute\tمنذ {0} دقائق|منذ {0} دقيقة
ar\thour\tمنذ {0} ساعات|منذ {0} ساعة
ar\tday\tمنذ {0} أيام|منذ {0} يوما|منذ {0} يوم
ar\tweek\tمنذ {0} أسابيع|منذ {0} أسبوع
de\tminute\tvor {0} min
de\thour\tvor {0} std
en\tminute\t{0}m ago|{0} mins ago|{0} min ago
en\thour\t{0}h ago|{0} hrs ago|{0} hr ago
en\tday\t{0}d ago
en\tweek\t{0}w ago|{0} wks ago
";
/// The maximum length of a text that gives a relative time, in bytes.
const LONGEST: usize = 200;

/// The day that a relative time in a short text means, seen from the time at which the document
/// was fetched. Months and years are too vague for a day.
pub(super) fn day(text: &str, view: &ArticleView<'_>) -> Option<Date> {
    if text.len() > LONGEST || !text.contains(is_digit) {
        return None;
    }
    let fetched: Timestamp = view.document.fetched_at.as_deref()?.trim().parse().ok()?;
    let span = span(text, view.code)?;
    let then = fetched.to_zoned(TimeZone::UTC).checked_sub(span).ok()?;
    Some(then.date())
}

/// The span in a text, in the language `code` or in English.
fn span(text: &str, code: &str) -> Option<Span> {
    let text = text.to_lowercase();
    let starts = text.char_indices().filter(|(_, c)| is_digit(*c)).map(|(at, _)| at);
    let starts = starts.filter(|at| !text[..*at].ends_with(is_digit));
    for at in starts {
        let Some((value, _, after)) = number(&text[at..], 2) else { continue };
        let before = text[..at].trim_end();
        let unit = patterns(code).find(|(_, pattern)| {
            pattern.split_once("{0}").is_some_and(|(prefix, suffix)| {
                let (prefix, suffix) = (prefix.trim(), suffix.trim());
                before.ends_with(prefix) && begins(after.trim_start(), suffix)
            })
        });
        match unit {
            Some(("second", _)) => return Span::new().try_seconds(value).ok(),
            Some(("minute", _)) => return Span::new().try_minutes(value).ok(),
            Some(("hour", _)) => return Span::new().try_hours(value).ok(),
            Some(("day", _)) => return Span::new().try_days(value).ok(),
            Some(("week", _)) => return Span::new().try_weeks(value).ok(),
            _ => {}
        }
    }
    None
}

/// Whether a text begins with whole words. In scripts without spaces any text may follow.
fn begins(text: &str, words: &str) -> bool {
    let Some(rest) = text.strip_prefix(words) else { return false };
    let cased = |c: Option<char>| c.is_some_and(|c| c.is_lowercase());
    !(cased(words.chars().next_back()) && cased(rest.chars().next()))
}

/// Units and their patterns in the language `code` and in English.
fn patterns(code: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let rows = TABLE.lines().chain(MORE.lines()).filter(|line| !line.starts_with('#'));
    rows.filter_map(move |line| {
        let mut cells = line.split('\t');
        let language = cells.next()?;
        let row = (cells.next()?, cells.next()?);
        (language == code || language == "en").then_some(row)
    })
    .flat_map(|(unit, patterns)| patterns.split('|').map(move |pattern| (unit, pattern)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{document, language};

    #[test]
    fn relative_times_count_from_the_time_of_fetching() {
        let cases = [
            ("en", "Posted 5 hours ago by the desk", Some("2022-03-01")),
            ("en", "20 hours ago", Some("2022-02-28")),
            ("de", "vor 6 Tagen", Some("2022-02-23")),
            ("fr", "il y a 3 semaines", Some("2022-02-08")),
            ("es", "hace 4 días", Some("2022-02-25")),
            ("it", "2 giorni fa", Some("2022-02-27")),
            ("pl", "5 dni temu", Some("2022-02-24")),
            ("ru", "2 дня назад", Some("2022-02-27")),
            ("tr", "9 gün önce", Some("2022-02-20")),
            ("ar", "قبل 7 أيام", Some("2022-02-22")),
            ("ar", "منذ 5 أيام", Some("2022-02-24")),
            ("en", "2d ago", Some("2022-02-27")),
            ("hi", "3 दिन पहले", Some("2022-02-26")),
            ("zh", "发表于3天前", Some("2022-02-26")),
            ("ja", "4 日前", Some("2022-02-25")),
            ("ko", "2일 전", Some("2022-02-27")),
            ("vi", "8 ngày trước", Some("2022-02-21")),
            ("en", "5 months ago", None),
            ("en", "3 dayside agoras", None),
            ("en", "in 3 days", None),
        ];
        let wrong = cases.into_iter().filter_map(|(code, text, expected)| {
            let mut document = document("A text.");
            document.fetched_at = Some("2022-03-01T12:00:00Z".to_owned());
            let language = language(code);
            let found = day(text, &ArticleView::new(&document, &language));
            let found = found.map(|day| day.to_string());
            (found.as_deref() != expected).then(|| format!("{text}: {found:?}"))
        });
        assert_eq!(wrong.collect::<Vec<_>>(), Vec::<String>::new());
    }

    #[test]
    fn a_relative_time_without_a_time_of_fetching_is_no_date() {
        let (document, language) = (document("A text."), language("en"));
        assert_eq!(day("3 hours ago", &ArticleView::new(&document, &language)), None);
    }
}
