//! The schema file agrees with the types.

use std::path::Path;

use serde_json::Value;

#[test]
fn the_schema_file_agrees_with_the_types() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/article.schema.json");
    let text = std::fs::read_to_string(path).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    assert!(
        file == courant_article::json_schema(),
        "the types have changed: run `courant schema > shared/article/schema/article.schema.json` \
         and review the difference"
    );
}

#[test]
fn the_schema_allows_unknown_members() {
    fn closed(schema: &Value) -> bool {
        match schema {
            Value::Object(members) => {
                members.get("additionalProperties") == Some(&Value::Bool(false))
                    || members.values().any(closed)
            }
            Value::Array(items) => items.iter().any(closed),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
        }
    }
    assert!(!closed(&courant_article::json_schema()));
}

#[test]
fn the_schema_does_not_mention_internal_data() {
    let schema = courant_article::json_schema();
    assert!(schema["properties"].get("internal").is_none());
    for name in ["Internal", "Cues", "Cue", "Mark", "Zone"] {
        assert!(schema["$defs"].get(name).is_none(), "{name}");
    }
}
