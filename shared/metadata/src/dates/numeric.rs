use super::number::{is_digit, number};
use super::order::Order;
use super::partial::PartialDate;

/// A date in digits at the beginning of `rest`, and its length: `2024-05-03`, `2024/5/3`,
/// `03.05.2024`, `5/3/2024`.
pub(super) fn date(rest: &str, order: Order) -> Option<(PartialDate, usize)> {
    let (first, digits, after) = number(rest, 4)?;
    let mark = after.chars().next().filter(|c| matches!(c, '-' | '/' | '.' | '–'))?;
    let (second, _, after) = number(after.strip_prefix(mark)?, 2)?;
    let (third, last_digits, after) = number(after.strip_prefix(mark)?, 4)?;
    // `1.2.2020.3` is a version and `2020-01-02-03` a number.
    let mut next = after.chars();
    let goes_on = next.next() == Some(mark) && next.next().is_some_and(is_digit);
    if goes_on {
        return None;
    }
    let spot = match (digits, last_digits) {
        (4, 1..=2) => PartialDate::day(first, second, third),
        (1..=2, 4) => {
            let month_first =
                second > 12 || (order == Order::MonthFirst && mark == '/' && first <= 12);
            let (day, month) = if month_first { (second, first) } else { (first, second) };
            PartialDate::day(third, month, day)
        }
        _ => None,
    };
    spot.map(|spot| (spot, rest.len() - after.len()))
}
