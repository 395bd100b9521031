use crate::{Class, East, Letters};

/// Which of the two Chinese scripts a text is written in, by counting characters that only one
/// of them has.
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
    /// No character tells, or both stand side by side.
    Either,
}

impl Chinese {
    /// Counts a text's characters, by what the table's letters say of them.
    pub fn of(text: &str, letters: Letters<'_>) -> Self {
        let mut counts = Self::default();
        for letter in text.chars().map(|c| letters.get(c)).filter(|l| l.class == Class::HAN) {
            let east = East::from_code(letter.code);
            counts.simplified += u32::from(east.simplified);
            counts.traditional += u32::from(east.traditional);
        }
        counts
    }

    /// What the counts say: more than nine in ten of the telling characters have to agree.
    pub fn script(self) -> ChineseScript {
        let telling = self.simplified + self.traditional;
        if self.traditional * 10 > telling * 9 {
            ChineseScript::Traditional
        } else if self.simplified * 10 > telling * 9 {
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
    fn both_scripts_are_told_and_what_both_write_is_not() {
        let engine = Ngrams::embedded();
        let told = |text| Chinese::of(text, engine.letters()).script();
        assert_eq!(told("中华人民共和国的汉语"), ChineseScript::Simplified);
        assert_eq!(told("中華民國的漢語"), ChineseScript::Traditional);
        assert_eq!(told("群山在北方,台北在里面"), ChineseScript::Either);
        assert_eq!(told("汉语漢語"), ChineseScript::Either);
    }
}
