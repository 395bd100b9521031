//! Splits plain text into paragraphs.
//!
//! There are two conventions. Either each line is a paragraph; or lines are wrapped to a width, and a
//! paragraph ends at a blank line, at a line with room for the first word of the next line, or before an
//! item of a list. Letters and e-mails have both: an address, and paragraphs of wrapped lines.

use text::characters::collapse;
use text::script::{is_south_east_asian, is_unspaced, joins_without_space};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Maximum width in columns that people or mail programs wrap text to.
const WIDEST: usize = 110;
/// Minimum width.
const NARROWEST: usize = 40;
/// Tolerance for hanging punctuation, and for punctuation that can't begin a line.
const TOLERANCE: usize = 4;

/// Maximum number of paragraphs, as many as a page may have elements.
const MOST: usize = 200_000;

/// Like [`paragraphs`]; the rest after [`MOST`] of them is one paragraph of several lines.
pub(crate) fn bounded(text: &str) -> Vec<String> {
    let mut left = paragraphs(text);
    let mut all: Vec<String> = left.by_ref().take(MOST).collect();
    if let Some(mut rest) = left.next() {
        for line in left {
            rest.push('\n');
            rest.push_str(&line);
        }
        all.push(rest);
    }
    all
}

/// Splits a text with `\n` line ends into paragraphs, each on one line.
pub fn paragraphs(text: &str) -> impl Iterator<Item = String> {
    let lines: Vec<&str> = text.split('\n').map(str::trim).collect();
    let joined = joined(&lines);
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < lines.len() {
            let begin = at;
            while joined[at] {
                at += 1;
            }
            at += 1;
            let paragraph = collapse(&lines[begin..at].join("\n"));
            if !paragraph.is_empty() {
                return Some(paragraph);
            }
        }
        None
    })
}

/// For each line, whether the next one continues its paragraph.
fn joined(lines: &[&str]) -> Vec<bool> {
    let mut joined = vec![false; lines.len()];
    let Some(width) = width(lines) else { return joined };
    let is_wrapped = wrapped_to(lines).is_some();
    let mut begin = 0;
    for group in lines.split(|line| line.is_empty()) {
        let is_list = group.iter().filter(|line| is_item(line)).count() > 1;
        let begins_item = |line: &str| is_list && is_item(line);
        if is_wrapped || is_wrapped_group(group, width, begins_item) {
            for (at, pair) in group.windows(2).enumerate() {
                joined[begin + at] = is_full(pair[0], pair[1], width) && !begins_item(pair[1]);
            }
        }
        begin += group.len() + 1;
    }
    joined
}

/// Whether the lines between two blank ones are wrapped to a width, in a text whose other lines,
/// such as addresses, are not: all are full, and most continue in lower case.
fn is_wrapped_group(group: &[&str], width: usize, begins_item: impl Fn(&str) -> bool) -> bool {
    let (mut lower, mut upper) = (0, 0);
    for pair in group.windows(2).filter(|pair| !begins_item(pair[1])) {
        if !is_full(pair[0], pair[1], width) {
            return false;
        }
        lower += usize::from(pair[1].starts_with(char::is_lowercase));
        upper += usize::from(pair[1].starts_with(char::is_uppercase));
    }
    lower > 0 && lower >= upper
}

/// Whether a line begins like a list item: with a bullet or a number.
fn is_item(line: &str) -> bool {
    let Some((mark, rest)) = line.split_once(' ') else { return false };
    let number = mark.strip_suffix(['.', ')']).unwrap_or_default();
    let is_number = (1..=3).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    !rest.is_empty() && (is_number || matches!(mark, "-" | "*" | "•"))
}

/// Joins lines that are wrapped to a width; keeps the breaks between others. `lines` have text.
pub(crate) fn unwrapped(lines: &[String]) -> String {
    let borrowed: Vec<&str> = lines.iter().map(String::as_str).collect();
    // Wrapped lines mostly continue in lower case; lines of verse and addresses mostly don't.
    let begins =
        |is: fn(char) -> bool| lines.iter().skip(1).filter(|line| line.starts_with(is)).count();
    let goes_on = begins(char::is_lowercase) >= begins(char::is_uppercase);
    let width = wrapped_to(&borrowed).filter(|_| goes_on);
    let mut text = String::new();
    let mut open: Vec<&str> = Vec::new();
    for (at, line) in borrowed.iter().enumerate() {
        open.push(line);
        let next = borrowed.get(at + 1).copied().unwrap_or_default();
        if !width.is_some_and(|width| is_full(line, next, width)) {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&collapse(&open.join("\n")));
            open.clear();
        }
    }
    text
}

