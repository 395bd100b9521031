use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Cues, Section, Source, Timestamp};

/// What ingestion adds: the clean text, and what the document says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// Media type of the content: `text/plain` or `text/html`.
    pub content_type: String,
    /// The charset it was decoded from, by its WHATWG name in lower case: `utf-8`, `gb18030`.
    pub charset: String,
    /// Length of the content in bytes, as it arrived (an envelope's content after base64).
    pub bytes: u64,
    /// SHA-256 of the content as it arrived, in hex.
    pub sha256: String,
    /// Where the document was found, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Who delivered it: the envelope's or header's source, else the lane it came in by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The publisher's own id, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// When the pipeline's first stream stored it.
    pub received_at: Timestamp,
    /// When the publisher fetched it, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fetched_at: Option<String>,
    /// The title as the envelope, the page or a header line of the text gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Stated>,
    /// The main content only: NFC, paragraphs parted by a blank line.
    pub text: String,
    /// Lines left out of the text that tell of source, rights or registration; at most 4 KB.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub boilerplate: Vec<String>,
    /// How many pieces of each kind were removed: `pinyin_annotations`, `teaser`, ….
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub removed: BTreeMap<String, u64>,
    /// What the document says of itself, as it says it.
    #[serde(default)]
    pub declared: Declared,
    /// What a reader should know before relying on this section.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// A value as the document gives it, and where it stood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Stated {
    /// The value, as given.
    pub value: String,
    /// Where it stood.
    pub source: Source,
}

/// What a document says of itself. Bounded: long values are cut, long lists end.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Declared {
    /// Language, from the envelope or the page's `lang`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Stated>,
    /// Authors, from the envelope or from byline elements and lines, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Stated>,
    /// Dates outside meta tags and JSON-LD: the envelope's, `<time>` elements', datelines'.
    #[serde(default, skip_serializing_if = "StatedDates::is_empty")]
    pub dates: StatedDates,
    /// First- and second-level headings of the page, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headings: Vec<String>,
    /// `<meta>` elements: property, name or itemprop in lower case to contents in order.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub meta: BTreeMap<String, Vec<String>>,
    /// JSON-LD blocks, each as parsed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub json_ld: Vec<Value>,
    /// `<link>` elements: rel in lower case (`canonical`, `license`) to addresses in order.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub links: BTreeMap<String, Vec<String>>,
    /// Where on the page those things stand that can tell title, authors and date.
    #[serde(default, skip_serializing_if = "Cues::is_empty")]
    pub cues: Cues,
    /// Members of the envelope that this version does not know, as given.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub envelope: Map<String, Value>,
}

/// Dates as the document gives them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StatedDates {
    /// Candidates for the day of publication, best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub published: Vec<Stated>,
    /// Candidates for the last modification.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modified: Vec<Stated>,
}

impl StatedDates {
    fn is_empty(&self) -> bool {
        self.published.is_empty() && self.modified.is_empty()
    }
}

impl Section for Document {
    const NAME: &'static str = "document";
    const STAGE: &'static str = "ingestion";
}
