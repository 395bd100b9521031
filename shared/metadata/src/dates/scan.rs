use std::ops::Range;

use super::number::is_digit;
use super::order::Order;
use super::partial::PartialDate;
use super::{cjk, numeric, western};
use text::tail;

/// A date in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DateMatch {
    /// The date.
    pub(crate) spot: PartialDate,
    /// Its range in bytes.
    pub(crate) at: Range<usize>,
}

/// The dates of a text in order, in one pass: a few bounded patterns are tried at each number and
/// month name.
pub(crate) fn scan(text: &str, order: Order) -> impl Iterator<Item = DateMatch> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < text.len() {
            let start = at;
            let rest = &text[at..];
            let c = rest.chars().next()?;
            if is_digit(c) {
                let found = at_number(text, at, order);
                at = found.as_ref().map_or_else(|| at + digits(rest), |(_, end)| *end);
                if let Some((spot, end)) = found {
                    return Some(DateMatch { spot, at: start..end });
                }
            } else if c.is_alphabetic() {
                let word = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
                // A word begins a date only if a number follows.
                let found = western::month_first(rest, word).map(|(spot, end)| (spot, at + end));
                at = found.as_ref().map_or(at + word, |(_, end)| *end);
                if let Some((spot, end)) = found {
                    return Some(DateMatch { spot, at: start..end });
                }
            } else {
                let other = rest.find(|c: char| is_digit(c) || c.is_alphabetic());
                at += other.unwrap_or(rest.len());
            }
        }
        None
    })
}

/// The length in bytes of the leading run of digits.
fn digits(text: &str) -> usize {
    text.find(|c: char| !is_digit(c)).unwrap_or(text.len())
}

/// The date that begins with the number at `at`.
fn at_number(text: &str, at: usize, order: Order) -> Option<(PartialDate, usize)> {
    let rest = &text[at..];
    let before = tail(&text[..at], 16);
    let found = cjk::date(before, rest).or_else(|| {
        // `1.2.2020` and `-5` begin before this number.
        let mut back = before.chars().rev();
        let (last, second) = (back.next(), back.next());
        if last.is_some_and(|c| ".,-/:–".contains(c)) && second.is_some_and(is_digit) {
            return None;
        }
        // So does `A4`; but `am09.02.2022` has only lost a space.
        if last.is_some_and(|c| c.is_alphabetic() && c.is_ascii()) {
            return numeric::date(rest, order);
        }
        numeric::date(rest, order)
            .or_else(|| western::day_first(rest))
            .or_else(|| western::year_first(rest))
            .or_else(|| western::year_alone(before, rest))
    });
    found.map(|(spot, length)| (spot, at + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, order: Order) -> String {
        let all: Vec<String> = scan(text, order).map(|found| found.spot.to_string()).collect();
        all.join(" ")
    }

    #[test]
    fn reads_dates_as_many_languages_write_them() {
        let cases = [
            ("4月27日,我市", "--04-27"),
            ("2020年1月新冠", "2020-01"),
            ("2020 年 4 月 27 日", "2020-04-27"),
            ("２０２０年４月", "2020-04"),
            ("取得了2019年南通", "2019"),
            ("2024년 5월 3일", "2024-05-03"),
            ("令和6年5月3日", "2024-05-03"),
            ("民國109年4月27日", "2020-04-27"),
            ("On 27 April 2020, and 3rd of May.", "2020-04-27 --05-03"),
            ("May 3, 2024; Sept. 11", "2024-05-03 --09-11"),
            ("am 3. Mai 2024 und im März 2023", "2024-05-03 2023-03"),
            ("le 1er août 2021", "2021-08-01"),
            ("el 5 de mayo de 2022", "2022-05-05"),
            ("em 7 de março", "--03-07"),
            ("il 2 giugno 1946", "1946-06-02"),
            ("op 4 mei 2020", "2020-05-04"),
            ("9 мая 2023 года", "2023-05-09"),
            ("dnia 11 listopada 2018 r.", "2018-11-11"),
            ("2024-05-03T10:00 and 2024/5/3 and 2024.05.03", "2024-05-03 2024-05-03 2024-05-03"),
            ("03.05.2024", "2024-05-03"),
            ("in 2019, since 1999", "2019 1999"),
            ("30 February 2020", "2020-02"),
            ("2024. május 3.", "2024-05-03"),
        ];
        for (text, expected) in cases {
            assert_eq!(found(text, Order::DayFirst), expected, "{text}");
        }
    }

    #[test]
    fn the_order_decides_only_what_is_open() {
        assert_eq!(found("5/3/2024 13/3/2024", Order::MonthFirst), "2024-05-03 2024-03-13");
        assert_eq!(found("5/3/2024 3/13/2024", Order::DayFirst), "2024-03-05 2024-03-13");
        assert_eq!(found("5.3.2024", Order::MonthFirst), "2024-03-05");
    }

    #[test]
    fn takes_no_other_number_for_a_date() {
        let none = "2020-13-01; 30.02.2020; 2000 people; 1,999 cars; A4; 3個月; 10.20.30.40; \
                    $2020; 12345678; 99年; you may 3; 4.5.6; 2020%; 13月40日; ISO 2020x";
        assert_eq!(found(none, Order::DayFirst), "");
    }
}
