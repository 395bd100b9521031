use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::{ArticleId, Document, Language, Metadata, Publication, TrailEntry, VERSION};

/// The JSON Schema (draft 2020-12) of published records, generated from the types.
pub fn json_schema() -> Value {
    let mut schema = Value::from(schemars::schema_for!(Article));
    // `const` is in draft 2020-12, validation, section 6.1.3.
    schema["properties"]["courant"] = serde_json::json!({
        "const": VERSION, "description": "Version of the record."
    });
    schema
}

/// An enriched article. Each stage adds its section and one entry to the trail. Programs that
/// forward a record keep the members that they don't know.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "Courant article record")]
struct Article {
    courant: u32,
    /// The article's id, derived from its content: 32 lower-case hex digits.
    #[schemars(with = "String", regex(pattern = "^[0-9a-f]{32}$"))]
    id: ArticleId,
    #[serde(skip_serializing_if = "Option::is_none")]
    document: Option<Document>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<Language>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Metadata>,
    #[serde(skip_serializing_if = "Option::is_none")]
    publication: Option<Publication>,
    /// One entry per stage, in order.
    trail: Vec<TrailEntry>,
}
