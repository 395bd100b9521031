use serde::{Deserialize, Serialize};

use crate::Cues;

/// Data that ingestion passes to later stages and that readers never receive.
///
/// The pipeline carries it in the record's member `internal`, and publishing drops it. It is not
/// part of the record's contract: members may change or disappear in any release.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Internal {
    /// Pieces of a page that may hold its title, authors and date.
    #[serde(default, skip_serializing_if = "Cues::is_empty")]
    pub cues: Cues,
    /// Pieces of a page between the paragraphs of its text that were left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
}

/// A piece of a page that doesn't belong to its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// What it is, such as `paragraph` or `list_item`.
    pub kind: String,
    /// Its text, cut to a few hundred bytes.
    pub text: String,
}

impl Internal {
    /// Whether there is nothing to carry.
    pub fn is_empty(&self) -> bool {
        self.cues.is_empty() && self.left_out.is_empty()
    }
}
