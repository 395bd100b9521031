//! `docs/record.md` describes exactly the members of the record, with their types.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::Value;

/// Names of types, each with the shapes of its members or the words of its closed list.
type Types = BTreeMap<String, BTreeMap<String, String>>;

const WORD: &str = "a word";

#[test]
fn every_member_is_documented_with_its_shape_and_none_is_invented() {
    let (schema, page) = (from_schema(), from_page());
    let names = |types: &Types| types.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&page), names(&schema), "the sections of docs/record.md");
    for (name, members) in &schema {
        assert_eq!(&page[name], members, "docs/record.md on {name}");
    }
}

#[test]
fn no_cell_is_empty() {
    for (section, cells) in rows() {
        assert!(cells.iter().all(|cell| !cell.is_empty()), "{section}: {cells:?}");
    }
}

fn from_schema() -> Types {
    let schema = courant_article::json_schema();
    let definitions = schema["$defs"].as_object().unwrap();
    let types = definitions.iter().map(|(name, definition)| (name.clone(), members(definition)));
    types.chain([("Article".to_owned(), members(&schema))]).collect()
}

fn members(definition: &Value) -> BTreeMap<String, String> {
    if let Some(members) = definition["properties"].as_object() {
        return members.iter().map(|(name, schema)| (name.clone(), shape(schema))).collect();
    }
    let words = definition["oneOf"].as_array().into_iter().flatten();
    let words = words.flat_map(|word| {
        let many = word["enum"].as_array().into_iter().flatten();
        many.chain(word.get("const")).map(|word| word.as_str().unwrap().to_owned())
    });
    words.map(|word| (word, WORD.to_owned())).collect()
}

/// A member's type in the wording of the page.
fn shape(schema: &Value) -> String {
    if let Some(path) = schema["$ref"].as_str() {
        return path.rsplit('/').next().unwrap().to_owned();
    }
    if let Some(value) = schema.get("const") {
        return value.to_string();
    }
    let is_null = |schema: &&Value| schema["type"] == "null";
    if let Some(optional) = schema["anyOf"].as_array() {
        return shape(optional.iter().find(|schema| !is_null(schema)).unwrap());
    }
    let json_type = &schema["type"];
    let nullable = json_type.as_array().into_iter().flatten().find(|name| **name != "null");
    match nullable.unwrap_or(json_type).as_str() {
        Some("array") => format!("list of {}", shape(&schema["items"])),
        Some("object") => format!("map of {}", shape(&schema["additionalProperties"])),
        Some("string") if schema["format"] == "date-time" => "timestamp".to_owned(),
        Some(name) => name.to_owned(),
        None => "any".to_owned(),
    }
}

/// A section of the page for each type, named in parentheses, with a row for each member or word.
fn from_page() -> Types {
    let mut types = Types::new();
    for (section, cells) in rows() {
        let name = cells[0].trim_matches('`').to_owned();
        let shape = if cells.len() == 2 { WORD } else { &cells[1] };
        let known = types.entry(section.clone()).or_default().insert(name, shape.to_owned());
        assert_eq!(known, None, "{section} has a row twice");
    }
    types
}

fn rows() -> Vec<(String, Vec<String>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/record.md");
    let page = std::fs::read_to_string(path).unwrap();
    let mut section = String::new();
    let mut rows = Vec::new();
    for line in page.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            let name = heading.rsplit("(`").next().unwrap().trim_end_matches("`)");
            section = name.to_owned();
        } else if line.starts_with("| `") {
            let cells = line.trim_matches('|').split(" | ");
            rows.push((section.clone(), cells.map(|cell| cell.trim().to_owned()).collect()));
        }
    }
    rows
}
