//! Comparing short texts regardless of case, punctuation and spacing.

use std::collections::HashMap;

use crate::text::words::words;

/// The words in lower case, parted by single spaces.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in words(text) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.text.chars().flat_map(char::to_lowercase));
    }
    folded
}

/// Letters and digits only, in lower case.
pub(crate) fn squeeze(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How alike two texts are, 0 to 1: F1 of their bags of words (a Han character is a word).
pub(crate) fn similarity(one: &str, other: &str) -> f32 {
    let (one, other) = (fold(one), fold(other));
    let mut bag: HashMap<&str, i32> = HashMap::new();
    for word in one.split(' ').filter(|word| !word.is_empty()) {
        *bag.entry(word).or_default() += 1;
    }
    let size: i32 = bag.values().sum();
    let (mut common, mut others) = (0, 0);
    for word in other.split(' ').filter(|word| !word.is_empty()) {
        others += 1;
        if let Some(left) = bag.get_mut(word).filter(|left| **left > 0) {
            *left -= 1;
            common += 1;
        }
    }
    if common == 0 { 0.0 } else { 2.0 * common as f32 / (size + others) as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_is_of_words_not_of_writing() {
        assert_eq!(similarity("The Cat – sat!", "the cat sat"), 1.0);
        assert_eq!(similarity("全市教育", "教育全市"), 1.0);
        assert_eq!(similarity("cat", "dog"), 0.0);
        assert_eq!(similarity("", ""), 0.0);
        assert_eq!(squeeze("The N.Y. Times"), "thenytimes");
    }
}
