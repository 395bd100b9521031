use std::sync::LazyLock;

/// Which of the two Chinese scripts a text is written in, by counting characters that only one
/// of them has. The sets come from Unihan (see `data/README.md`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Chinese {
    /// Characters that only simplified Chinese writes.
    pub simplified: usize,
    /// Characters that only traditional Chinese writes.
    pub traditional: usize,
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
    /// Counts a text's characters.
    pub fn of(text: &str) -> Self {
        let mut counts = Self::default();
        for c in text.chars() {
            counts.simplified += usize::from(ONLY.0.binary_search(&c).is_ok());
            counts.traditional += usize::from(ONLY.1.binary_search(&c).is_ok());
        }
        counts
    }

    /// What the counts say: nine in ten of the telling characters have to agree.
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

/// Characters of one script only: simplified, then traditional, each in order.
static ONLY: LazyLock<(Vec<char>, Vec<char>)> = LazyLock::new(|| {
    let mut lines = include_str!("../data/han.txt").lines().map(|line| line.chars().collect());
    (lines.next().unwrap_or_default(), lines.next().unwrap_or_default())
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sets_are_sorted_apart_and_well_filled() {
        let (simplified, traditional) = &*ONLY;
        for set in [simplified, traditional] {
            assert!(set.len() > 2_000 && set.is_sorted());
        }
        assert!(simplified.iter().all(|c| traditional.binary_search(c).is_err()));
    }

    #[test]
    fn both_scripts_are_told_and_what_both_write_is_not() {
        let told = |text| Chinese::of(text).script();
        assert_eq!(told("中华人民共和国的汉语"), ChineseScript::Simplified);
        assert_eq!(told("中華民國的漢語"), ChineseScript::Traditional);
        assert_eq!(told("群山在北方,台北在里面"), ChineseScript::Either);
        assert_eq!(told("汉语漢語"), ChineseScript::Either);
    }
}
