use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ArticleId, Author, Found, Image, Section, Source};

/// The section of metadata-extraction. Names follow schema.org and Dublin Core where they have one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Metadata {
    /// The headline without the site's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Found<String>>,
    /// The authors in order: people, otherwise the newsroom.
    #[serde(default)]
    pub authors: Vec<Author>,
    /// When it was published and modified, and the dates it mentions.
    #[serde(default)]
    pub dates: Dates,
    /// The site or newspaper of the article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<Site>,
    /// The document's own summary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Found<String>>,
    /// The first sentence of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lede: Option<String>,
    /// The site's section or category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<Found<String>>,
    /// The document's own tags.
    #[serde(default)]
    pub tags: Vec<Found<String>>,
    /// Key terms extracted from the text, highest score first.
    #[serde(default)]
    pub keywords: Vec<Keyword>,
    /// People named with a role or in a byline.
    #[serde(default)]
    pub people: Vec<Person>,
    /// Places named in the text.
    #[serde(default)]
    pub places: Vec<Named>,
    /// Copyright and licence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rights: Option<Rights>,
    /// Registrations of the site with authorities.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registrations: Option<Registrations>,
    /// The main image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<Image>,
    /// All images that the document declares, the main image first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<Image>,
    /// The document's canonical address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical_url: Option<Found<String>>,
    /// Length of the text.
    #[serde(default)]
    pub counts: Counts,
    /// 64-bit SimHash of the text in 16 hex digits: near-duplicates differ in few bits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// The recent article that this one is a near-duplicate of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub near_duplicate: Option<NearDuplicate>,
    /// What the document says about its source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_statement: Option<String>,
    /// What a reader should know before relying on this section.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// An earlier article with nearly the same text.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NearDuplicate {
    /// Its id.
    #[schemars(with = "String")]
    pub of: ArticleId,
    /// Estimated share of three-word shingles that only one of the texts has: 0 is the same text, 1
    /// a different one.
    pub distance: f32,
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
    /// Dates mentioned in the text, in order of appearance.
    #[serde(default)]
    pub mentioned: Vec<FoundDate>,
}

/// A date, as precise as it is known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FoundDate {
    /// ISO 8601 with the given precision: `2020`, `2020-04`, `2020-04-27` or an RFC 3339 instant.
    pub value: String,
    /// How precisely the date is known.
    pub precision: Precision,
    /// Where it was found.
    pub source: Source,
    /// Confidence from 0 to 1. Absent if the source states the date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
    /// What the date was inferred from.
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

/// The site or newspaper of an article.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Site {
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Found<String>>,
    /// The company or institution behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publisher: Option<Found<String>>,
    /// Its front page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A key term of the text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Keyword {
    /// The term as written in the text.
    pub term: String,
    /// Weight relative to the best term of this text, which has 1.
    pub score: f32,
}

/// A person named in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Person {
    /// The name.
    pub name: String,
    /// Their roles, as written in the text.
    #[serde(default)]
    pub roles: Vec<String>,
}

/// A place named in the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Named {
    /// The name.
    pub name: String,
}

/// Copyright and licence of the article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rights {
    /// Copyright holders.
    #[serde(default)]
    pub holders: Vec<String>,
    /// The years of the copyright notice.
    #[serde(default)]
    pub years: Vec<i16>,
    /// The wording of the notice: `All Rights Reserved`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// Rights in the article itself, if they differ from the site's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// Address of the licence that the document names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
}

/// Registrations of a site with Chinese authorities.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Registrations {
    /// ICP filing: `蘇ICP備14051488號-3`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub icp: Option<String>,
    /// Public security registration number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_security: Option<String>,
}

/// Length of a text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Counts {
    /// Unicode scalar values, without the blank lines between paragraphs.
    pub characters: u64,
    /// Unicode scalar values without white space.
    pub characters_without_spaces: u64,
    /// Han characters.
    pub han: u64,
    /// Words; in Chinese and Japanese each Han or kana character counts as one.
    pub words: u64,
    /// Sentences.
    pub sentences: u64,
    /// Paragraphs.
    pub paragraphs: u64,
    /// Reading time of an adult, in minutes.
    pub reading_minutes: f32,
}

impl Section for Metadata {
    const NAME: &'static str = "metadata";
    const STAGE: &'static str = "metadata-extraction";
}
