use unicode_script::{Script, UnicodeScript};

/// Whether `c` is a Han character, as used in Chinese, Japanese and Korean.
#[inline]
pub fn is_han(c: char) -> bool {
    // The common range and everything below need no table lookup.
    matches!(c, '\u{4e00}'..='\u{9fff}') || c >= '\u{2e80}' && c.script() == Script::Han
}

/// Whether `c` is a hiragana or katakana character or the prolonged sound mark.
#[inline]
pub fn is_kana(c: char) -> bool {
    // Both scripts share the prolonged sound mark, so its script is Common.
    c >= '\u{3041}'
        && (matches!(c, 'ー' | 'ｰ') || matches!(c.script(), Script::Hiragana | Script::Katakana))
}

/// Whether `c` is a katakana character, used in Japanese for foreign words and names.
pub fn is_katakana(c: char) -> bool {
    is_kana(c) && c.script() != Script::Hiragana
}

/// Whether `c` belongs to Chinese or Japanese, which don't separate words by spaces. Such a
/// character counts as a word.
#[inline]
pub fn is_unspaced(c: char) -> bool {
    is_han(c) || is_kana(c)
}

/// Whether `c` is written in Thai, Lao, Burmese or Khmer. They don't separate words by spaces
/// either, but a character is only part of a word.
#[inline]
pub fn is_south_east_asian(c: char) -> bool {
    c >= '\u{e00}'
        && matches!(c.script(), Script::Thai | Script::Lao | Script::Myanmar | Script::Khmer)
}

/// Whether most of `text` is Chinese or Japanese.
pub fn mostly_unspaced(text: &str) -> bool {
    let (mut unspaced, mut other) = (0usize, 0usize);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        if is_unspaced(c) { unspaced += 1 } else { other += 1 }
    }
    // A Latin word takes about five letters where Chinese takes one or two characters.
    unspaced * 3 > other
}

/// Whether a line break next to `c` separates no words: Chinese and Japanese characters and
/// punctuation. Korean separates words by spaces.
pub fn joins_without_space(c: char) -> bool {
    is_unspaced(c)
        || matches!(c, '\u{3000}'..='\u{303f}' | '\u{3099}'..='\u{309c}' | '\u{30a0}' | '・'
            | '\u{3100}'..='\u{312f}' | '\u{ff00}'..='\u{ff65}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn han_and_kana_are_distinguished() {
        let han = ['會', '々', '〇', '㐀', '豈', '\u{20000}'];
        let kana = ['あ', 'ア', 'ー', 'ｱ', 'ゝ'];
        assert!(han.iter().all(|c| is_han(*c) && !is_kana(*c)));
        assert!(kana.iter().all(|c| is_kana(*c) && !is_han(*c)));
        assert!(is_katakana('ア') && is_katakana('ー') && !is_katakana('あ'));
        for c in ['a', '1', '、', '한', 'ไ', '\u{3000}'] {
            assert!(!is_unspaced(c), "{c}");
        }
    }
}
