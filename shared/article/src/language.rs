use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Section;

/// The section of language-detection: the language of the text.
///
/// ```
/// use courant_article::Language;
///
/// let language: Language = serde_json::from_str(
///     r#"{"tag":"zh-Hant","code":"zh","script":"Hant","confidence":0.97,"reliable":true}"#,
/// )?;
/// assert_eq!((language.code.as_str(), language.script.as_deref()), ("zh", Some("Hant")));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Language {
    /// BCP 47 tag: `en`, `zh-Hant`, `sr-Latn`; `und` if the language can't be determined.
    pub tag: String,
    /// The primary subtag of `tag`, in lower case.
    pub code: String,
    /// ISO 15924 code of the script of most letters: `Latn`, `Hant`, `Cyrl`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<String>,
    /// Confidence in the tag, from 0 to 1.
    pub confidence: f32,
    /// Whether the tag can be used without checking the text.
    pub reliable: bool,
    /// Other possible languages, most likely first.
    #[serde(default)]
    pub alternatives: Vec<Alternative>,
    /// The languages of a mixed document, largest share first.
    #[serde(default)]
    pub languages: Vec<Share>,
    /// The declared language, as given. It never overrides the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared: Option<String>,
    /// What a reader should know before relying on this section.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// Another possible language of a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Alternative {
    /// BCP 47 tag.
    pub tag: String,
    /// Confidence, from 0 to 1.
    pub confidence: f32,
}

/// A language's share of a mixed document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Share {
    /// BCP 47 tag.
    pub tag: String,
    /// Share of the text's letters, from 0 to 1.
    pub share: f32,
}

impl Section for Language {
    const NAME: &'static str = "language";
    const STAGE: &'static str = "language-detection";
}
