/// Whether an ASCII token is no word of any language: an address, a number with letters, markup,
/// code. Such tokens are left out of the vote and counted.
pub(crate) fn is_noise(token: &[u8]) -> bool {
    let address = token.starts_with(b"http") && token.contains(&b':') || token.starts_with(b"www.");
    if address || matches!(token.first(), Some(b'<' | b'#')) {
        return true;
    }
    let mut symbols = 0;
    for (place, &byte) in token.iter().enumerate() {
        let next = token.get(place + 1);
        symbols += match byte {
            b'0'..=b'9' | b'@' => return true,
            // A semicolon at the end of a word is punctuation.
            b';' => u32::from(next.is_some()),
            b'{' | b'}' | b'=' | b'_' | b'\\' | b'<' | b'>' | b'|' | b'[' | b']' | b'$' | b'&'
            | b'+' | b'*' | b'~' | b'^' | b'%' | b'/' => 1,
            b'(' => u32::from(place > 0),
            b'.' | b':' => u32::from(next.is_some_and(u8::is_ascii_alphabetic)),
            _ => 0,
        };
    }
    symbols >= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_from_what_is_no_language() {
        let words =
            ["word", "word,", "(word)", "don't", "e.g.", "and/or", "end;", "rock-n-roll", "\"so\""];
        for token in words {
            assert!(!is_noise(token.as_bytes()), "{token}");
        }
        let noise = [
            "https://example.org/a",
            "www.example.org",
            "a@example.org",
            "<div",
            "#tag",
            "B2B",
            "2026",
            "a=b;c",
            "foo.bar.baz",
            "std::vec::Vec",
            "f(x)=y",
            "{[",
        ];
        for token in noise {
            assert!(is_noise(token.as_bytes()), "{token}");
        }
    }
}
