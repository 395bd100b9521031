use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Section;

/// What language-detection adds: the language of the text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Language {
    /// BCP 47 tag: `en`, `zh-Hant`, `sr-Latn`; `und` where nothing can be said.
    pub tag: String,
    /// The primary subtag of `tag`, in lower case.
    pub code: String,
    /// ISO 15924 code of the script that most letters are in: `Latn`, `Hant`, `Cyrl`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<String>,
    /// How sure the tag is: 0 to 1.
    pub confidence: f32,
    /// Whether the tag may be relied on without a second look.
    pub reliable: bool,
    /// Other languages that the text could be in, likeliest first.
    #[serde(default)]
    pub alternatives: Vec<Alternative>,
    /// The languages of a mixed document, each with its share of the letters, largest first.
    #[serde(default)]
    pub languages: Vec<Share>,
    /// What the document declares of itself, as given; kept beside, never believed over the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared: Option<String>,
    /// What a reader should know before relying on this section.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// Another language that a text could be in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Alternative {
    /// BCP 47 tag.
    pub tag: String,
    /// How sure: 0 to 1.
    pub confidence: f32,
}

/// A language's part of a mixed document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Share {
    /// BCP 47 tag.
    pub tag: String,
    /// Share of the text's letters: 0 to 1.
    pub share: f32,
}

impl Section for Language {
    const NAME: &'static str = "language";
    const STAGE: &'static str = "language-detection";
}
