use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Found, Section, Source};

/// What metadata-extraction adds. Names follow schema.org and Dublin Core where they have one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Metadata {
    /// The headline, without the site's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Found<String>>,
    /// Names of the people (else the newsroom) who wrote the article, in order.
    #[serde(default)]
    pub authors: Vec<Found<String>>,
    /// When it was published and modified, and which days it speaks of.
    #[serde(default)]
    pub dates: Dates,
    /// The site or paper that the article stands in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Site>,
    /// A summary that the document gives of itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Found<String>>,
    /// The first sentence of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lede: Option<String>,
    /// The site's section or category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<Found<String>>,
    /// Tags that the document gives itself.
    #[serde(default)]
    pub tags: Vec<Found<String>>,
    /// Terms that the text is about, extracted, highest score first.
    #[serde(default)]
    pub keywords: Vec<Keyword>,
    /// People that a role or byline names.
    #[serde(default)]
    pub people: Vec<Person>,
    /// Places named.
    #[serde(default)]
    pub places: Vec<Named>,
    /// Who holds which rights.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights: Option<Rights>,
    /// Registrations of the site with the authorities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registrations: Option<Registrations>,
    /// Address of the article's main picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Found<String>>,
    /// The address that the document calls its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical_url: Option<Found<String>>,
    /// How long the text is.
    #[serde(default)]
    pub counts: Counts,
    /// 64-bit SimHash of the text as 16 hex digits: near-duplicates differ in few bits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// What the document says of where it was taken from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_statement: Option<String>,
    /// What a reader should know before relying on this section.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// The dates of an article.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Dates {
    /// When it was first published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<FoundDate>,
    /// When it was last modified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modified: Option<FoundDate>,
    /// Days, months and years that the text speaks of, in order of appearance.
    #[serde(default)]
    pub mentioned: Vec<FoundDate>,
}

/// A date, as precise as it is known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FoundDate {
    /// ISO 8601, as long as `precision` says: `2020`, `2020-04`, `2020-04-27` or an RFC 3339 instant.
    pub value: String,
    /// How precisely the date is known.
    pub precision: Precision,
    /// Where it was found.
    pub source: Source,
    /// How sure: 0 to 1. Absent where the source states the date and nothing was weighed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
    /// What the date was read or concluded from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

/// How precisely a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// The year only.
    Year,
    /// Year and month.
    Month,
    /// The day.
    Day,
    /// The instant.
    Second,
}

/// The site or paper that an article stands in.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Site {
    /// Its name, as readers know it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Found<String>>,
    /// The company or body behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<Found<String>>,
    /// Its front page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A term that the text is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Keyword {
    /// The term, as the text writes it.
    pub term: String,
    /// Its weight beside the other terms of this text: the best has 1.
    pub score: f32,
}

/// A person that the text names with a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Person {
    /// The name.
    pub name: String,
    /// What the text says they are.
    #[serde(default)]
    pub roles: Vec<String>,
}

/// A place that the text names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Named {
    /// The name.
    pub name: String,
}

/// Who holds which rights in the article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rights {
    /// Those named as holders of copyright.
    #[serde(default)]
    pub holders: Vec<String>,
    /// The years of the copyright notice.
    #[serde(default)]
    pub years: Vec<i16>,
    /// The notice's own words: `All Rights Reserved`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// What is said of the article's own rights, where that differs from the site's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// Address of the licence that the document names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
}

/// Registrations of a site with the authorities of China.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Registrations {
    /// ICP filing: `蘇ICP備14051488號-3`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icp: Option<String>,
    /// Number of the public security record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_security: Option<String>,
}

/// How long a text is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// Unicode scalar values, without the blank lines between paragraphs.
    pub characters: u64,
    /// The same without white space.
    pub characters_without_spaces: u64,
    /// Han characters.
    pub han: u64,
    /// Words; in Chinese and Japanese each Han or kana character counts as one.
    pub words: u64,
    /// Sentences.
    pub sentences: u64,
    /// Paragraphs.
    pub paragraphs: u64,
    /// Minutes that a grown reader takes.
    pub reading_minutes: f32,
}

impl Section for Metadata {
    const NAME: &'static str = "metadata";
    const STAGE: &'static str = "metadata-extraction";
}
