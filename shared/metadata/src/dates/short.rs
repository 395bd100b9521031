//! Dates with a two-digit year: `03.05.24`, `5/3/24`, `3 May '24`. They are recognised in short lines
//! only, because most such numbers in running text are not dates.

use std::ops::Range;

use jiff::civil::Date;

use super::label;
use super::months::month;
use super::number::{is_digit, number};
use super::order::{Order, Style};
use crate::pattern::patterns;

patterns! {
    NUMBERS = r"(?:^|[^\d.,/-])(\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d\d)(?:[^\d/.-]|\.\D|\.$|$)";
    /// Words before a date: `on`, `vom`, `Thu`, `Datum:`.
    LEAD = r"(?i)(?:^|[^\pL])(?:\pL{1,2}|mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim|mié|jue|vie|sáb|dom|seg|ter|qua|qui|sex|gio|maa|din|woe|don|vri|zat|zon|mån|tis|ons|tor|fre|lör|sön|the|den|dal|del|las|\w+(?:day|tag|dag|woch|di|dimanche|nes|tes|coles|ves|bado|bato|mingo|menica|feira|tai|dì)|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|datum|date|fecha|data|dato|päiväys|dnia|dated|vom|from|uhr)\W*$";
    MONTH = r"(?:^|\D)(\d{1,2}(?:\.|st|nd|rd|th)?[\s.-]*\pL{3,12}\.?,?[\s-]*['’]?\d\d)(?:[^\d:]|$)";
}

/// The first such date in a line, with its range.
pub(super) fn day(line: &str, style: Style) -> Option<(Range<usize>, Date)> {
    numbers(line, style).or_else(|| with_month(line, style)).or_else(|| thai(line, style))
}

fn numbers(line: &str, style: Style) -> Option<(Range<usize>, Date)> {
    let (text, _) = NUMBERS.group(line)?;
    let marks: Vec<char> = text.chars().filter(|c| matches!(c, '.' | '/' | '-')).collect();
    if marks[0] != marks[1] {
        return None;
    }
    let parts: Vec<i8> =
        text.split(['.', '/', '-']).filter_map(|part| part.trim().parse().ok()).collect();
    let [first, second, last] = parts[..] else { return None };
    let month_first =
        second > 12 || first <= 12 && style.order == Order::MonthFirst && text.contains('/');
    let (day, month) = if month_first { (second, first) } else { (first, second) };
    let date = Date::new(year(last, style), month, day).ok()?;
    let range = at(line, text);
    let doubtful =
        !text.contains('/') && (is_counted(&line[..range.start]) || goes_on(&line[range.end..]));
    (!doubtful).then_some((range, date))
}

/// Whether more pairs of digits follow, as in a telephone number: `03.12.20 45 60`.
fn goes_on(after: &str) -> bool {
    let Some(rest) = after.strip_prefix(' ') else { return false };
    let mut pairs = rest.split(' ').take(2);
    let is_pair = |pair: &str| pair.len() == 2 && pair.bytes().all(|byte| byte.is_ascii_digit());
    pairs.next().is_some_and(is_pair) && pairs.next().is_some_and(is_pair)
}

/// Whether the word before numbers shows that they are not a date: `Room 10.11.12`, `Tel. 03.12.20`,
/// `version 2.10.21`.
fn is_counted(before: &str) -> bool {
    let word = before.trim_end_matches([' ', '\u{a0}', '.', ':']);
    word.ends_with(char::is_alphabetic) && !LEAD.is_in(before) && label::last(before).is_none()
}

fn with_month(line: &str, style: Style) -> Option<(Range<usize>, Date)> {
    let (text, _) = MONTH.group(line)?;
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let day: i8 = text[..digits].parse().ok()?;
    let names = text[digits..].split(|c: char| !c.is_alphabetic());
    let (month, _) =
        names.filter(|name| name.len() > 2).find_map(|name| month(name, style.language))?;
    let last: i8 = text[text.len() - 2..].parse().ok()?;
    let date = (last <= 26).then(|| Date::new(year(last, style), month.number, day).ok())??;
    Some((at(line, text), date))
}

