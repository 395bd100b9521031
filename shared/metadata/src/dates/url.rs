use jiff::civil::Date;
use url::Url;

use super::partial::PartialDate;
use super::stated::{StatedDate, of_spot};
use crate::address::path;
use crate::pattern::patterns;

patterns! {
    DAYS = r"/((?:19|20)[0-9][0-9][/_-][0-9]{1,2}[/_-][0-9]{1,2})(?:[/_.-]|$)";
    HYPHENS = r"(?:^|\D)((?:19|20)[0-9][0-9]-[0-9][0-9]-[0-9][0-9])(?:\D|$)";
    EIGHT = r"(?:^|[/_.t-])((?:19|20)[0-9]{6})(?:[/_.t-]|$)";
    /// `/2024/05/240503-title`, `/2024/may/03/title`.
    SHORT = r"/((?:19|20)[0-9][0-9]/[0-9]{1,2}/[0-9]{6})(?:[/_.-]|$)";
    NAMED = r"/((?:19|20)[0-9][0-9]/(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/[0-9]{1,2})(?:[/_.-]|$)";
    FOUR_FOUR = r"/((?:19|20)[0-9][0-9]/[0-9]{4})(?:[/_.-]|$)";
    SIX_TWO = r"/((?:19|20)[0-9]{4}/(?:t(?:19|20)[0-9]{4})?[0-9][0-9])(?:[/_.-]|$)";
    MONTH = r"/((?:19|20)[0-9][0-9]/[0-9]{1,2})(?:/|$)";
}

/// The day in an address's path: `/2024/05/03/`, `/2024-05-03-…`, `/20240503/`, `/202405/03/`.
pub(super) fn day(url: &Url) -> Option<StatedDate> {
    let path = path(url);
    if let Some(day) = short(&path).or_else(|| named(&path)) {
        return of_spot(day);
    }
    [&DAYS, &HYPHENS, &EIGHT, &FOUR_FOUR, &SIX_TWO].iter().find_map(|pattern| {
        let (text, _) = pattern.group(&path)?;
        let mut parts = text.split(['/', '_', '-']);
        let first = parts.next()?;
        // The year is either separate or the beginning of a longer number.
        let digits: String = match (first.len(), parts.next(), parts.next()) {
            (8, None, None) | (4, Some(_), None) => text.replace('/', ""),
            (4, Some(month), Some(day)) => format!("{first}{month:0>2}{day:0>2}"),
            (6, Some(rest), None) => format!("{first}{}", &rest[rest.len() - 2..]),
            _ => return None,
        };
        let part = |range: std::ops::Range<usize>| digits.get(range)?.parse().ok();
        of_spot(PartialDate::day(part(0..4)?, part(4..6)?, part(6..8)?)?)
    })
}

/// `/2024/05/240503-title`: the last number repeats the year and the month.
fn short(path: &str) -> Option<PartialDate> {
    let (text, _) = SHORT.group(path)?;
    let mut parts = text.split('/');
    let (year, month, all) = (parts.next()?, parts.next()?, parts.next()?);
    let repeated = all.strip_prefix(&year[2..])?.strip_prefix(&format!("{month:0>2}"))?;
    PartialDate::day(year.parse().ok()?, month.parse().ok()?, repeated.parse().ok()?)
}

/// `/2024/may/03/title`.
fn named(path: &str) -> Option<PartialDate> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let (text, _) = NAMED.group(path)?;
    let mut parts = text.split('/');
    let (year, name, day) = (parts.next()?, parts.next()?, parts.next()?);
    let month = (1..).zip(MONTHS).find(|(_, month)| *month == name)?.0;
    PartialDate::day(year.parse().ok()?, month, day.parse().ok()?)
}

/// The first day of the month in an address's path: `/2024/05/`.
pub(super) fn month(url: &Url) -> Option<Date> {
    let path = path(url);
    let (text, _) = MONTH.group(&path)?;
    let (year, month) = text.split_once('/')?;
    Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_day_of_a_path() {
        let cases = [
            ("https://example.org/2024/05/03/title", Some("2024-05-03")),
            ("https://example.org/a/2024-5-3-title", Some("2024-05-03")),
            ("https://example.org/a-2024-05-03-title", Some("2024-05-03")),
            ("https://example.org/t20240503_12.html", Some("2024-05-03")),
            ("https://example.org/2024/0503/title", Some("2024-05-03")),
            ("https://example.org/202405/t20240503_1.html", Some("2024-05-03")),
            ("https://example.org/202405/03/1.html", Some("2024-05-03")),
            ("https://example.org/2024/05/240503-title", Some("2024-05-03")),
            ("https://example.org/a/2024/may/03/title", Some("2024-05-03")),
            ("https://example.org/2024/05/240603-title", None),
            ("https://example.org/2024/maypole/03/title", None),
            ("https://example.org/2024/05/title", None),
            ("https://example.org/2024/13/03/", None),
            ("https://example.org/20241399/", None),
            ("https://20240503.example.org/", None),
            ("https://example.org/?d=2024-05-03", None),
            ("https://example.org/12345678901", None),
        ];
        for (url, expected) in cases {
            let parsed = Url::parse(url).unwrap();
            assert_eq!(day(&parsed).map(|date| date.value).as_deref(), expected, "{url}");
        }
        let url = Url::parse("https://example.org/2024/05/title").unwrap();
        assert_eq!(month(&url), Some(jiff::civil::date(2024, 5, 1)));
    }
}
