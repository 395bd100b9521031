//! Reading plain text: scripts, words, sentences, case folding, normalisation.
//!
//! Owns the answers to questions that every other crate asks about characters and words, so that
//! each has one answer. Knows no document, no markup and no language model.
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
/// Scripts of characters, and how wide they are.
pub mod script;
/// Splitting a paragraph into sentences.
pub mod sentences;
/// Splitting a text into words.
pub mod words;

/// Whether there is anything to read in `text`.
pub fn has_words(text: &str) -> bool {
    text.contains(char::is_alphanumeric)
}

/// The longest beginning of `text` that has at most `bytes` bytes and ends between characters.
pub fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}

/// The longest end of `text` that has at most `bytes` bytes and begins between characters.
pub fn tail(text: &str, bytes: usize) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(bytes))..]
}

/// The words of a list that is written as one text, each parted by white space.
pub fn list(words: &'static str) -> impl Iterator<Item = &'static str> {
    words.split_ascii_whitespace()
}

/// Whether a list that is written as one text has a word.
pub fn listed(words: &'static str, word: &str) -> bool {
    list(words).any(|known| known == word)
}

/// The text on one line, its white space single, at most `characters` long (then ending in `…`).
pub fn one_line(text: &str, characters: usize) -> String {
    let mut line = String::new();
    // Four bytes hold any character, and white space between words is what else can be cut.
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
