use super::calendar::Calendar;
use super::months::{Month, month};
use super::number::{is_digit, number};
use super::order::Style;
use super::partial::{PartialDate, is_year};
use text::listed;

/// `27 April 2020`, `3. Mai`, `1er août 2021`, `5 de mayo de 2022`, with the length of each.
pub(super) fn day_first(rest: &str, style: Style) -> Option<(PartialDate, usize)> {
    let (day, _, after) = number(rest, 2)?;
    let after = without_ordinal(after);
    let after = after.strip_prefix(['-', '/']).unwrap_or(after);
    let after = without_any(after.trim_start_matches([' ', '\u{a0}']), BEFORE_MONTH);
    let (month, after) = month_word(after, style)?;
    let (date, after) = match year_after(after, month, style) {
        Some((year, after)) => {
            (month.calendar.day(year, month.number, day, style.language)?, after)
        }
        None if month.calendar.is_gregorian() => {
            (PartialDate::day_of_year(month.number.into(), day)?, after)
        }
        None => return None,
    };
    Some((date, rest.len() - after.len()))
}

/// `May 3, 2024`, `Sept. 11`, `März 2023`; `word` is the length of the leading word.
pub(super) fn month_first(rest: &str, word: usize, style: Style) -> Option<(PartialDate, usize)> {
    let (name, after) = rest.split_at(word);
    let stop = after.strip_prefix('.').unwrap_or(after);
    let spaced = stop.trim_start_matches([' ', '\u{a0}']);
    let spaced = without_any(spaced, &["de ", "del ", "of "]);
    if spaced.len() == stop.len() || !spaced.starts_with(is_digit) || is_common_word(name) {
        return None;
    }
    let (month, _) = month(name, style.language)?;
    let (value, digits, after) = number(spaced, 4)?;
    let (date, after) = if digits == 4 {
        (month.calendar.month(value, month.number, style.language)?, after)
    } else {
        let after = without_ordinal(after);
        // `April 2.5 %` and `May 10:30` are not days.
        let mut next = after.chars();
        if matches!(next.next(), Some('.' | ':' | ',' | '%')) && next.next().is_some_and(is_digit) {
            return None;
        }
        match year_after(after, month, style) {
            Some((year, after)) => {
                (month.calendar.day(year, month.number, value, style.language)?, after)
            }
            None if month.calendar.is_gregorian() => {
                (PartialDate::day_of_year(month.number.into(), value)?, after)
            }
            None => return None,
        }
    };
    Some((date, rest.len() - after.len()))
}

/// `2024. május 3.`, `2024 May 3`, `2024 m. gegužės 3 d.`, `2024. gada 3. maijs`.
pub(super) fn year_first(rest: &str, style: Style) -> Option<(PartialDate, usize)> {
    let (year, digits, after) = number(rest, 4)?;
    if digits != 4 {
        return None;
    }
    let found = month_and_day(after, style);
    let (month, day, after) = found.or_else(|| month_and_day(without_year_word(after)?, style))?;
    let date = month.calendar.day(year, month.number, day, style.language)?;
    Some((date, rest.len() - after.len()))
}

/// The month and the day after a year, in either order.
fn month_and_day(text: &str, style: Style) -> Option<(Month, i16, &str)> {
    let text = text.trim_start_matches(['.', ',']).strip_prefix([' ', '\u{a0}'])?;
    if let Some((month, after)) = month_word(text, style) {
        let (day, _, after) = number(after.trim_start_matches([' ', '.']), 2)?;
        return Some((month, day, after));
    }
    let (day, _, after) = number(text, 2)?;
    // Mongolian months are numbers: `2022 оны 3 сарын 7`, `2022 оны 3-р сарын 7`.
    if let Some(after) = without_any(after, &["-р"]).strip_prefix(" сарын ") {
        let month = Month { calendar: Calendar::Gregorian, number: i8::try_from(day).ok()? };
        let (day, _, after) = number(after, 2)?;
        return Some((month, day, after));
    }
    let (month, after) = month_word(after.trim_start_matches([' ', '.', '-']), style)?;
    // `2019 and 3 May 2020`: the day has a year of its own.
    year_after(after, month, style).is_none().then_some((month, day, after))
}

/// The text after the word for "year", which follows the number in some languages: `2024 m.`,
/// `2024. gada`, `2024 ж.`, `2024 жылғы`, `2024ko`, `2024 оны`, `2024-yil`.
fn without_year_word(text: &str) -> Option<&str> {
    let spaced = text.trim_start_matches(['.', '-', ' ', '\u{a0}']);
    let word = spaced.find(|c: char| !c.is_alphabetic()).unwrap_or(spaced.len());
    let longest = if text.starts_with('-') { 8 } else { 5 };
    let fits = (1..=longest).contains(&spaced[..word].chars().count())
        && !spaced[..word].contains(char::is_uppercase);
    fits.then(|| &spaced[word..])
}

