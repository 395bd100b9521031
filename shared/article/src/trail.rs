use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// One stage's mark on the record: who worked on it, when and how long.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrailEntry {
    /// The stage's name.
    pub stage: Cow<'static, str>,
    /// The version of the program that did the work.
    pub version: Cow<'static, str>,
    /// When the work began.
    pub at: Timestamp,
    /// How long the work took, in milliseconds.
    pub duration_ms: f64,
    /// Which attempt this was, counted from 1.
    pub attempt: u32,
}