/// The width of the widest line that could have been broken, if people or programs wrap text to it.
fn width(lines: &[&str]) -> Option<usize> {
    let has_no_gap = |c| c != ' ' && !is_unspaced(c) && !is_south_east_asian(c);
    let is_one_word = |line: &str| line.width() > WIDEST && line.chars().all(has_no_gap);
    let widths = lines.iter().filter(|line| !is_one_word(line)).map(|line| line.width());
    widths.max().filter(|width| (NARROWEST..=WIDEST).contains(width))
}

/// The width that lines are wrapped to, if they are wrapped: most lines that are followed by another
/// have no room for its first word.
fn wrapped_to(lines: &[&str]) -> Option<usize> {
    let width = width(lines)?;
    let pairs = lines.windows(2).filter(|pair| !pair[0].is_empty() && !pair[1].is_empty());
    let (mut full, mut all) = (0, 0);
    for pair in pairs {
        all += 1;
        full += usize::from(is_full(pair[0], pair[1], width));
    }
    (full > 0 && full * 10 >= all * 6).then_some(width)
}

/// Whether `line` has no room for the first word of `next`.
fn is_full(line: &str, next: &str, width: usize) -> bool {
    if line.is_empty() || next.is_empty() {
        return false;
    }
    let mut first = 0;
    for c in next.chars() {
        if c.is_whitespace() {
            break;
        }
        first += c.width().unwrap_or(0);
        if joins_without_space(c) {
            break;
        }
    }
    let space = usize::from(!line.ends_with(joins_without_space));
    line.width() + space + first + TOLERANCE > width
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_the_most_paragraphs_lines_stay_lines() {
        let all = bounded(&"a b\n".repeat(MOST + 3));
        assert_eq!((all.len(), all[MOST].as_str()), (MOST + 1, "a b\na b\na b"));
        assert_eq!(bounded("a\nb"), ["a", "b"]);
    }

    #[test]
    fn a_line_is_a_paragraph_unless_lines_are_wrapped() {
        let cases: [(&str, &[&str]); 9] = [
            ("One.\nTwo.\n\n\nThree.\n", &["One.", "Two.", "Three."]),
            (
                "The council met on Monday to talk about the\nschools of the town and what they need\nthis year.\nIt will meet again in the month that comes\nafter this one.",
                &[
                    "The council met on Monday to talk about the schools of the town and what they need this year.",
                    "It will meet again in the month that comes after this one.",
                ],
            ),
            (
                "四月二十七日,我市召開全市教育工作會議,總結\n上年度各項教育工作。\n\n會議通過視頻會議方式進行。",
                &[
                    "四月二十七日,我市召開全市教育工作會議,總結上年度各項教育工作。",
                    "會議通過視頻會議方式進行。",
                ],
            ),
            (
                "四月二十七日,我市召開全市教育工作會議。\n副市長出席會議。\n局長主持會議並作工作報告和講話。",
                &[
                    "四月二十七日,我市召開全市教育工作會議。",
                    "副市長出席會議。",
                    "局長主持會議並作工作報告和講話。",
                ],
            ),
            (
                "Ada Lovelace\n12 St James's Square\nLondon SW1Y 4JH\n\nThe council met on Monday to talk about the schools\nof the town and what they need.\n\nYours,\nAda",
                &[
                    "Ada Lovelace",
                    "12 St James's Square",
                    "London SW1Y 4JH",
                    "The council met on Monday to talk about the schools of the town and what they need.",
                    "Yours,",
                    "Ada",
                ],
            ),
            (
                "- apples and pears from the market near the station,\n  two kilos of each\n- bread\n- milk, and butter if they have any of it at the shop\n  today",
                &[
                    "- apples and pears from the market near the station, two kilos of each",
                    "- bread",
                    "- milk, and butter if they have any of it at the shop today",
                ],
            ),
            (
                "The page with all of this is here, for everybody who\nwants to see it:\n\nhttps://example.org/a-very-long-address-of-a-page-that-no-program-can-break-in-two-because-it-has-no-spaces-in-it.html",
                &[
                    "The page with all of this is here, for everybody who wants to see it:",
                    "https://example.org/a-very-long-address-of-a-page-that-no-program-can-break-in-two-because-it-has-no-spaces-in-it.html",
                ],
            ),
            ("  indented\n\n \t \n", &["indented"]),
            ("", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(paragraphs(text).collect::<Vec<_>>(), expected, "{text}");
        }
    }
}
