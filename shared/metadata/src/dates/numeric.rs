use super::calendar::Calendar;
use super::number::{is_digit, number};
use super::order::{Order, Style};
use super::partial::PartialDate;

/// A date in digits at the beginning of `rest`, and its length: `2024-05-03`, `2024/5/3`,
/// `03.05.2024`, `5/3/2024`, `2024. 5. 3.`, `1403/02/14`.
pub(super) fn date(rest: &str, style: Style) -> Option<(PartialDate, usize)> {
    let (first, digits, after) = number(rest, 4)?;
    let mark = after.chars().next().filter(|c| matches!(c, '-' | '/' | '.' | '–'))?;
    let (second, _, after) = number(after_mark(after, mark)?, 2)?;
    // Scandinavians write `7/11 2023`.
    let spaced = matches!(style.language, Some("sv" | "da" | "nb" | "nn" | "no" | "fi"));
    let scandinavian = (mark == '/' && spaced && digits <= 2).then(|| after.strip_prefix(' '));
    if let Some((year, 4, after)) = scandinavian.flatten().and_then(|after| number(after, 4)) {
        return Some((day(year, second, first, style)?, rest.len() - after.len()));
    }
    let (third, last_digits, after) = number(after_mark(after, mark)?, 4)?;
    // `1.2.2020.3` is a version, and `2020-01-02-03` a number.
    let mut next = after.chars();
    let (first_after, second_after) = (next.next(), next.next());
    if first_after == Some(mark) && second_after.is_some_and(is_digit) {
        return None;
    }
    // `3.4.2019a` is a section.
    if first_after.is_some_and(|c| c.is_ascii_lowercase())
        && !second_after.is_some_and(char::is_alphanumeric)
    {
        return None;
    }
    let date = match (digits, last_digits) {
        (4, 1..=2) => day(first, second, third, style),
        (1..=2, 4) => {
            let month_first =
                second > 12 || (style.order == Order::MonthFirst && mark == '/' && first <= 12);
            let (day, month) = if month_first { (second, first) } else { (first, second) };
            self::day(third, month, day, style)
        }
        _ => None,
    };
    date.map(|date| (date, rest.len() - after.len()))
}

/// The day in the calendar that such a year has in the language.
fn day(year: i16, month: i16, day: i16, style: Style) -> Option<PartialDate> {
    let calendar = Calendar::of_year(year, style.language);
    calendar.day(year, i8::try_from(month).ok()?, day, style.language)
}

/// The text after a mark. A full stop may be followed by a space, as Korean and Czech write.
fn after_mark(text: &str, mark: char) -> Option<&str> {
    let after = text.strip_prefix(mark)?;
    Some(if mark == '.' { after.strip_prefix([' ', '\u{a0}']).unwrap_or(after) } else { after })
}
