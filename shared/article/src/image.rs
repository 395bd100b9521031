use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Source;

/// An image that the document declares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Image {
    /// Its address.
    pub value: String,
    /// Where it was found.
    pub source: Source,
    /// Width in pixels, as stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Height in pixels, as stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
}
