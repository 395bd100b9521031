//! Relative times (`3 hours ago`) in every language that Courant detects (Unicode CLDR).

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::label;
use super::number::{is_digit, number};
use crate::article_view::ArticleView;
use text::script::is_unspaced;

/// Language, unit and patterns. Written by `tools/cldr-dates.py`.
const TABLE: &str = include_str!("relative.tsv");
/// Patterns that CLDR lacks, in the same form.
const MORE: &str = "\
ar\tday\t2=منذ يومين|1=منذ يوم
ar\thour\t2=منذ ساعتين|1=منذ ساعة
ar\tweek\t2=منذ أسبوعين|1=منذ أسبوع
ar\tsecond\tمنذ {0} ثانية|منذ {0} ثوان
ar\tminute\tمنذ {0} دقائق|منذ {0} دقيقة
ar\thour\tمنذ {0} ساعات|منذ {0} ساعة
ar\tday\tمنذ {0} أيام|منذ {0} يوما|منذ {0} يوم
ar\tweek\tمنذ {0} أسابيع|منذ {0} أسبوع
de\tminute\tvor {0} min
de\thour\tvor {0} std
de\thour\t1=vor einer stunde
de\tday\t1=vor einem tag
de\tweek\t1=vor einer woche
en\thour\t1=an hour ago
en\tday\t1=a day ago
en\tweek\t1=a week ago
es\thour\t1=hace una hora
es\tday\t1=hace un día
es\tweek\t1=hace una semana
fr\thour\t1=il y a une heure
fr\tday\t1=il y a un jour
fr\tweek\t1=il y a une semaine
he\thour\t1=לפני שעה|2=לפני שעתיים
he\tday\t1=לפני יום|2=לפני יומיים
he\tweek\t1=לפני שבוע|2=לפני שבועיים
it\thour\t1=un'ora fa|1=un’ora fa
it\tday\t1=un giorno fa
it\tweek\t1=una settimana fa
nl\thour\t1=een uur geleden
nl\tday\t1=een dag geleden
nl\tweek\t1=een week geleden
pt\thour\t1=há uma hora
pt\tday\t1=há um dia
pt\tweek\t1=há uma semana
ru\thour\t1=час назад
ru\tday\t1=день назад
ru\tweek\t1=неделю назад
uk\thour\t1=годину тому
uk\tday\t1=день тому
uk\tweek\t1=тиждень тому
pl\thour\t1=godzinę temu
pl\tweek\t1=tydzień temu
sv\thour\t1=för en timme sedan
sv\tday\t1=för en dag sedan
sv\tweek\t1=för en vecka sedan
en\tminute\t{0}m ago|{0} mins ago|{0} min ago
en\thour\t{0}h ago|{0} hrs ago|{0} hr ago
en\tsecond\t0=just now|0=moments ago
en\tminute\t5=a few minutes ago|1=a minute ago
en\tday\t{0}d ago|2=two days ago|3=three days ago|4=four days ago|5=five days ago|6=six days ago
en\tweek\t{0}w ago|{0} wks ago|2=two weeks ago
az\tminute\t{0} dəqiqə əvvəl
az\thour\t{0} saat əvvəl
az\tday\t{0} gün əvvəl
az\tweek\t{0} həftə əvvəl
de\tday\t2=vor zwei tagen|3=vor drei tagen
de\tminute\t5=vor wenigen minuten
et\tminute\t{0} minutit tagasi
et\thour\t{0} tundi tagasi|{0} tund tagasi
et\tday\t{0} päeva tagasi|{0} päev tagasi
et\tweek\t{0} nädalat tagasi|{0} nädal tagasi
ja\tsecond\t0=たった今
ko\tsecond\t0=방금 전|0=방금
ko\tminute\t{0}분전
ko\thour\t{0}시간전
ko\tday\t{0}일전
nb\tday\tfor {0} dager siden|for {0} dag siden
no\tday\tfor {0} dager siden|for {0} dag siden
sv\tday\t0=idag|1=igår
te\tminute\t{0} నిమిషాల క్రితం|{0} నిమిషం క్రితం
te\thour\t{0} గంట క్రితం
te\tday\t{0} రోజుల క్రితం|{0} రోజు క్రితం
te\tweek\t{0} వారాల క్రితం|{0} వారం క్రితం
uk\tday\t1=вчора
zh\tsecond\t0=刚刚|0=剛剛|0=刚才
";
/// The maximum length of a text that gives a relative time, in bytes.
const LONGEST: usize = 200;

/// The day of a relative time in a short text, counted from the time at which the document was fetched.
/// Months and years are too imprecise.
pub(super) fn day(text: &str, view: &ArticleView<'_>) -> Option<Date> {
    if text.len() > LONGEST {
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
    counted(&text, code).or_else(|| spelled(&text, code))
}

/// `3 hours ago`.
fn counted(text: &str, code: &str) -> Option<Span> {
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
        if let Some(span) = unit.and_then(|(unit, _)| of(unit, value.into())) {
            return Some(span);
        }
    }
    None
}

/// `yesterday`, `a week ago`, `قبل يومين`. Only a few other words are allowed, because a sentence about
/// yesterday is not a dateline.
fn spelled(text: &str, code: &str) -> Option<Span> {
    /// The maximum number of other words, such as `Posted`, `at` and the time.
    const OTHERS: usize = 4;
    let text = text.trim();
    let is_inside = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    patterns(code).find_map(|(unit, pattern)| {
        let (number, phrase) = pattern.split_once('=')?;
        let at = text.find(phrase)?;
        let (before, after) = (&text[..at], &text[at + phrase.len()..]);
        let others = before.split_whitespace().chain(after.split_whitespace()).count();
        let is_apart = is_unspaced(phrase.chars().next()?)
            || !is_inside(before.chars().next_back()) && !is_inside(after.chars().next());
        // `Today's weather` is not a time.
        let is_time =
            number != "0" || others == 0 || label::last(text).is_some() || text.contains(is_digit);
        (is_apart && is_time && others <= OTHERS).then(|| of(unit, number.parse().ok()?))?
    })
}

/// A number of units. Months are too imprecise.
fn of(unit: &str, number: i64) -> Option<Span> {
    match unit {
        "second" => Span::new().try_seconds(number).ok(),
        "minute" => Span::new().try_minutes(number).ok(),
        "hour" => Span::new().try_hours(number).ok(),
        "day" => Span::new().try_days(number).ok(),
        "week" => Span::new().try_weeks(number).ok(),
        _ => None,
    }
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
            ("en", "Posted yesterday at 14:05", Some("2022-02-28")),
            ("en", "A week ago", Some("2022-02-22")),
            ("de", "Gestern, 18:30 Uhr", Some("2022-02-28")),
            ("de", "vor einer Woche", Some("2022-02-22")),
            ("fr", "Hier à 10h00", Some("2022-02-28")),
            ("ar", "منذ يومين", Some("2022-02-27")),
            ("ja", "昨日 09:30", Some("2022-02-28")),
            ("de", "Heute, 07:15 Uhr", Some("2022-03-01")),
            ("zh", "刚刚", Some("2022-03-01")),
            ("en", "two days ago", Some("2022-02-27")),
            ("ko", "2시간전", Some("2022-03-01")),
            ("en", "Today's weather", None),
            ("en", "Yesterday the council of the town met again", None),
            ("en", "Yesterdays", None),
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
