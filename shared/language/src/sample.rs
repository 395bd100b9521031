use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The pieces of a text that are read, in NFC: a short text completely, a longer one in evenly
/// spaced windows, so that the time does not grow with the length.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let short = text.len() <= WHOLE;
    let windows = if short { 0 } else { WINDOWS };
    let whole = short.then_some(text);
    whole.into_iter().chain((0..windows).map(move |number| window(text, number))).map(composed)
}

/// The pieces without stress marks, if they have any. Only textbooks write them.
pub(crate) fn unstressed(text: &str) -> Option<impl Iterator<Item = Cow<'_, str>>> {
    let stressed = |piece: Cow<'_, str>| piece.chars().any(|c| unstressed_vowel(c) != c);
    let plain = |piece: Cow<'_, str>| Cow::Owned(piece.chars().map(unstressed_vowel).collect());
    pieces(text).any(stressed).then(|| pieces(text).map(plain))
}

fn unstressed_vowel(c: char) -> char {
    match c {
        'á' | 'à' | 'â' => 'a',
        'é' | 'è' | 'ê' => 'e',
        'í' | 'ì' | 'î' => 'i',
        'ó' | 'ò' | 'ô' => 'o',
        'ú' | 'ù' | 'û' => 'u',
        'Á' | 'À' | 'Â' => 'A',
        'É' | 'È' | 'Ê' => 'E',
        'Í' | 'Ì' | 'Î' => 'I',
        'Ó' | 'Ò' | 'Ô' => 'O',
        'Ú' | 'Ù' | 'Û' => 'U',
        c => c,
    }
}

/// Maximum length in bytes of a text that is read completely.
const WHOLE: usize = 3840;
/// Windows of a longer text.
const WINDOWS: usize = 20;
/// Bytes of a window.
const WINDOW: usize = 128;
/// Characters within which a window looks for the beginning of a word.
const WORD: usize = 25;

/// How many windows of a text are read: one if it is read completely.
pub fn windows(text: &str) -> usize {
    if text.len() <= WHOLE { 1 } else { WINDOWS }
}

fn window(text: &str, number: usize) -> &str {
    // Divided first: a product of a length could overflow where `usize` has 32 bits.
    let step = (text.len() - 2 * WINDOW) / (2 * WINDOWS);
    let from = &text[text.ceil_char_boundary(step * (2 * number + 1))..];
    let space = from.char_indices().take(WORD).find(|(_, c)| c.is_whitespace());
    let from = space.map_or(from, |(space, _)| &from[space..]);
    &from[..from.ceil_char_boundary(WINDOW)]
}

fn composed(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_composed) || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// Characters that NFC never changes, whatever is next to them. They make up most texts, and this
/// check needs no look-up in Unicode's tables.
fn is_composed(c: char) -> bool {
    matches!(c,
        ..'\u{300}' | '\u{400}'..='\u{482}' | '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}'
        | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_text_is_one_piece_and_composed() {
        let pieces: Vec<_> = pieces("e\u{301}te\u{301}").collect();
        assert_eq!(pieces, ["été"]);
    }

    #[test]
    fn a_long_text_is_sampled_and_bounded() {
        for text in ["mot ".repeat(1_000_000), "語".repeat(1_000_000), "\u{301}".repeat(10_000)] {
            let pieces: Vec<_> = pieces(&text).collect();
            assert_eq!(pieces.len(), WINDOWS);
            assert!(pieces.iter().all(|piece| (WINDOW..WINDOW + 4).contains(&piece.len())));
        }
    }

    #[test]
    fn what_is_taken_for_composed_stays_as_it_is_in_nfc() {
        for c in (0..0x1_0000).filter_map(char::from_u32).filter(|c| is_composed(*c)) {
            assert_eq!(is_nfc_quick([c].into_iter()), IsNormalized::Yes, "{c:?}");
        }
    }
}
