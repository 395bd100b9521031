use crate::words::words;

/// The words in lower case, parted by single spaces.
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

/// Letters and digits only, in lower case.
pub fn squeeze(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_alike_without_case_and_marks() {
        assert_eq!(fold("The Cat – sat!"), "the cat sat");
        assert_eq!(squeeze("The N.Y. Times"), "thenytimes");
    }
}
