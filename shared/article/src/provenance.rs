use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where a value was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Source {
    /// The JSON envelope that the publisher wrapped the document in.
    Envelope,
    /// A header of the raw message.
    Header,
    /// A JSON-LD block of the page (schema.org).
    JsonLd,
    /// An OpenGraph `<meta property="og:…">` or `article:…`.
    OpenGraph,
    /// Any other `<meta>` element, Dublin Core among them.
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
    /// A byline or dateline: a line or element that tells author or date.
    Byline,
    /// A `<time>` element.
    TimeElement,
    /// The document's URL.
    Url,
    /// Stated in so many words in the text.
    Text,
    /// Not stated anywhere; concluded from the evidence given beside it.
    Inferred,
}

impl Source {
    /// As the record and the traces name it.
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
            Self::Text => "text",
            Self::Inferred => "inferred",
        }
    }
}

/// A value, where it was found, and, where it was inferred, how sure it is and from what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Found<T> {
    /// The value itself.
    pub value: T,
    /// Where it was found.
    pub source: Source,
    /// How sure: 0 to 1. Absent where the source states the value and nothing was weighed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
    /// What the value was weighed or concluded from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

impl<T> Found<T> {
    /// A value that its source states outright.
    pub fn stated(value: T, source: Source) -> Self {
        Self { value, source, confidence: None, evidence: None }
    }

    /// A value concluded from `evidence`, sure to the degree of `confidence` (0 to 1).
    pub fn inferred(value: T, confidence: f32, evidence: impl Into<String>) -> Self {
        Self {
            value,
            source: Source::Inferred,
            confidence: Some(confidence),
            evidence: Some(evidence.into()),
        }
    }
}
