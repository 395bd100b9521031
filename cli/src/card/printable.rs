/// `text` on one line, of at most `most` characters, with nothing in it that acts on a terminal:
/// no escape sequences, and no marks that turn the direction of what follows (UAX #9).
pub(crate) fn printable(text: &str, most: usize) -> String {
    let mut line = String::new();
    let mut gap = false;
    let mut left = most;
    for c in text.chars() {
        if c.is_whitespace() || c.is_control() {
            gap = !line.is_empty();
            continue;
        }
        if turns(c) {
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

fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_words_and_drops_what_acts() {
        for (text, expected) in [
            ("  two\n\n lines\t", "two lines"),
            ("\u{1b}[31mred\u{1b}[0m", "[31mred [0m"),
            ("\u{9b}31m\0x\u{7f}", "31m x"),
            ("a\u{202e}b\u{2069}", "ab"),
            ("مرحبا 你好", "مرحبا 你好"),
            ("", ""),
        ] {
            assert_eq!(printable(text, 50), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_cut_says_so() {
        assert_eq!(printable("你好 世界", 4), "你好 世界");
        assert_eq!(printable("你好 世界", 3), "你好 世…");
        assert_eq!(printable("你好  ", 2), "你好");
    }
}
