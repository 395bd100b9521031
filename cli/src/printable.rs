//! The sanitiser for terminal output.
//!
//! Everything from a document, a header, a stream or a file name passes through it before it is
//! shown. No escape sequence, no control character, and no invisible character that reorders or
//! hides text (UAX #9, UTR #36) reaches the terminal.

/// `text` with every character that controls a terminal escaped: `\n`, `\u{1b}`.
///
/// For names and values that a reader may want to compare or type.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if acts(c) { safe.extend(c.escape_default()) } else { safe.push(c) }
    }
    safe
}

/// `text` on one line of at most `most` characters: white space collapsed, characters that control
/// a terminal left out, `…` where it was cut.
///
/// For prose that is displayed, such as titles and paragraphs.
pub(crate) fn condensed(text: &str, most: usize) -> String {
    let mut line = String::new();
    let mut gap = false;
    let mut left = most;
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            gap = !line.is_empty();
            continue;
        }
        if acts(c) {
            continue;
        }
        if left == 0 {
            line.push('…');
            break;
        }
        if gap {
            line.push(' ');
            gap = false;
        }
        line.push(c);
        left -= 1;
    }
    line
}

/// `text` with its lines and tabs, without other characters that control a terminal.
///
/// For texts of several lines whose form matters, such as Markdown.
pub(crate) fn lines(text: &str) -> String {
    text.chars().filter(|c| matches!(c, '\n' | '\t') || !acts(*c)).collect()
}

/// JSON on one line, with characters that control a terminal written as `\uXXXX`.
///
/// The value stays the same: outside of strings, such characters are only white space, and inside
/// strings, an escape stands for its character.
pub(crate) fn json_line(json: &[u8]) -> Vec<u8> {
    let mut line = String::with_capacity(json.len());
    let mut units = [0; 2];
    for c in String::from_utf8_lossy(json).chars() {
        match c {
            '\n' | '\r' | '\t' => line.push(' '),
            c if acts(c) => {
                for unit in c.encode_utf16(&mut units) {
                    line.push_str(&format!("\\u{unit:04x}"));
                }
            }
            c => line.push(c),
        }
    }
    line.into_bytes()
}

/// Control characters, and Unicode's invisible format characters and separators (categories Cc, Cf,
/// Zl and Zp, without the visible ones in Cf).
pub(crate) fn acts(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_keeps_its_words_and_loses_what_acts() {
        for (text, expected) in [
            ("  two\n\n lines\t", "two lines"),
            ("\u{1b}[31mred\u{1b}[0m", "[31mred [0m"),
            ("\u{9b}31m\0x\u{7f}", "31m x"),
            ("a\u{202e}b\u{2066}c\u{200b}d\u{feff}", "abcd"),
            ("\u{2028}x\u{2029}y", "x y"),
            ("潮水\u{3000}退了", "潮水 退了"),
        ] {
            assert_eq!(condensed(text, 100), expected, "{text:?}");
        }
        assert_eq!(condensed("abcdef", 3), "abc…");
        assert_eq!(condensed("abc", 3), "abc");
    }

    #[test]
    fn lines_keep_their_form() {
        assert_eq!(lines("a\tb\n  c\r\u{1b}[31md\u{202e}"), "a\tb\n  c[31md");
    }

    #[test]
    fn a_value_shows_what_it_would_have_done() {
        assert_eq!(escaped("a\n\u{1b}[31mé\u{202e}\u{2069}"), r"a\n\u{1b}[31mé\u{202e}\u{2069}");
        assert_eq!(escaped("潮水 退了 e\u{301}"), "潮水 退了 e\u{301}");
    }

    #[test]
    fn json_means_the_same_on_one_line() {
        let json = "{\"text\": \"a\\nb\u{202e}\u{9b}\u{e0001}\",\r\n\t\"n\": 1\n}";
        let line = String::from_utf8(json_line(json.as_bytes())).unwrap();
        assert!(!line.chars().any(acts), "{line:?}");
        let (before, after): (serde_json::Value, serde_json::Value) =
            (serde_json::from_str(json).unwrap(), serde_json::from_str(&line).unwrap());
        assert_eq!(before, after);
        assert_eq!(json_line(b"\x9b2J\xff"), "\u{fffd}2J\u{fffd}".as_bytes());
    }
}
