use super::number::number;
use super::partial::PartialDate;

/// A Chinese, Japanese or Korean date at the beginning of `rest`, and its length: `2020年4月27日`,
/// `2020年1月`, `4月27日`, `2024년 5월 3일`, `令和6年5月3日`, `二〇二四年五月三日`.
///
/// `before` is the text before it, which may end with the name of an era.
pub(super) fn date(before: &str, rest: &str) -> Option<(PartialDate, usize)> {
    let (first, digits, after) = numeral(rest, 4)?;
    let length = |after: &str| rest.len() - after.len();
    if let Some(after) = unit(after, &['年', '년']) {
        let year = if digits == 4 { first } else { era_year(before, first)? };
        let after = without_other_year(after);
        let month = numeral(after.trim_start(), 2)
            .and_then(|(month, _, after)| Some((month, unit(after, &['月', '월'])?)));
        let Some((month, after)) = month else {
            return PartialDate::year(year).map(|date| (date, length(after)));
        };
        return match day_of(after) {
            Some((day, after)) => {
                PartialDate::day(year, month, day).map(|date| (date, length(after)))
            }
            None => PartialDate::month(year, month).map(|date| (date, length(after))),
        };
    }
    let after = unit(after, &['月', '월']).filter(|_| digits <= 2)?;
    let (day, after) = day_of(after)?;
    PartialDate::day_of_year(first, day).map(|date| (date, length(after)))
}

/// The text after the year in another calendar: `令和6年（2024年）5月3日`.
fn without_other_year(text: &str) -> &str {
    let inside = text.strip_prefix(['（', '(']).and_then(|inside| inside.split_once(['）', ')']));
    let is_year = |year: &str| year.ends_with('年') && year.chars().count() <= 8;
    inside.filter(|(year, _)| is_year(year)).map_or(text, |(_, after)| after)
}

/// Whether `c` is a numeral in which Chinese and Japanese dates are written.
pub(super) fn is_numeral(c: char) -> bool {
    han_digit(c).is_some() || c == '十' || c == '元'
}

fn day_of(text: &str) -> Option<(i16, &str)> {
    let (day, _, after) = numeral(text.trim_start(), 2)?;
    Some((day, unit(after, &['日', '號', '号', '일'])?))
}

/// The text after a unit, which may be preceded by a space.
fn unit<'a>(text: &'a str, units: &[char]) -> Option<&'a str> {
    text.strip_prefix(' ').unwrap_or(text).strip_prefix(units)
}

/// A number in digits of any script, or in Han numerals: `二〇二四`, `十二`, `三十一`; the first year
/// of an era is `元`.
fn numeral(text: &str, most: usize) -> Option<(i16, usize, &str)> {
    number(text, most).or_else(|| {
        let end = text.find(|c| !is_numeral(c)).unwrap_or(text.len());
        let (numeral, after) = text.split_at(end);
        let digits: Option<Vec<i16>> = numeral.chars().map(han_digit).collect();
        let (value, count) = match (numeral, digits) {
            ("元", _) => (1, 1),
            (_, Some(digits)) if (1..=most).contains(&digits.len()) => {
                (digits.iter().fold(0, |value, digit| value * 10 + digit), digits.len())
            }
            _ => (tens(numeral)?, 2),
        };
        Some((value, count, after))
    })
}

/// `十`, `十二`, `二十`, `三十一`, `九十九`.
fn tens(numeral: &str) -> Option<i16> {
    let (tens, ones) = numeral.split_once('十')?;
    let digit = |text: &str, default: i16| {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (None, _) => Some(default),
            (Some(c), None) => han_digit(c),
            _ => None,
        }
    };
    Some(digit(tens, 1)? * 10 + digit(ones, 0)?)
}

fn han_digit(c: char) -> Option<i16> {
    let digit = "〇一二三四五六七八九".chars().position(|digit| digit == c);
    let digit = digit.or_else(|| matches!(c, '零' | '○').then_some(0))?;
    i16::try_from(digit).ok()
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
