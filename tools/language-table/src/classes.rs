//! Unicode's properties of characters, as classes of the engine.

use language::Class;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

/// Folds case if the result is one character, including the final sigma and the Turkish dotted capital.
pub(crate) fn fold(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (c, lower.next(), lower.next()) {
        ('ς', ..) => 'σ',
        ('İ', ..) => 'i',
        (_, Some(lower), None) => lower,
        _ => c,
    }
}

/// The class of a folded character.
pub(crate) fn class(c: char) -> Class {
    let script = c.script();
    if is_left_out(c) {
        return Class::SKIP;
    }
    let sign = INDIC.contains(&script) && is_combining_mark(c);
    if !c.is_alphabetic() && !sign || [Script::Common, Script::Inherited].contains(&script) {
        return Class::NONE;
    }
    if [Script::Hiragana, Script::Katakana].contains(&script) {
        return Class::KANA;
    }
    let place = SCRIPTS.iter().position(|known| *known == script);
    place.map_or(Class::OTHER, |place| Class::from_number(place as u8 + 1))
}

/// Whether a character is skipped: Arabic and Hebrew marks, the Arabic elongation, the soft hyphen and
/// the joiner.
fn is_left_out(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{200D}' | '\u{591}'..='\u{5C7}' | '\u{610}'..='\u{61A}' | '\u{640}'
        | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6DC}' | '\u{6DF}'..='\u{6E8}'
        | '\u{6EA}'..='\u{6ED}')
}

/// Scripts whose vowel signs count as letters, whatever their Unicode category.
const INDIC: [Script; 17] = [
    Script::Devanagari,
    Script::Bengali,
    Script::Gujarati,
    Script::Gurmukhi,
    Script::Tamil,
    Script::Telugu,
    Script::Thai,
    Script::Kannada,
    Script::Malayalam,
    Script::Oriya,
    Script::Sinhala,
    Script::Khmer,
    Script::Lao,
    Script::Myanmar,
    Script::Tibetan,
    Script::Thaana,
    Script::Nko,
];

/// Scripts in the order of their classes' numbers, from 1.
const SCRIPTS: [Script; 31] = [
    Script::Latin,
    Script::Cyrillic,
    Script::Arabic,
    Script::Devanagari,
    Script::Greek,
    Script::Hebrew,
    Script::Armenian,
    Script::Georgian,
    Script::Bengali,
    Script::Gujarati,
    Script::Gurmukhi,
    Script::Tamil,
    Script::Telugu,
    Script::Thai,
    Script::Kannada,
    Script::Malayalam,
    Script::Oriya,
    Script::Sinhala,
    Script::Khmer,
    Script::Lao,
    Script::Myanmar,
    Script::Tibetan,
    Script::Thaana,
    Script::Ethiopic,
    Script::Ol_Chiki,
    Script::Nko,
    Script::Cherokee,
    Script::Canadian_Aboriginal,
    Script::Han,
    Script::Katakana,
    Script::Hangul,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_have_the_class_of_their_script() {
        let cases = [
            ('a', Class::LATIN),
            ('ж', Class::CYRILLIC),
            ('漢', Class::HAN),
            ('の', Class::KANA),
            ('한', Class::HANGUL),
            ('ꦏ', Class::OTHER),
            ('ा', Class::DEVANAGARI),
            ('ก', Class::THAI),
            ('\u{64E}', Class::SKIP),
            ('1', Class::NONE),
            ('฿', Class::NONE),
            ('\u{301}', Class::NONE),
        ];
        for (c, expected) in cases {
            assert_eq!(class(c), expected, "{c:?}");
        }
    }

    #[test]
    fn case_folds_one_for_one() {
        for (c, folded) in [('Ä', 'ä'), ('ς', 'σ'), ('İ', 'i'), ('I', 'i'), ('ß', 'ß'), ('Ж', 'ж')]
        {
            assert_eq!(fold(c), folded);
        }
    }
}