/// A year alone, if a word next to it shows that it is a year: `in 2019`, `2019 года`.
pub(super) fn year_alone(before: &str, rest: &str) -> Option<(PartialDate, usize)> {
    let (year, digits, after) = number(rest, 4)?;
    let goes_on = after.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '%' | '€' | '$'))
        || (after.starts_with(['.', ',', ':', '/']) && after[1..].starts_with(is_digit));
    if digits != 4 || !is_year(year) || goes_on || !before.ends_with([' ', '\u{a0}', '\n', '(']) {
        return None;
    }
    let words = before.trim_end();
    let last = words.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
    let next = after.trim_start().split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let bracketed = words.ends_with('(') && after.starts_with(')');
    // In `in 2000 people` the number is a count, because a noun follows.
    let said = listed(BEFORE_YEAR, &last) || listed(AFTER_YEAR, next) || bracketed;
    said.then(|| PartialDate::year(year))?.map(|spot| (spot, rest.len() - after.len()))
}

/// The year after a day and month: `, 2024`, ` de 2022`, ` 2020`.
fn year_after(text: &str, month: Month, style: Style) -> Option<(i16, &str)> {
    let after = text
        .trim_start_matches([',', '.', '-', '/', '،', '၊', '׳', '\''])
        .trim_start_matches([' ', '\u{a0}']);
    let after = without_any(after, BEFORE_YEAR_NUMBER);
    if after.len() == text.len() {
        return None;
    }
    let (year, digits, after) = number(after, 4)?;
    (digits == 4 && month.calendar.has(year, style.language)).then_some((year, after))
}

fn month_word(text: &str, style: Style) -> Option<(Month, &str)> {
    let Some((name, length)) = month(text, style.language) else { return roman(text) };
    let after = &text[length..];
    // Arabic dates may name the month twice: `مارس/آذار`.
    let again = after.trim_start_matches(' ').strip_prefix('/').map(str::trim_start);
    let again = again.and_then(|text| Some((text, month(text, style.language)?)));
    match again {
        Some((text, (same, length))) if same == name => Some((name, &text[length..])),
        _ => Some((name, after)),
    }
}

/// A month as a Roman numeral before a year: `9 VIII 2022`, `9.VIII.2022`.
fn roman(text: &str) -> Option<(Month, &str)> {
    let end = text.find(|c| !matches!(c, 'I' | 'V' | 'X')).unwrap_or(text.len());
    let (numeral, after) = text.split_at(end);
    let place = ROMAN.iter().position(|roman| *roman == numeral)? + 1;
    let year = after.trim_start_matches(['.', ' ', '\u{a0}', '-', '/']);
    let (_, digits, _) = number(year, 4)?;
    let month = Month { calendar: Calendar::Gregorian, number: i8::try_from(place).ok()? };
    (digits == 4 && year.len() < after.len()).then_some((month, after))
}

fn without_ordinal(text: &str) -> &str {
    without_any(
        text,
        &["st", "nd", "rd", "th", "er", "º", "ª", "°", ".", "-a", "ی", " d.", "טן", "סטן"],
    )
}

fn without_any<'a>(text: &'a str, prefixes: &[&str]) -> &'a str {
    prefixes.iter().find_map(|prefix| text.strip_prefix(prefix)).unwrap_or(text)
}

/// Month names that are also ordinary words in lower case: `may 3`, `set 2`.
fn is_common_word(name: &str) -> bool {
    matches!(
        name,
        "may"
            | "march"
            | "mar"
            | "set"
            | "sep"
            | "gen"
            | "out"
            | "mag"
            | "lis"
            | "des"
            | "lip"
            | "mart"
            | "dec"
    )
}

const ROMAN: [&str; 12] =
    ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"];
/// Words between a day and its month.
const BEFORE_MONTH: &[&str] =
    &["de ", "of ", "di ", "d'", "d’", "ta' ", "ta’ ", "ga watan ", "ga ", "ខែ"];
/// Words between a month and its year.
const BEFORE_YEAR_NUMBER: &[&str] =
    &["de ", "del ", "of ", "năm ", "พ.ศ. ", "ค.ศ. ", "m. ", "ቀን ", "ឆ្នាំ", "ماه ", "соли "];

const BEFORE_YEAR: &str = "\
    in since by of from until till during before after year late early mid spring summer \
    autumn fall winter im jahr jahre seit bis ab von vor nach ende anfang mitte sommer \
    frühjahr herbst en depuis dès année fin début avant après desde año hasta ano até em dal \
    nel anno dall del sinds jaar tot w od roku rok do в с до к i sedan året siden fra vuonna \
    v";

const AFTER_YEAR: &str = "года году год годов roku року році yılında yılı gada metais";
