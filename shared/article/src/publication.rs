use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Section, Timestamp};

/// What publishing adds: when the article came out, and under which subject.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Publication {
    /// When the record was handed to the published stream.
    pub published_at: Timestamp,
    /// The subject it was published under: `articles.published.<language>.<id>`.
    pub subject: String,
}

impl Section for Publication {
    const NAME: &'static str = "publication";
    const STAGE: &'static str = "publishing";
}
