//! White space, and characters that carry no text.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::script::{is_south_east_asian, joins_without_space};

/// Removes control characters and invisible characters from `text`. Line ends become `\n`, and all
/// kinds of spaces become ` `.
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
            // In South-East Asian scripts a zero-width space separates words.
            '\u{200b}' if !is_south_east_asian(before) => {}
            // Noncharacters, reserved for a program's internal use.
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

/// Converts `text` to Unicode normalization form C.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// Puts `text` on one line. A run of white space becomes one space, or nothing if it is a line break
/// within Chinese or Japanese text.
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

/// Whether `c` is a control character other than tab, line ends, form feed and NEL. Text contains
/// none of them.
pub fn is_noise(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\x0c' | '\u{85}')
}

/// Number of characters of `text` for which [`is_noise`] holds. Reads bytes, and counts them in chunks
/// without branches, because pages are long.
pub fn count_noise(text: &str) -> usize {
    /// Maximum count of a byte.
    const CHUNK: usize = u8::MAX as usize;
    let is_control =
        |byte: u8| (byte < b' ') & !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c) | (byte == 0x7f);
    // U+0080 to U+009F are C2 80 to C2 9F.
    let is_pair = |first: u8, second: u8| {
        (first == 0xc2) & (0x80..=0x9f).contains(&second) & (second != 0x85)
    };
    let bytes = text.as_bytes();
    let next = bytes.get(1..).unwrap_or_default();
    let controls = bytes
        .chunks(CHUNK)
        .map(|chunk| chunk.iter().map(|byte| u8::from(is_control(*byte))).sum::<u8>());
    let others = bytes.chunks(CHUNK).zip(next.chunks(CHUNK)).map(|(chunk, next)| {
        chunk.iter().zip(next).map(|(first, second)| u8::from(is_pair(*first, *second))).sum::<u8>()
    });
    controls.map(usize::from).sum::<usize>() + others.map(usize::from).sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_counted_by_bytes_as_by_characters() {
        let all: String = ('\0'..'\u{180}').chain(['\u{2028}', '界', '😀']).collect();
        assert_eq!(count_noise(&all), all.chars().filter(|c| is_noise(*c)).count());
        let long = all.repeat(9);
        assert_eq!(count_noise(&long), long.chars().filter(|c| is_noise(*c)).count());
        assert_eq!(count_noise("a\u{80}\u{85}\u{c2}\tÂ"), 1);
    }

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
