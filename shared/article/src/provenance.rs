use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a value was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Source {
    /// The JSON envelope around the document.
    Envelope,
    /// A header of the raw message, or of an e-mail.
    Header,
    /// A JSON-LD block of the page (schema.org).
    JsonLd,
    /// An OpenGraph `<meta property="og:…">` or `article:…`.
    OpenGraph,
    /// Any other `<meta>` element, including Dublin Core.
    Meta,
    /// An element with `itemprop` (schema.org microdata).
    Microdata,
    /// A `<link>` element.
    Link,
    /// The page's `<title>` element.
    TitleElement,
    /// The `lang` attribute of the page.
    LangAttribute,
    /// A heading of the page or the first line of a plain text.
    Heading,
    /// A byline or dateline: a line or element with author or date.
    Byline,
    /// A `<time>` element.
    TimeElement,
    /// The document's URL.
    Url,
    /// File properties: of an Office document, a book's package, front matter.
    Properties,
    /// Stated in the text.
    Text,
    /// Not stated; inferred from `evidence`.
    Inferred,
}

impl Source {
    /// The name used in records and traces.
    pub fn name(self) -> &'static str {
        match self {
            Self::Envelope => "envelope",
            Self::Header => "header",
            Self::JsonLd => "json-ld",
            Self::OpenGraph => "open-graph",
            Self::Meta => "meta",
            Self::Microdata => "microdata",
            Self::Link => "link",
            Self::TitleElement => "title-element",
            Self::LangAttribute => "lang-attribute",
            Self::Heading => "heading",
            Self::Byline => "byline",
            Self::TimeElement => "time-element",
            Self::Url => "url",
            Self::Properties => "properties",
            Self::Text => "text",
            Self::Inferred => "inferred",
        }
    }
}

/// A value and where it was found; if it was inferred, also the confidence and the evidence.
///
/// ```
/// use courant_article::{Found, Source};
///
/// let title = Found::stated("Tide turns", Source::JsonLd);
/// assert_eq!(serde_json::to_string(&title)?, r#"{"value":"Tide turns","source":"json-ld"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Found<T> {
    /// The value itself.
    pub value: T,
    /// Where it was found.
    pub source: Source,
    /// Confidence from 0 to 1. Absent if the source states the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
    /// What the value was inferred from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

impl<T> Found<T> {
    /// A value that its source states.
    pub fn stated(value: T, source: Source) -> Self {
        Self { value, source, confidence: None, evidence: None }
    }

    /// A value inferred from `evidence`, with a `confidence` from 0 to 1.
    pub fn inferred(value: T, confidence: f32, evidence: impl Into<String>) -> Self {
        Self {
            value,
            source: Source::Inferred,
            confidence: Some(confidence),
            evidence: Some(evidence.into()),
        }
    }
}
