/// Up to eight windows of about 60 letters inside the text, each of whole words, in order of
/// usefulness. Beginning and end are left out, because they are often boilerplate.
pub(super) fn windows(text: &str) -> Vec<String> {
    if text.len() <= WINDOW * 4 {
        return vec![window(text)];
    }
    ORDER.iter().map(|ninth| window(from_word(text, text.len() / 9 * ninth))).collect()
}

const ORDER: [usize; 8] = [2, 7, 5, 3, 6, 4, 8, 1];
/// Letters of a window.
const WINDOW: usize = 60;
/// Characters looked at for a window's letters.
const REACH: usize = 600;
/// Longer tokens in a script with spaces are not words.
const LONGEST_WORD: usize = 40;

/// The text from the first word that starts at `at` or soon after.
fn from_word(text: &str, at: usize) -> &str {
    let at = (at..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len());
    let rest = &text[at..];
    let space = rest.char_indices().take(25).find(|(_, c)| c.is_whitespace());
    space.map_or(rest, |(space, _)| &rest[space..])
}

/// The first words of a text that fill a window.
fn window(text: &str) -> String {
    let end = text.char_indices().nth(REACH).map_or(text.len(), |(end, _)| end);
    let mut window = String::new();
    let mut letters = 0;
    for word in text[..end].split_whitespace().filter(|word| is_word(word)) {
        for c in word.chars().chain([' ']) {
            window.push(c);
            letters += usize::from(c.is_alphabetic());
        }
        if letters >= WINDOW {
            break;
        }
    }
    window
}

/// Whether a token is a word and not a number, address, markup or long run of Latin letters.
fn is_word(token: &str) -> bool {
    if !token.is_ascii() {
        return true;
    }
    let odd = |b: &u8| b.is_ascii_digit() || b"@<>{}[]=_\\|/#$&+*~^%".contains(b);
    token.len() <= LONGEST_WORD && !token.as_bytes().iter().any(odd)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_addresses_and_markup_are_left_out() {
        let text = "See https://example.org/a <b>bold</b> 42 a@example.org words, here.";
        assert_eq!(windows(text), ["See words, here. "]);
    }

    #[test]
    fn a_long_text_gives_eight_windows_of_whole_words() {
        let windows = windows(&"étude préliminaire ".repeat(500));
        assert_eq!(windows.len(), 8);
        for window in windows {
            assert!(window.split_whitespace().all(|w| w == "étude" || w == "préliminaire"));
        }
    }

    #[test]
    fn an_unbroken_text_gives_bounded_windows() {
        let long = windows(&"語".repeat(1_000_000));
        assert!(long.iter().all(|window| window.chars().count() <= REACH + 1));
    }
}
