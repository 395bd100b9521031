//! Syllables of Hanyu Pinyin (ISO 7098).

use unicode_normalization::UnicodeNormalization;

/// How a syllable is marked with its tone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    /// By a mark over a vowel or a digit after the syllable.
    Written,
    /// Not marked: neutral tone, or tones are left out.
    Bare,
}

/// If `text` is one lower-case syllable, returns how its tone is marked.
pub(super) fn syllable(text: &str) -> Option<Tone> {
    // The longest syllable has six letters, each of at most three bytes with its marks.
    if text.is_empty() || text.len() > 18 {
        return None;
    }
    let (letters, digit) = match text.strip_suffix(['1', '2', '3', '4', '5']) {
        Some(letters) => (letters, true),
        None => (text, false),
    };
    let mut plain = String::new();
    let mut marks = 0;
    for c in letters.nfd() {
        match c {
            '\u{300}' | '\u{301}' | '\u{304}' | '\u{30c}' => marks += 1,
            // Diaeresis: ü is typed as v on keyboards.
            '\u{308}' if plain.pop() == Some('u') => plain.push('v'),
            // Single-storey letters, used in Chinese schoolbooks.
            'ɑ' => plain.push('a'),
            'ɡ' => plain.push('g'),
            'a'..='z' => plain.push(c),
            _ => return None,
        }
    }
    let written = marks == 1 && !digit || marks == 0 && digit;
    if !is_syllable(&plain) || !(written || marks == 0) {
        return None;
    }
    Some(if written { Tone::Written } else { Tone::Bare })
}

/// Finals that can follow each initial; `v` is ü.
const FINALS: [(&str, &str); 24] = [
    ("", "a ai an ang ao e ei en eng er o ou m n ng"),
    ("b", "a ai an ang ao ei en eng i ian iao ie in ing o u"),
    ("p", "a ai an ang ao ei en eng i ian iao ie in ing o ou u"),
    ("m", "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u"),
    ("f", "a an ang ei en eng o ou u"),
    ("d", "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo"),
    ("t", "a ai an ang ao e ei eng i ian iao ie ing ong ou u uan ui un uo"),
    ("n", "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve ue"),
    ("l", "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve ue"),
    ("g", "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo"),
    ("k", "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo"),
    ("h", "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo"),
    ("j", "i ia ian iang iao ie in ing iong iu u uan ue un"),
    ("q", "i ia ian iang iao ie in ing iong iu u uan ue un"),
    ("x", "i ia ian iang iao ie in ing iong iu u uan ue un"),
    ("zh", "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo"),
    ("ch", "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo"),
    ("sh", "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo"),
    ("r", "an ang ao e en eng i ong ou u ua uan ui un uo"),
    ("z", "a ai an ang ao e ei en eng i ong ou u uan ui un uo"),
    ("c", "a ai an ang ao e en eng i ong ou u uan ui un uo"),
    ("s", "a ai an ang ao e en eng i ong ou u uan ui un uo"),
    ("y", "a an ang ao e i in ing o ong ou u uan ue un"),
    ("w", "a ai an ang ei en eng o u"),
];

fn is_syllable(letters: &str) -> bool {
    FINALS.iter().any(|(initial, finals)| {
        let rest = letters.strip_prefix(initial);
        rest.is_some_and(|rest| finals.split(' ').any(|known| known == rest))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syllables_are_known_with_their_tone() {
        let written = ["huì", "zhuǎng", "lǜ", "nǚ", "ér", "ān", "hui4", "nv3", "xi\u{e0}n", "ɡuān"];
        for text in written {
            assert_eq!(syllable(text), Some(Tone::Written), "{text}");
        }
        for text in ["an", "he", "de", "zhuang", "lü", "lv", "er", "ng"] {
            assert_eq!(syllable(text), Some(Tone::Bare), "{text}");
        }
        for text in ["", "huh", "GDP", "Huì", "huìyì", "hùì", "huì4", "單位", "the", "ü", "é̂", "4"]
        {
            assert_eq!(syllable(text), None, "{text}");
        }
    }
}
