/// The kind of an ASCII token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    /// A word, perhaps with punctuation: it votes.
    Word,
    /// A number, a date or a price, as in every language.
    Number,
    /// Not a word: an address, a number with letters, markup, code. It is excluded from the vote
    /// and counted.
    Noise,
}

impl Token {
    /// The kind of a token without spaces.
    pub(crate) fn of(token: &[u8]) -> Self {
        if !is_left_out(token) {
            Self::Word
        } else if token.iter().any(u8::is_ascii_alphabetic) || !token.iter().any(u8::is_ascii_digit)
        {
            Self::Noise
        } else {
            Self::Number
        }
    }
}

fn is_left_out(token: &[u8]) -> bool {
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
            assert_eq!(Token::of(token.as_bytes()), Token::Word, "{token}");
        }
        let noise = [
            "https://example.org/a",
            "www.example.org",
            "a@example.org",
            "<div",
            "#tag",
            "B2B",
            "a=b;c",
            "foo.bar.baz",
            "std::vec::Vec",
            "f(x)=y",
            "{[",
        ];
        for token in noise {
            assert_eq!(Token::of(token.as_bytes()), Token::Noise, "{token}");
        }
        for token in ["2026", "3.0,", "(1999)", "12/11/2026", "50%", "+49-30-1234"] {
            assert_eq!(Token::of(token.as_bytes()), Token::Number, "{token}");
        }
    }
}
