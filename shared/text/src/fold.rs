use crate::words::words;

/// The words of `text` in lower case, separated by single spaces.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in words(text) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.text.chars().flat_map(char::to_lowercase));
    }
    folded
}

/// The letters and digits of `text` in lower case.
pub fn squeeze(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_punctuation_do_not_matter() {
        assert_eq!(fold("The Cat – sat!"), "the cat sat");
        assert_eq!(squeeze("The N.Y. Times"), "thenytimes");
    }
}
