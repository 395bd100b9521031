use std::collections::BTreeMap;

use unicode_script::UnicodeScript;

/// The script of a letter, or of a text by its letters.
pub type Script = unicode_script::Script;

/// The number of letters of each script in a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScriptCounts(BTreeMap<&'static str, (Script, usize)>);

impl ScriptCounts {
    /// Counts the letters of a text.
    pub fn of(text: &str) -> Self {
        let mut counts = Self::default();
        for c in text.chars().filter(|c| c.is_alphabetic()) {
            let script = c.script();
            if ![Script::Common, Script::Inherited, Script::Unknown].contains(&script) {
                counts.0.entry(script.short_name()).or_insert((script, 0)).1 += 1;
            }
        }
        counts
    }

    /// Letters of one script.
    pub fn count(&self, script: Script) -> usize {
        self.0.get(script.short_name()).map_or(0, |&(_, count)| count)
    }

    /// Letters of all scripts.
    pub fn letters(&self) -> usize {
        self.0.values().map(|&(_, count)| count).sum()
    }

    /// The script of most letters. Han and the two kana count as one: as Han if fewer than a tenth
    /// of them are kana (one kana does not make a Chinese text Japanese), otherwise as Hiragana.
    pub fn most(&self) -> Option<Script> {
        let kana = self.count(Script::Hiragana) + self.count(Script::Katakana);
        let east = kana + self.count(Script::Han);
        let written = if kana * 10 >= east { Script::Hiragana } else { Script::Han };
        let others = self.0.values().copied().filter(|(script, _)| {
            !matches!(script, Script::Han | Script::Hiragana | Script::Katakana)
        });
        let all = others.chain([(written, east)]).filter(|&(_, count)| count > 0);
        all.rev().max_by_key(|&(_, count)| count).map(|(script, _)| script)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_kana_does_not_make_a_chinese_text_japanese() {
        assert_eq!(
            ScriptCounts::of("我們喜歡日本的の字,所以寫了一篇文章").most(),
            Some(Script::Han)
        );
        assert_eq!(ScriptCounts::of("東京都は日本の首都です").most(), Some(Script::Hiragana));
    }

    #[test]
    fn a_text_without_letters_has_no_script() {
        for text in ["", "123 + 4", "🙂🙂", "…"] {
            assert_eq!(ScriptCounts::of(text).most(), None, "{text}");
        }
    }
}
