//! The source of a lane of the table.

use language::Language;

/// A language in its normal spelling, a language without its diacritics, or a group of unsupported
/// languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Source(u8);

/// Languages that are often typed without their diacritics.
pub(crate) const PLAIN: [&str; 10] =
    ["cs", "sk", "pl", "vi", "ro", "tr", "hr", "bs", "sr-Latn", "sl"];

impl Source {
    /// The maximum number of sources.
    pub(crate) const COUNT: usize = Language::SLOTS + PLAIN.len();

    /// A language in its normal spelling, or a group.
    pub(crate) fn of(language: Language) -> Self {
        Self(language.number() as u8)
    }

    /// A language without its diacritics.
    pub(crate) fn plain(place: usize) -> Self {
        Self((Language::SLOTS + place) as u8)
    }

    /// All of them, by number.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        (0..Self::COUNT).map(|number| Self(number as u8))
    }

    /// Its number, below [`COUNT`](Self::COUNT).
    pub(crate) fn number(self) -> usize {
        usize::from(self.0)
    }

    /// The language of the lane.
    pub(crate) fn language(self) -> Language {
        match PLAIN.get(self.number().wrapping_sub(Language::SLOTS)) {
            Some(tag) => by_tag(tag),
            None => Language::from_number(self.0).expect("the number is below SLOTS"),
        }
    }
}

/// The language with exactly this tag, or the group of unsupported languages `und-N`.
#[expect(clippy::panic, reason = "a builder run by hand: a misspelt list must stop it")]
pub(crate) fn by_tag(tag: &str) -> Language {
    let group = tag.strip_prefix("und-").and_then(|number| number.parse().ok());
    let language = match group {
        Some(group) => Language::groups().nth(group),
        None => Language::all().find(|language| language.tag() == tag),
    };
    language.unwrap_or_else(|| panic!("{tag} is no language of the table"))
}
