//! The published schema says what the types say.

use std::path::Path;

use serde_json::Value;

#[test]
fn the_schema_file_is_what_the_types_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/article.schema.json");
    let text = std::fs::read_to_string(path).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    assert!(
        file == article::json_schema(),
        "the types have changed: write the schema anew with \
         `courant schema > shared/article/schema/article.schema.json`, and look at what changed: \
         the record only grows"
    );
}

#[test]
fn the_schema_leaves_room_for_members_that_nobody_knows_yet() {
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
    assert!(!closed(&article::json_schema()));
}
