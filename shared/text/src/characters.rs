//! Characters that carry no text, and white space.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::script::joins_without_space;

/// `text` without control and invisible characters, its line ends `\n`, its spaces ` `.
pub fn clean(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    let mut before = '\0';
    for c in text.chars() {
        match c {
            '\n' if before == '\r' => {}
            '\r' | '\n' | '\u{85}' | '\u{2028}' => cleaned.push('\n'),
            '\x0b' | '\x0c' | '\u{2029}' => cleaned.push_str("\n\n"),
            // Soft hyphen, word joiner, byte order mark.
            '\u{ad}' | '\u{2060}' | '\u{feff}' => {}
            '\u{200b}' if !is_south_east_asian(before) => {}
            // Noncharacters, which are for a program's own use.
            '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}' => {}
            c if is_noise(c) => {}
            '\u{a0}'
            | '\u{1680}'
            | '\u{2000}'..='\u{200a}'
            | '\u{202f}'
            | '\u{205f}'
            | '\u{3000}' => cleaned.push(' '),
            c => cleaned.push(c),
        }
        before = c;
    }
    cleaned
}

/// `text` in Unicode's normal form C.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// `text` on one line: runs of white space become one space, or nothing where a line of a script
/// without spaces was broken.
pub fn collapse(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    let mut rest = text.trim();
    while let Some(at) = rest.find(char::is_whitespace) {
        squeezed.push_str(&rest[..at]);
        let after = rest[at..].trim_start();
        let gap = &rest[at..rest.len() - after.len()];
        let unspaced = |c: Option<char>| c.is_some_and(joins_without_space);
        let joined = unspaced(squeezed.chars().next_back()) && unspaced(after.chars().next());
        if !(gap.contains('\n') && joined) {
            squeezed.push(' ');
        }
        rest = after;
    }
    squeezed.push_str(rest);
    squeezed
}

/// Whether `c` is a control character that no text contains: all but tab, line ends, form feed and
/// NEL.
pub fn is_noise(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0c' | '\u{85}')
}

/// Scripts of South East Asia part words by a zero-width space.
fn is_south_east_asian(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_text_is_left() {
        let cases = [
            ("a\r\nb\rc\u{85}d\u{2028}e", "a\nb\nc\nd\ne"),
            ("a\x0cb", "a\n\nb"),
            ("a\0b\u{7f}c\u{9d}d", "abcd"),
            ("co\u{ad}op\u{200b}er\u{feff}ate", "cooperate"),
            ("ภาษา\u{200b}ไทย", "ภาษา\u{200b}ไทย"),
            ("می\u{200c}خواهم", "می\u{200c}خواهم"),
            ("10\u{a0}%\u{3000}", "10 % "),
        ];
        for (text, expected) in cases {
            assert_eq!(clean(text), expected);
        }
    }

    #[test]
    fn white_space_becomes_one_space_or_none_between_han() {
        let cases = [
            ("  a \t b\n c ", "a b c"),
            ("召開\n會議", "召開會議"),
            ("張 三", "張 三"),
            ("第 3\n屆", "第 3 屆"),
            ("한국\n어", "한국 어"),
            (" ", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(collapse(text), expected);
        }
    }

    #[test]
    fn composes() {
        assert_eq!(nfc("e\u{301}"), "é");
        assert!(matches!(nfc("é"), Cow::Borrowed(_)));
    }
}
