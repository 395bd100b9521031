use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Source;

/// An author, and where the name was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Author {
    /// The name, without roles.
    pub value: String,
    /// Where the name was found.
    pub source: Source,
    /// Confidence from 0 to 1. Absent if the source states the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
    /// What supports the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    /// Whether it is a person or an organization.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<AuthorKind>,
    /// The role, as written in the document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Address of the author's page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Who an author is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum AuthorKind {
    /// A person.
    Person,
    /// A newsroom, an agency, a company or another organization.
    Organization,
}
