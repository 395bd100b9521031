//! Smaller character classes for patterns.
//!
//! The class `\w` has 770 ranges and takes 60 KB of memory each time it occurs in a pattern, `\pL` nearly
//! as much, and `\p{Lu}` 30 KB. The classes here take 3 to 10 KB.

/// The letters and marks of all scripts, and all digits but those of ASCII. Ranges include unassigned
/// characters and rare symbols, but no punctuation of scripts in use.
const LETTERS: &str = r"A-Za-zªµºÀ-ÖØ-öø-\x{386}\x{388}-\x{559}\x{560}-\x{588}\x{591}-\x{5bd}\x{5bf}\x{5c1}\x{5c2}\x{5c4}\x{5c5}\x{5c7}-\x{5f2}\x{610}-\x{61a}\x{620}-\x{669}\x{66e}-\x{6d3}\x{6d5}-\x{963}\x{966}-\x{1049}\x{104c}-\x{10fa}\x{10fc}-\x{135f}\x{1369}-\x{17d3}\x{17d7}-\x{1fff}\x{200c}\x{200d}\x{2c00}-\x{2dff}\x{3005}-\x{3007}\x{3041}-\x{309a}\x{309d}-\x{309f}\x{30a1}-\x{30fa}\x{30fc}-\x{31ff}\x{3400}-\x{d7fb}\x{f900}-\x{fdff}\x{fe70}-\x{fefc}０-９Ａ-Ｚａ-ｚ\x{ff66}-\x{ffdc}\x{10000}-\x{1cfff}\x{20000}-\x{3ffff}";
/// The capital letters of Latin, Greek, Cyrillic and Armenian.
const CAPITALS: &str = r"[\p{Lu}&&[\x{0}-\x{58f}\x{1e00}-\x{1fff}]]";
/// Their small letters.
const SMALL: &str = r"[\p{Ll}&&[\x{0}-\x{58f}\x{1e00}-\x{1fff}]]";

/// The pattern with small classes instead of `\w`, `\W`, `\pL`, `\p{L}`, `\p{Lu}` and `\p{Ll}`.
pub(crate) fn compact(pattern: &str) -> String {
    let word = format!("[{LETTERS}0-9_]");
    let other = format!("[^{LETTERS}0-9_]");
    let letter = format!("[{LETTERS}]");
    let classes = [
        (r"\w", word.as_str()),
        (r"\W", other.as_str()),
        (r"\pL", letter.as_str()),
        (r"\p{L}", letter.as_str()),
        (r"\p{Lu}", CAPITALS),
        (r"\p{Ll}", SMALL),
    ];
    let (mut compacted, mut rest, mut depth) = (String::new(), pattern, 0);
    while let Some(at) = rest.find(['\\', '[', ']']) {
        compacted += &rest[..at];
        rest = &rest[at..];
        match rest.as_bytes()[0] {
            b'[' => depth += 1,
            b']' => depth -= 1,
            _ => {}
        }
        let class =
            classes.iter().find_map(|(name, class)| Some((rest.strip_prefix(name)?, class)));
        if let Some((after, class)) = class {
            // These classes contain both cases already, and folding their case takes milliseconds.
            let fixed = depth == 0 && ![CAPITALS, SMALL].contains(class);
            compacted += &if fixed { format!("(?-i:{class})") } else { (*class).to_owned() };
            rest = after;
            continue;
        }
        let escaped = if rest.starts_with('\\') { 2 } else { 1 };
        let length = rest.chars().take(escaped).map(char::len_utf8).sum();
        compacted += &rest[..length];
        rest = &rest[length..];
    }
    compacted + rest
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::*;

    fn characters() -> impl Iterator<Item = char> {
        let punctuation = '\u{2000}'..'\u{2070}';
        ('\0'..'\u{590}').chain(punctuation).chain("、。「」！？，：・,;،؟।॥׀«»„“×÷".chars())
    }

    #[test]
    fn classes_are_the_same_in_european_scripts_and_among_punctuation() {
        for class in
            [r"\w", r"\W", r"[\w'-]", r"[^\W]", r"[^\w ]", r"\p{Lu}", r"[\p{Lu}-]", r"\p{Ll}"]
        {
            let (given, small) = (Regex::new(class).unwrap(), Regex::new(&compact(class)).unwrap());
            for c in characters() {
                // Unassigned, or joins letters.
                if matches!(c, '\u{378}'..='\u{38f}' | '\u{482}' | '\u{3a2}' | '\u{530}' | '\u{200c}' | '\u{200d}' | '\u{203f}' | '\u{2040}' | '\u{2054}' | '\u{2d8}'..='\u{375}' | '\u{3f6}' | '\u{557}'..='\u{588}' | '\u{2c2}'..='\u{2df}')
                {
                    continue;
                }
                let text = c.to_string();
                assert_eq!(given.is_match(&text), small.is_match(&text), "{class}: {c:?}");
            }
        }
    }

    #[test]
    fn letters_of_all_scripts_are_in_words() {
        let words = "Ωмաაशசกကካខਪאفかン漢한ﬁＡ𠀀";
        assert!(Regex::new(&compact(r"^\w+$")).unwrap().is_match(words));
        assert!(Regex::new(&compact(r"^\pL+\p{L}$")).unwrap().is_match(words));
    }

    #[test]
    fn the_rest_of_a_pattern_stays() {
        for pattern in [r"a\\w[\]x]", r"(?i)\bö\s*[^\d\[]$", ""] {
            assert_eq!(compact(pattern), pattern);
        }
        assert_eq!(compact(r"\\\p{Lu}"), format!(r"\\{CAPITALS}"));
    }
}
