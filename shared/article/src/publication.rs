use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Section, Timestamp};

/// The section of publishing: when the article was published, and on which subject.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Publication {
    /// When publishing sent the record.
    pub published_at: Timestamp,
    /// The subject it was published on: `articles.published.<language>.<id>`.
    pub subject: String,
}

impl Section for Publication {
    const NAME: &'static str = "publication";
    const STAGE: &'static str = "publishing";
}
