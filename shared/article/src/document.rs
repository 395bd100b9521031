use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{ArticleId, FullText, Section, Source, TextBlock, TextLink, Timestamp};

/// The source of benchmark documents (`courant bench`), which publishing sets aside.
pub const BENCH_SOURCE: &str = "courant-bench";

/// The section of ingestion: the text of a document and where it came from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// Media type of the content (RFC 9110, section 8.3.1), by its content: `text/html`,
    /// `application/rtf`.
    pub content_type: String,
    /// The charset it was decoded from, as a lower-case label of the WHATWG Encoding Standard:
    /// `utf-8`, `gb18030`; `binary` for a document that isn't one text, such as PDF and Office
    /// documents.
    pub charset: String,
    /// Length of the content in bytes, as received (an envelope's content after base64 decoding).
    pub bytes: u64,
    /// SHA-256 of the content as received, in hex.
    pub sha256: String,
    /// Address of the document, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Name of the source, as given by the envelope or a header, otherwise the lane.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The publisher's own id, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Id of the article that contains it, as given: for an attachment, its e-mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub part_of: Option<ArticleId>,
    /// When the first stream stored it.
    pub received_at: Timestamp,
    /// When the publisher fetched it, as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fetched_at: Option<String>,
    /// The title given by the envelope, the page or a header line of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Stated>,
    /// The main content, in Unicode normalization form C, with a blank line between paragraphs.
    pub text: String,
    /// Reference to the full text, if `text` is truncated and ingestion keeps the full text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_text: Option<FullText>,
    /// The blocks of the text, in order. They don't overlap and are separated only by white space.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<TextBlock>,
    /// Links in the text to other documents, in order. They don't overlap.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<TextLink>,
    /// The text as Markdown (CommonMark with tables), if publishing is set to add it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub markdown: Option<String>,
    /// Lines about source, rights or registration that are not part of the text; at most 4 KB.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub boilerplate: Vec<String>,
    /// Number of removed pieces by kind: `pinyin_annotations`, `teaser`, ….
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub removed: BTreeMap<String, u64>,
    /// What the document declares about itself, unverified.
    #[serde(default, skip_serializing_if = "Declared::is_empty")]
    pub declared: Declared,
    /// What a reader should know before relying on this section.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// A value as the document gives it, and where it was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Stated {
    /// The value, as given.
    pub value: String,
    /// Where it was found.
    pub source: Source,
}

/// What a document declares about itself. Bounded: long values and lists are cut.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Declared {
    /// The language, from the envelope or the page's `lang` attribute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Stated>,
    /// Authors from the envelope or from bylines, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Stated>,
    /// Dates from the envelope, `<time>` elements and datelines.
    #[serde(default, skip_serializing_if = "StatedDates::is_empty")]
    pub dates: StatedDates,
    /// First- and second-level headings of the page, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headings: Vec<String>,
    /// `<meta>` elements: contents by lower-case property, name or itemprop.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub meta: BTreeMap<String, Vec<String>>,
    /// JSON-LD blocks, each as parsed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub json_ld: Vec<Value>,
    /// `<link>` elements: addresses by lower-case relation (`canonical`, `license`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub links: BTreeMap<String, Vec<String>>,
    /// Members of the envelope that this version does not know.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub envelope: Map<String, Value>,
}

impl Document {
    /// Prefix of the warning that the text is truncated.
    pub const TEXT_TRUNCATED: &'static str = "text_truncated";
}

impl Declared {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Dates as the document gives them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StatedDates {
    /// Candidates for the publication date, best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub published: Vec<Stated>,
    /// Candidates for the modification date.
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
