use unicode_normalization::char::is_combining_mark;

use crate::script::is_unspaced;

/// A word and its position in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// The word, as written in the text.
    pub text: &'a str,
    /// Byte offset of its first character.
    pub at: usize,
}

/// Splits `text` into words, in one pass. Each Han or kana character is one word.
///
/// Apostrophes within a word and separators within a number belong to the word; hyphens separate
/// words.
pub fn words(text: &str) -> Words<'_> {
    Words { text, at: 0 }
}

/// Iterator over [`Word`]s.
pub struct Words<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Words<'a> {
    type Item = Word<'a>;

    fn next(&mut self) -> Option<Word<'a>> {
        let rest = &self.text[self.at..];
        let skipped = rest.find(char::is_alphanumeric);
        let at = self.at + skipped.unwrap_or(rest.len());
        let end = at + length(&self.text[at..]);
        self.at = end;
        (end > at).then(|| Word { text: &self.text[at..end], at })
    }
}

/// Length in bytes of the word at the beginning of `text`.
fn length(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    let mut before = match chars.next() {
        Some((_, c)) if is_unspaced(c) => return c.len_utf8(),
        Some((_, c)) => c,
        None => return 0,
    };
    while let Some((at, c)) = chars.next() {
        let after = chars.peek().map(|(_, c)| *c);
        let inside = match c {
            '\'' | '’' => after.is_some_and(|c| c.is_alphabetic() && !is_unspaced(c)),
            '.' | ',' => before.is_ascii_digit() && after.is_some_and(|c| c.is_ascii_digit()),
            // Joiners shape the letters of a word in Persian and Indic scripts.
            '\u{200c}' | '\u{200d}' => true,
            _ => (c.is_alphanumeric() && !is_unspaced(c)) || is_combining_mark(c),
        };
        if !inside {
            return at;
        }
        before = c;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_words_of_any_script() {
        let cases = [
            ("The cat's 1,200.50 well-known.", "The|cat's|1,200.50|well|known"),
            ("l’eau, d'or!", "l’eau|d'or"),
            ("2020年南通", "2020|年|南|通"),
            ("ハロー world", "ハ|ロ|ー|world"),
            ("हिन्दी भाषा", "हिन्दी|भाषा"),
            ("서울에서 2024", "서울에서|2024"),
            ("…—!", ""),
            ("", ""),
        ];
        for (text, expected) in cases {
            let found: Vec<&str> = words(text).map(|word| word.text).collect();
            assert_eq!(found.join("|"), expected);
        }
    }
}
