use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{StreamPosition, Timestamp};

/// One stage's entry in the trail: what worked on the record, when and for how long.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrailEntry {
    /// Name of the stage.
    pub stage: Cow<'static, str>,
    /// Version of the program.
    pub version: Cow<'static, str>,
    /// When the work began.
    pub at: Timestamp,
    /// How long the work took, in milliseconds.
    pub duration_ms: f64,
    /// Number of the attempt, from 1.
    pub attempt: u32,
    /// Where the raw document was stored. Only in the first entry; absent without a broker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<StreamPosition>,
}
