use std::fmt;

use crate::UNDETERMINED;

/// A language that the engine knows, in one script, or a group of unsupported languages.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(u8);

impl Language {
    /// How many languages the engine can name.
    pub const COUNT: usize = TAGS.len();
    /// How many numbers there are: those of the languages, and those of the groups of unsupported
    /// languages, which the table contains only to reject them.
    pub const SLOTS: usize = COUNT_OF_GROUPS + TAGS.len();
    /// The number from which languages are rarer on the web.
    pub(crate) const FIRST_RARE: usize = 77;
    /// Chinese, whatever the script.
    pub const CHINESE: Self = Self(12);
    /// English.
    pub const ENGLISH: Self = Self(17);
    /// Japanese.
    pub const JAPANESE: Self = Self(34);
    /// Korean.
    pub const KOREAN: Self = Self(36);
    /// Azerbaijani in Latin script.
    pub const AZERBAIJANI: Self = Self(4);
    /// Bosnian.
    pub const BOSNIAN: Self = Self(9);
    /// Serbian in Cyrillic script.
    pub const SERBIAN: Self = Self(52);
    /// Serbian in Latin script, derived from [`SERBIAN`](Self::SERBIAN) letter by letter.
    pub const SERBIAN_LATIN: Self = Self(75);
    /// Azerbaijani in Cyrillic script, derived from [`AZERBAIJANI`](Self::AZERBAIJANI).
    pub const AZERBAIJANI_CYRILLIC: Self = Self(76);

