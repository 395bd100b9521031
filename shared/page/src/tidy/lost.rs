//! Detects characters that were lost before the document was sent.

/// Number of lost characters: U+FFFD, and question marks that a program wrote instead of a character.
/// The latter come after white space and before a letter.
pub(crate) fn count<'a>(paragraphs: impl IntoIterator<Item = &'a str>) -> usize {
    paragraphs.into_iter().map(count_in).sum()
}

fn count_in(text: &str) -> usize {
    let mut lost = 0;
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let next = characters.peek();
        let misplaced =
            c == '?' && before.is_whitespace() && next.is_some_and(|next| next.is_alphabetic());
        if c == '\u{fffd}' || misplaced {
            lost += 1;
        }
        before = c;
    }
    lost
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_mark_before_a_word_is_a_lost_character() {
        let cases = [
            ("2013-2025 ?JSedu114", 1),
            ("?Qué pasa?", 1),
            ("a \u{fffd}b\u{fffd}", 2),
            ("Why? Because. Why ? So", 0),
            ("https://example.org/a?b=c", 0),
        ];
        for (text, expected) in cases {
            assert_eq!(count([text]), expected, "{text}");
        }
    }
}
