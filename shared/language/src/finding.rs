/// The tag of a text whose language can't be determined (BCP 47, ISO 639-2 `und`).
pub const UNDETERMINED: &str = "und";

/// What an engine finds in a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// BCP 47 tag: `en`, `zh-Hant`, `sr-Latn`; [`UNDETERMINED`] if the language can't be determined.
    pub tag: &'static str,
    /// ISO 15924 code of the script of most letters; absent if there are no letters.
    pub script: Option<&'static str>,
    /// Confidence in the tag: 0 to 1, the probability that it is right.
    pub confidence: f32,
    /// Whether the tag can be used without further checks.
    pub reliable: bool,
    /// Other languages that the text could be in, most likely first.
    pub alternatives: Vec<Alternative>,
    /// The languages of a mixed text, largest first; empty if there is only one language.
    pub languages: Vec<Share>,
    /// If the engine is restricted to some languages: another that the text looks like.
    pub outside: Option<&'static str>,
}

/// Another language that a text could be in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alternative {
    /// BCP 47 tag.
    pub tag: &'static str,
    /// Confidence: 0 to 1.
    pub confidence: f32,
}

/// A language's part of a mixed text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// BCP 47 tag.
    pub tag: &'static str,
    /// Share of the letters: 0 to 1.
    pub share: f32,
}

impl Finding {
    /// The language can't be determined; the script may still be known.
    pub fn undetermined(script: Option<&'static str>) -> Self {
        Self {
            tag: UNDETERMINED,
            script,
            confidence: 0.0,
            reliable: false,
            alternatives: Vec::new(),
            languages: Vec::new(),
            outside: None,
        }
    }

    /// The primary subtag of the tag: `zh` of `zh-Hant`.
    pub fn code(&self) -> &'static str {
        self.tag.split_once('-').map_or(self.tag, |(code, _)| code)
    }
}