    /// All languages that can be named, by number.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> {
        (0..Self::COUNT).map(|number| Self(number as u8))
    }

    /// The groups of unsupported languages, by number.
    pub fn groups() -> impl DoubleEndedIterator<Item = Self> {
        (Self::COUNT..Self::SLOTS).map(|number| Self(number as u8))
    }

    /// The language of a number below [`SLOTS`](Self::SLOTS).
    pub fn from_number(number: u8) -> Option<Self> {
        (usize::from(number) < Self::SLOTS).then_some(Self(number))
    }

    /// Whether the language is rarer on the web than those that lingua knows, or a group.
    pub(crate) fn is_rare(self) -> bool {
        self.number() >= Self::FIRST_RARE
    }

    /// Whether this is a group of unsupported languages, which is never named.
    pub fn is_group(self) -> bool {
        self.number() >= Self::COUNT
    }

    /// The language of a BCP 47 tag, in any case: the exact one, else the first of its primary
    /// subtag (`zh-Hant-TW` is Chinese, `sr` is Serbian in Cyrillic script).
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        let primary = RENAMED.iter().find(|(old, _)| primary.eq_ignore_ascii_case(old));
        let primary = primary.map_or(tag.split(['-', '_']).next()?, |(_, new)| new);
        let exact = Self::all().find(|language| language.tag().eq_ignore_ascii_case(tag));
        exact.or_else(|| Self::all().find(|language| language.code().eq_ignore_ascii_case(primary)))
    }

    /// Its number, below [`SLOTS`](Self::SLOTS). The table refers to languages by number.
    pub fn number(self) -> usize {
        usize::from(self.0)
    }

    /// BCP 47 tag; `und` for a group of unsupported languages.
    pub fn tag(self) -> &'static str {
        TAGS.get(self.number()).copied().unwrap_or(UNDETERMINED)
    }

    /// Primary subtag.
    pub fn code(self) -> &'static str {
        self.tag().split_once('-').map_or(self.tag(), |(code, _)| code)
    }

    /// Whether two languages are so similar that a short text can be in either of them.
    pub fn is_sibling(self, other: Self) -> bool {
        self == other || SIBLINGS.iter().any(|kin| kin.contains(&self.0) && kin.contains(&other.0))
    }

    /// The language itself and its siblings.
    pub(crate) fn siblings(self) -> impl Iterator<Item = Self> {
        let kin = SIBLINGS.iter().find(|kin| kin.contains(&self.0)).copied().unwrap_or_default();
        let others = kin.iter().map(|&number| Self(number)).filter(move |&other| other != self);
        std::iter::once(self).chain(others)
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// How many groups of unsupported languages there are.
const COUNT_OF_GROUPS: usize = 22;

/// Old and broader subtags that pages still declare, with their names in the table.
const RENAMED: [(&str, &str); 10] = [
    ("kmr", "ku"),
    ("bcl", "bik"),
    ("plt", "mg"),
    ("iw", "he"),
    ("in", "id"),
    ("no", "nb"),
    ("fil", "tl"),
    ("cmn", "zh"),
    ("arb", "ar"),
    ("sh", "sr"),
];

/// Siblings, by number: languages that only a few words distinguish. Bosnian, Croatian and Serbian
/// in Latin script; Indonesian and Malay; both written forms of Norwegian.
const SIBLINGS: [&[u8]; 3] = [&[9, 13, 75], &[31, 41], &[8, 45]];

#[rustfmt::skip]
const TAGS: [&str; 169] = [
    "af", "sq", "ar", "hy", "az", "eu", "be", "bn", "nb", "bs", "bg", "ca", "zh", "hr", "cs", "da",
    "nl", "en", "eo", "et", "fi", "fr", "lg", "ka", "de", "el", "gu", "he", "hi", "hu", "is", "id",
    "ga", "it", "ja", "kk", "ko", "la", "lv", "lt", "mk", "ms", "mi", "mr", "mn", "nn", "fa", "pl",
    "pt", "pa", "ro", "ru", "sr-Cyrl", "sn", "sk", "sl", "so", "st", "es", "sw", "sv", "tl", "ta",
    "te", "th", "ts", "tn", "tr", "uk", "ur", "vi", "cy", "xh", "yo", "zu", "sr-Latn", "az-Cyrl",
    "ceb", "war", "gl", "ast", "oc", "gd", "fo", "fy", "lb", "uz", "tk", "ku", "sm", "to", "haw",
    "mt", "ht", "ilo", "jv", "su", "min", "mg", "rw", "ha", "ig", "br", "rm", "vec", "hsb", "pcm",
    "gn", "ia", "kab", "gv", "ny", "nso", "ee", "tpi", "fj", "ay", "qu", "ace", "ban", "mad", "pam",
    "bik", "hil", "cnh", "lmo", "scn", "se", "wo", "lij", "ky", "tt", "ba", "cv", "os", "ab", "sah",
    "tg", "ce", "udm", "tyv", "krc", "uz-Cyrl", "ps", "ckb", "sd", "ug", "ne", "mai", "as",
    "yi", "am", "ti", "bo", "dz", "kn", "ml", "or", "si", "km", "lo", "dv", "my", "shn", "mnw",
    "sat", "nqo", "chr", "iu",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_named_languages_have_their_tags() {
        let named = [
            (Language::CHINESE, "zh"),
            (Language::ENGLISH, "en"),
            (Language::JAPANESE, "ja"),
            (Language::KOREAN, "ko"),
            (Language::AZERBAIJANI, "az"),
            (Language::BOSNIAN, "bs"),
            (Language::SERBIAN, "sr-Cyrl"),
            (Language::SERBIAN_LATIN, "sr-Latn"),
            (Language::AZERBAIJANI_CYRILLIC, "az-Cyrl"),
        ];
        for (language, tag) in named {
            assert_eq!(language.tag(), tag);
        }
    }

    #[test]
    fn a_tag_finds_its_language() {
        let cases = [
            ("en-GB", Some("en")),
            ("ZH_hant_TW", Some("zh")),
            ("sr-latn", Some("sr-Latn")),
            ("sr", Some("sr-Cyrl")),
            ("sr-Latn-RS", Some("sr-Cyrl")),
            ("iw", Some("he")),
            ("no", Some("nb")),
            ("tlh", None),
            ("", None),
        ];
        for (tag, found) in cases {
            assert_eq!(Language::from_tag(tag).map(Language::tag), found, "{tag}");
        }
    }

    #[test]
    fn siblings_are_mutual_and_few() {
        let of = |tag| Language::from_tag(tag).unwrap();
        for kin in [&["bs", "hr", "sr-Latn"][..], &["id", "ms"], &["nb", "nn"], &["fr"]] {
            for tag in kin {
                let siblings = Language::all().filter(|l| l.is_sibling(of(tag)));
                assert_eq!(
                    siblings.map(|l| kin.contains(&l.tag())).collect::<Vec<_>>(),
                    vec![true; kin.len()]
                );
            }
        }
    }
}
