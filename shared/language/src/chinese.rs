use crate::{Class, East, Letters};

/// Decides which Chinese script a text is written in, by counting characters that exist in only one
/// of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Chinese {
    /// Characters that only simplified Chinese writes.
    pub simplified: u32,
    /// Characters that only traditional Chinese writes.
    pub traditional: u32,
}

/// A Chinese script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChineseScript {
    /// Simplified: `Hans`.
    Simplified,
    /// Traditional: `Hant`.
    Traditional,
    /// No character distinguishes them, or both are mixed.
    Either,
}

impl Chinese {
    /// Counts a text's characters by the table's letters.
    pub fn of(text: &str, letters: Letters<'_>) -> Self {
        let mut counts = Self::default();
        for letter in text.chars().map(|c| letters.get(c)).filter(|l| l.class == Class::HAN) {
            let east = East::from_code(letter.code);
            counts.simplified += u32::from(east.simplified);
            counts.traditional += u32::from(east.traditional);
        }
        counts
    }

    /// The script with more than nine in ten of these characters.
    pub fn script(self) -> ChineseScript {
        let all = self.simplified + self.traditional;
        if self.traditional * 10 > all * 9 {
            ChineseScript::Traditional
        } else if self.simplified * 10 > all * 9 {
            ChineseScript::Simplified
        } else {
            ChineseScript::Either
        }
    }
}

impl ChineseScript {
    /// BCP 47 tag of Chinese in this script.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Simplified => "zh-Hans",
            Self::Traditional => "zh-Hant",
            Self::Either => "zh",
        }
    }

    /// ISO 15924 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Simplified => "Hans",
            Self::Traditional => "Hant",
            Self::Either => "Hani",
        }
    }
}

#[cfg(all(test, feature = "embedded"))]
mod tests {
    use super::*;
    use crate::Ngrams;

    #[test]
    fn characters_that_only_one_script_uses_decide() {
        let engine = Ngrams::embedded();
        let script = |text| Chinese::of(text, engine.letters()).script();
        assert_eq!(script("中华人民共和国的汉语"), ChineseScript::Simplified);
        assert_eq!(script("中華民國的漢語"), ChineseScript::Traditional);
        assert_eq!(script("群山在北方,台北在里面"), ChineseScript::Either);
        assert_eq!(script("汉语漢語"), ChineseScript::Either);
    }
}
