//! Plain text: scripts, words, sentences, case folding, normalization.
//!
//! Owns what all crates need to know about characters and words, so that each question has one
//! answer in the workspace. Knows nothing of documents, markup or language models.
//!
//! ```
//! use courant_text::words::words;
//!
//! let found: Vec<&str> = words("The cat's 1,200.50").map(|word| word.text).collect();
//! assert_eq!(found, ["The", "cat's", "1,200.50"]);
//! ```

/// Abbreviations that end with a full stop.
pub mod abbreviations;
pub mod characters;
/// Comparing short texts regardless of case, punctuation and spacing.
pub mod fold;
/// Scripts of characters.
pub mod script;
/// Splitting a paragraph into sentences.
pub mod sentences;
/// Splitting a text into words.
pub mod words;

/// Whether `text` contains a letter or digit.
pub fn has_words(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

/// The longest prefix of `text` of at most `bytes` bytes that ends on a character boundary.
pub fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// The longest suffix of `text` of at most `bytes` bytes that begins on a character boundary.
pub fn tail(text: &str, bytes: usize) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(bytes))..]
}

/// The words of a whitespace-separated list.
pub fn list(words: &'static str) -> impl Iterator<Item = &'static str> {
    words.split_ascii_whitespace()
}

/// Whether a whitespace-separated list contains `word`.
pub fn listed(words: &'static str, word: &str) -> bool {
    list(words).any(|known| known == word)
}

/// Puts `text` on one line with single spaces. If it is longer than `characters`, cuts it and adds `…`.
pub fn one_line(text: &str, characters: usize) -> String {
    let mut line = String::new();
    // A character takes at most four bytes; the rest of the limit allows for white space.
    for word in cut(text, characters.saturating_mul(8)).split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    match line.char_indices().nth(characters) {
        Some((end, _)) => {
            let whole = line[..end].rfind(' ').filter(|space| space * 2 > end);
            line.truncate(whole.unwrap_or(end));
            line.push('…');
            line
        }
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_keeps_characters_whole() {
        assert_eq!(cut("教育", 4), "教");
        assert_eq!(tail("教育", 4), "育");
        assert_eq!(cut("a", 9), "a");
    }

    #[test]
    fn a_line_is_cut_between_words() {
        assert_eq!(one_line("one\n two  three", 20), "one two three");
        assert_eq!(one_line("one two three", 9), "one two…");
        assert_eq!(one_line("現代化教育高地", 3), "現代化…");
    }
}
