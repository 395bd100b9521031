use super::lead::without_leads;
use super::shape::{before_role, is_name, is_role};
use super::words::{CREDENTIALS, CUTS, JOINS, PLACEHOLDERS, WEEKDAYS};
use crate::dates::is_month;
use crate::fold::fold;
use crate::meta::is_address;
use crate::text::{cut, listed};

/// How much of a value may be a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Care {
    /// Declared as an author: what stands there is a name unless it clearly is none.
    Declared,
    /// Seen in a byline: only what has the shape of a name is one.
    Seen,
}

/// A longer value is no list of authors.
const LONGEST: usize = 1_000;

/// The names in a value, without lead words, roles, addresses and dates.
pub(super) fn names(value: &str, care: Care) -> Vec<String> {
    let value = cut(value.trim(), LONGEST);
    if is_address(value) {
        return Vec::new();
    }
    let value = without_brackets(without_leads(value));
    let kept = kept(&value);
    let mut names = Vec::new();
    for part in parts(&kept) {
        let part = without_leads(part.trim_matches(LOOSE)).trim_matches(LOOSE);
        let folded = fold(part);
        // `dpa` by itself is the author, after a name it is an agency that gave it.
        let credential = listed(CREDENTIALS, &folded.replace(' ', "")) && !names.is_empty();
        if folded.is_empty() || credential {
            continue;
        }
        // What follows a name and has a role's word is that person's role, not another person.
        if is_role(part) && (!names.is_empty() || care == Care::Seen) {
            // `Keith Barry Senior Reporter`: the role may follow without a mark.
            let name = before_role(part);
            if names.is_empty() && is_name(&name, true) {
                names.push(name);
            }
            break;
        }
        if PLACEHOLDERS.contains(&folded.as_str()) {
            continue;
        }
        if is_name(part, care == Care::Seen) {
            names.push(part.split_whitespace().collect::<Vec<_>>().join(" "));
        } else if care == Care::Seen {
            break;
        }
    }
    names
}

/// Marks that stand loosely around a name.
const LOOSE: &[char] = &[
    ' ', '\u{a0}', ',', ';', ':', '-', '–', '—', '|', '•', '·', '/', '"', '“', '”', '„', '«', '»',
    '*', '_', '：', '，', '\'', '　', '【', '】', '［', '］',
];

fn without_brackets(text: &str) -> String {
    let mut depth = 0usize;
    let mut kept = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

/// The beginning that can hold names: up to a bar, dash, date, address, or word like "updated".
fn kept(text: &str) -> String {
    let bars: &[char] = &['|', '•', '·', '»', '«', '⋅', '●', '\n', '｜', '丨'];
    let text = text.trim_start_matches(LOOSE).split(bars).next().unwrap_or_default();
    let mut kept: Vec<&str> = Vec::new();
    for word in text.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let number = bare.starts_with(|c: char| c.is_ascii_digit());
        if number && kept.last().is_some_and(|last| is_month(last.trim_end_matches('.'))) {
            kept.pop();
        }
        let dash = matches!(word, "-" | "–" | "—");
        let address = word.contains('@') || is_address(word);
        let ends = number || address || dash || listed(CUTS, &bare) || listed(WEEKDAYS, &bare);
        // A value that begins so has its name behind it, if at all: that is not read.
        if ends {
            break;
        }
        kept.push(word);
    }
    kept.join(" ")
}

/// The parts of a list: at marks, and at "and" in many languages before a capital letter.
fn parts(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut rest = text.split(' ').peekable();
    while let Some(word) = rest.next() {
        let before_name = rest.peek().is_some_and(|next| !next.starts_with(char::is_lowercase));
        let begun = parts.last().is_some_and(|part| !part.trim().is_empty());
        if begun && before_name && listed(JOINS, &word.to_lowercase()) {
            parts.push(String::new());
            continue;
        }
        let mut pieces = word.split([',', ';', '、', '，', '；', '/', '&', '＆', '／']);
        if let (Some(first), Some(part)) = (pieces.next(), parts.last_mut()) {
            part.push(' ');
            part.push_str(first);
        }
        parts.extend(pieces.map(str::to_owned));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleans_names_as_pages_give_them() {
        let cases = [
            ("By Anna Smith", "Anna Smith"),
            ("Anna Smith and Bob Lee, Senior Editor", "Anna Smith|Bob Lee"),
            ("Von Hans Müller und Eva von der Leyen", "Hans Müller|Eva von der Leyen"),
            ("Par Élise Dupont et Jean-Luc Martin", "Élise Dupont|Jean-Luc Martin"),
            ("Anna Smith | May 3, 2024", "Anna Smith"),
            ("Anna Smith May 3, 2024", "Anna Smith"),
            ("Anna Smith, PhD", "Anna Smith"),
            ("Anna Smith (Berlin) anna@example.org", "Anna Smith"),
            ("https://example.org/anna", ""),
            ("admin", ""),
            ("Written by: Anna Smith; Bob Lee", "Anna Smith|Bob Lee"),
            ("記者 王小明、李大同", "王小明|李大同"),
            ("作者：王小明", "王小明"),
            ("Анна Иванова и Пётр Петров", "Анна Иванова|Пётр Петров"),
            ("", ""),
        ];
        for (value, expected) in cases {
            assert_eq!(names(value, Care::Declared).join("|"), expected, "{value}");
        }
    }

    #[test]
    fn a_seen_value_needs_the_shape_of_a_name() {
        let cases = [
            ("By Anna Smith, Staff Writer", "Anna Smith"),
            ("By the time they came", ""),
            ("By Anna Smith, who has seen it", "Anna Smith"),
            ("Senior Editor", ""),
            ("By Keith Barry Senior Autos Reporter", "Keith Barry"),
            ("Von dpa", ""),
        ];
        for (value, expected) in cases {
            assert_eq!(names(value, Care::Seen).join("|"), expected, "{value}");
        }
    }
}
