/// The class of a character: the script of a letter, or another function in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Class(u8);

impl Class {
    /// How many numbers there are.
    pub const COUNT: usize = 64;
    /// Not a letter: it ends a word.
    pub const NONE: Self = Self(0);
    /// Latin.
    pub const LATIN: Self = Self(1);
    /// Cyrillic.
    pub const CYRILLIC: Self = Self(2);
    /// Arabic.
    pub const ARABIC: Self = Self(3);
    /// Devanagari.
    pub const DEVANAGARI: Self = Self(4);
    /// Greek.
    pub const GREEK: Self = Self(5);
    /// Armenian.
    pub const ARMENIAN: Self = Self(7);
    /// Gujarati: the first of the scripts whose vowel signs lingua's models leave out.
    pub const GUJARATI: Self = Self(10);
    /// Thai: the last of them.
    pub const THAI: Self = Self(14);
    /// Canadian syllabics: the last script that has n-grams.
    pub const CANADIAN: Self = Self(28);
    /// Han characters.
    pub const HAN: Self = Self(29);
    /// Hiragana and Katakana.
    pub const KANA: Self = Self(30);
    /// Hangul.
    pub const HANGUL: Self = Self(31);
    /// A letter of a script that no language of the table is written in.
    pub const OTHER: Self = Self(62);
    /// A mark that is skipped without ending the word.
    pub const SKIP: Self = Self(63);

    /// The class with a number from the table.
    pub fn from_number(number: u8) -> Self {
        Self(number % Self::COUNT as u8)
    }

    /// The classes of letters.
    pub fn letters() -> impl DoubleEndedIterator<Item = Self> {
        (Self::LATIN.0..=Self::OTHER.0).map(Self)
    }

    /// Its number, below [`COUNT`](Self::COUNT).
    pub fn number(self) -> usize {
        usize::from(self.0)
    }

    /// Whether its letters have n-grams in the table.
    pub fn has_ngrams(self) -> bool {
        (Self::LATIN..=Self::CANADIAN).contains(&self)
    }

    /// Whether the script has capitals.
    pub(crate) fn is_cased(self) -> bool {
        matches!(self, Self::LATIN | Self::CYRILLIC | Self::GREEK | Self::ARMENIAN)
    }

    /// ISO 15924 code of the script.
    pub fn code(self) -> Option<&'static str> {
        CODES.get(self.number().checked_sub(1)?).copied()
    }
}

/// ISO 15924 codes of the classes from [`Class::LATIN`] to [`Class::HANGUL`].
const CODES: [&str; 31] = [
    "Latn", "Cyrl", "Arab", "Deva", "Grek", "Hebr", "Armn", "Geor", "Beng", "Gujr", "Guru", "Taml",
    "Telu", "Thai", "Knda", "Mlym", "Orya", "Sinh", "Khmr", "Laoo", "Mymr", "Tibt", "Thaa", "Ethi",
    "Olck", "Nkoo", "Cher", "Cans", "Hani", "Jpan", "Kore",
];
