use super::words::{CJK_LEADS, CJK_PREFIXES, LEADS};
use crate::text::list;

/// A byline's value without the words that lead in: `Written by`, `Von`, `作者：`, up to three.
pub(super) fn without_leads(text: &str) -> &str {
    let mut text = text.trim();
    for _ in 0..3 {
        match without_lead(text) {
            Some(rest) if !rest.is_empty() => text = rest,
            Some(_) | None => break,
        }
    }
    text
}

/// What follows a lead word, if the text begins with one.
pub(super) fn without_lead(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    latin(text).or_else(|| cjk(text))
}

/// A lead ends at white space or a colon: `Byron` has none. A glued capital is one too:
/// `ByAnna Smith`.
fn latin(text: &str) -> Option<&str> {
    LEADS.iter().find_map(|lead| {
        let rest = strip_folded(text, lead)?;
        let glued = matches!(*lead, "by" | "von")
            && rest.starts_with(char::is_uppercase)
            && !text.starts_with(|c: char| c.is_uppercase() && c != 'B' && c != 'V')
            && text.chars().nth(1).is_some_and(char::is_lowercase);
        let marks: &[char] = &[':', '：', '-', '–', '|', ' ', '\u{a0}', '\t', '\n'];
        (rest.starts_with(marks) || glued).then(|| rest.trim_start_matches(marks))
    })
}

fn cjk(text: &str) -> Option<&str> {
    let text = list(CJK_PREFIXES).find_map(|prefix| text.strip_prefix(prefix)).unwrap_or(text);
    list(CJK_LEADS).find_map(|lead| {
        let rest = text.strip_prefix(lead)?;
        let marks: &[char] = &[':', '：', '/', '／', '|', '│', '丨', ' ', '　', '＝', '='];
        rest.starts_with(marks).then(|| rest.trim_start_matches(marks))
    })
}

/// What follows `prefix` (in lower case) at the beginning of `text`, without regard to case.
pub(super) fn strip_folded<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let mut rest = text.chars();
    for wanted in prefix.chars() {
        let c = rest.next()?;
        if c != wanted && !c.to_lowercase().eq([wanted]) {
            return None;
        }
    }
    Some(rest.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leads_fall_away() {
        let cases = [
            ("By Anna", "Anna"),
            ("ByAnna Smith", "Anna Smith"),
            ("Byron Lee", "Byron Lee"),
            ("Story by: By Anna", "Anna"),
            ("文/王明", "王明"),
            ("文森", "文森"),
            ("本報記者 王明", "王明"),
            ("Автор: Анна", "Анна"),
            ("By", "By"),
        ];
        for (text, expected) in cases {
            assert_eq!(without_leads(text), expected, "{text}");
        }
    }
}
