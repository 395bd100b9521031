//! Text strings in a PDF, and characters that only a font defines.

use unicode_normalization::UnicodeNormalization;

/// A text string (ISO 32000-1, 7.9.2.2): UTF-16 or UTF-8 with a byte order mark, otherwise Latin.
pub(super) fn text(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xfe, 0xff, ..] => encoding_rs::UTF_16BE.decode(bytes).0,
        [0xff, 0xfe, ..] => encoding_rs::UTF_16LE.decode(bytes).0,
        [0xef, 0xbb, 0xbf, ..] => encoding_rs::UTF_8.decode(bytes).0,
        // PDFDocEncoding differs from it in few characters.
        _ => encoding_rs::WINDOWS_1252.decode(bytes).0,
    };
    text.chars().filter(|c| *c != '\0').collect()
}

/// Whether a character is meaningless: a private one, or the replacement character.
pub(super) fn is_unknown(character: char) -> bool {
    !is_symbol_bullet(character)
        && of_expert_font(character).is_none()
        && matches!(character, '\u{fffd}' | '\0' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..)
}

/// Bullets of the fonts Symbol and Wingdings.
fn is_symbol_bullet(character: char) -> bool {
    matches!(character, '\u{f0b7}' | '\u{f0a7}')
}

/// The character that a small capital or an old-style figure of Adobe's expert fonts stands for: it has the
/// same place among the private ones as in Latin-1.
fn of_expert_font(character: char) -> Option<char> {
    let offset = u32::from(character).checked_sub(0xf700)?;
    let letter = char::from_u32(offset).filter(|_| offset < 0x100)?;
    letter.is_alphanumeric().then_some(letter)
}

/// Letters instead of ligatures and of the forms that letters take in a word.
pub(super) fn unligated(text: String) -> String {
    let has_form = |c: char| matches!(c, '\u{fb00}'..='\u{fb06}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{2f00}'..='\u{2fd5}');
    let is_private = |c: char| matches!(c, '\u{e000}'..='\u{f8ff}');
    if !text.chars().any(|c| has_form(c) || is_private(c) || c.is_control() || is_unknown(c)) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if has_form(c) => out.extend(c.nfkc()),
            c if is_symbol_bullet(c) => out.push('•'),
            c if of_expert_font(c).is_some() => out.extend(of_expert_font(c)),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || is_unknown(c) => {}
            c => out.push(c),
        }
    }
    out
}

/// Whether a character is written from right to left.
pub(super) fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
        && !matches!(c, '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}')
}

/// Whether words of a script are written without spaces between them. Wide Latin letters are Latin, and the
/// letters of Korean are spaced like its syllables.
pub(super) fn is_unspaced(c: char) -> bool {
    !matches!(c, '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}')
        && matches!(c, '\u{2e80}'..='\u{312f}' | '\u{3190}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}' | '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_letters_become_letters() {
        let cases = [
            ("\u{f761}\u{f772}al \u{f731}9", "aral 19"),
            ("\u{fb01}n", "fin"),
            ("\u{f0b7}", "•"),
            ("\u{e001}", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(unligated(text.to_owned()), expected);
        }
    }
}