/// `12 ก.พ. 67`: a Thai month has marks between its letters, and the year counts from the Buddha.
fn thai(line: &str, style: Style) -> Option<(Range<usize>, Date)> {
    let language = style.language.filter(|language| *language == "th")?;
    let numbers = line.match_indices(is_digit).map(|(at, _)| at);
    let starts = numbers.filter(|at| !line[..*at].ends_with(is_digit));
    starts.into_iter().find_map(|start| {
        let (day, _, after) = number(&line[start..], 2)?;
        let (month, length) = month(after.trim_start(), Some(language))?;
        let after =
            after.trim_start()[length..].trim_start_matches([' ', '\u{a0}', '.', ',', '’', '\'']);
        let after = after.strip_prefix("พ.ศ.").map_or(after, str::trim_start);
        let (last, digits, after) = number(after, 2)?;
        let date =
            Date::new(year(i8::try_from(last).ok()?, style), month.number, i8::try_from(day).ok()?);
        let fits = digits == 2 && !after.starts_with(':');
        fits.then(|| Some((start..line.len() - after.len(), date.ok()?)))?
    })
}

/// The year of two digits. In Thai, it counts from the Buddha unless it would be long ago.
fn year(short: i8, style: Style) -> i16 {
    const BUDDHIST: i16 = 2500 - 543;
    let century = match short {
        38..=75 if style.language == Some("th") => BUDDHIST,
        ..=26 => 2000,
        _ => 1900,
    };
    i16::from(short) + century
}

fn at(line: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr().addr() - line.as_ptr().addr();
    start..start + part.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_years_are_read_in_lines() {
        let cases = [
            ("03.05.24", Some("2024-05-03")),
            ("Posted 5/13/24 by x", Some("2024-05-13")),
            ("3 May '24", Some("2024-05-03")),
            ("12-Jan-21, 10:00", Some("2021-01-12")),
            ("Datum: 03.05.24", Some("2024-05-03")),
            ("Stand 03.05.24", Some("2024-05-03")),
            ("Do 03.05.24", Some("2024-05-03")),
            ("Kiel, 03.05.24", Some("2024-05-03")),
            ("Room 10.11.12, Town Hall", None),
            ("Telefon: 03.12.20 45 60", None),
            ("03.12.20 45 60", None),
            ("03.12.20 14:30", Some("2020-12-03")),
            ("Works with version 2.10.21", None),
            ("1.2.3", None),
            ("firmness 3-5/10", None),
            ("12 people 24", None),
            ("192.168.10.10.24", None),
        ];
        for (line, expected) in cases {
            let found = day(line, Style::DAY_FIRST).map(|(_, day)| day.to_string());
            assert_eq!(found.as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn short_thai_years_count_from_the_buddha() {
        let cases = [
            ("12 ก.พ. 67", Some("2024-02-12")),
            ("เผยแพร่ 3 พฤษภาคม 62 เวลา 10:30 น.", Some("2019-05-03")),
            ("วันที่ 30/06/60", Some("2017-06-30")),
            ("๘ ธ.ค. ๖๕", Some("2022-12-08")),
            ("9 มี.ค. พ.ศ. 58", Some("2015-03-09")),
            ("4 เม.ย. 24", Some("2024-04-04")),
            ("12 ก.พ. 10:30", None),
            ("31 ก.พ. 67", None),
        ];
        for (line, expected) in cases {
            let found = day(line, Style::of_language("th")).map(|(_, day)| day.to_string());
            assert_eq!(found.as_deref(), expected, "{line}");
        }
        assert_eq!(day("12 ก.พ. 67", Style::DAY_FIRST), None);
    }
}
