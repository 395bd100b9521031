use super::calendar::gregorian_year;
use super::number::{is_digit, number};
use super::order::{Order, Style};
use super::partial::PartialDate;

/// A date in digits at the beginning of `rest`, and its length: `2024-05-03`, `2024/5/3`,
/// `03.05.2024`, `5/3/2024`, `2024. 5. 3.`.
pub(super) fn date(rest: &str, style: Style) -> Option<(PartialDate, usize)> {
    let (first, digits, after) = number(rest, 4)?;
    let mark = after.chars().next().filter(|c| matches!(c, '-' | '/' | '.' | '–'))?;
    let (second, _, after) = number(after_mark(after, mark)?, 2)?;
    let (third, last_digits, after) = number(after_mark(after, mark)?, 4)?;
    // `1.2.2020.3` is a version and `2020-01-02-03` a number.
    let mut next = after.chars();
    if next.next() == Some(mark) && next.next().is_some_and(is_digit) {
        return None;
    }
    let date = match (digits, last_digits) {
        (4, 1..=2) => PartialDate::day(gregorian_year(first, style.language), second, third),
        (1..=2, 4) => {
            let month_first =
                second > 12 || (style.order == Order::MonthFirst && mark == '/' && first <= 12);
            let (day, month) = if month_first { (second, first) } else { (first, second) };
            PartialDate::day(gregorian_year(third, style.language), month, day)
        }
        _ => None,
    };
    date.map(|date| (date, rest.len() - after.len()))
}

/// The text after a mark. A full stop may be followed by a space, as Korean and Czech write.
fn after_mark(text: &str, mark: char) -> Option<&str> {
    let after = text.strip_prefix(mark)?;
    Some(if mark == '.' { after.strip_prefix([' ', '\u{a0}']).unwrap_or(after) } else { after })
}
