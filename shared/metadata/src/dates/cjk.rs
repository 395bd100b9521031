use super::number::number;
use super::partial::PartialDate;

/// A Chinese, Japanese or Korean date at the beginning of `rest`, and its length: `2020年4月27日`,
/// `2020年1月`, `4月27日`, `2024년 5월 3일`, `令和6年5月3日`.
///
/// `before` is the text before it, which may end with the name of an era.
pub(super) fn date(before: &str, rest: &str) -> Option<(PartialDate, usize)> {
    let (first, digits, after) = number(rest, 4)?;
    if let Some(after) = unit(after, &['年', '년']) {
        let year = if digits == 4 { first } else { era_year(before, first)? };
        let month = number(after.trim_start(), 2)
            .and_then(|(month, _, after)| Some((month, unit(after, &['月', '월'])?)));
        let Some((month, after)) = month else {
            return PartialDate::year(year).map(|spot| (spot, rest.len() - after.len()));
        };
        let day = day_of(after);
        return match day {
            Some((day, after)) => {
                PartialDate::day(year, month, day).map(|spot| (spot, rest.len() - after.len()))
            }
            None => PartialDate::month(year, month).map(|spot| (spot, rest.len() - after.len())),
        };
    }
    let after = unit(after, &['月', '월']).filter(|_| digits <= 2)?;
    let (day, after) = day_of(after)?;
    PartialDate::day_of_year(first, day).map(|spot| (spot, rest.len() - after.len()))
}

fn day_of(text: &str) -> Option<(i16, &str)> {
    let (day, _, after) = number(text.trim_start(), 2)?;
    Some((day, unit(after, &['日', '號', '号', '일'])?))
}

/// The text after a unit, which may be preceded by a space.
fn unit<'a>(text: &'a str, units: &[char]) -> Option<&'a str> {
    text.strip_prefix(' ').unwrap_or(text).strip_prefix(units)
}

/// The Gregorian year of a year in an era: 令和6 is 2024, 民國109 is 2020.
fn era_year(before: &str, year: i16) -> Option<i16> {
    let before = before.trim_end();
    ERAS.iter().find(|(era, _)| before.ends_with(era)).map(|(_, first)| first + year - 1)
}

/// Eras and their first years.
const ERAS: &[(&str, i16)] = &[
    ("令和", 2019),
    ("平成", 1989),
    ("昭和", 1926),
    ("大正", 1912),
    ("明治", 1868),
    ("民國", 1912),
    ("民国", 1912),
];
