//! `docs/record.md` explains every member of the record, and none that there is not.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

/// Names of types to their members, or to the words of a closed list.
type Types = BTreeMap<String, BTreeSet<String>>;

#[test]
fn every_member_is_explained_and_none_invented() {
    let (known, told) = (known(), documented());
    let names = |types: &Types| types.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&told), names(&known), "the sections of docs/record.md");
    for (name, members) in &known {
        assert_eq!(&told[name], members, "docs/record.md on {name}");
    }
}

#[test]
fn every_row_has_an_example_and_an_explanation() {
    for (section, cells) in rows() {
        assert!(cells.len() >= 2, "{section}: {cells:?}");
        assert!(cells.iter().all(|cell| !cell.is_empty()), "{section}: {cells:?}");
    }
}

/// What the schema knows.
fn known() -> Types {
    let schema = article::json_schema();
    let mut types = Types::new();
    types.insert("Article".to_owned(), members(&schema));
    for (name, definition) in schema["$defs"].as_object().unwrap() {
        types.insert(name.clone(), members(definition));
    }
    types
}

fn members(definition: &Value) -> BTreeSet<String> {
    if let Some(members) = definition["properties"].as_object() {
        return members.keys().cloned().collect();
    }
    let words = definition["oneOf"].as_array().into_iter().flatten();
    let words = words.flat_map(|word| {
        let many = word["enum"].as_array().into_iter().flatten();
        many.chain(word.get("const")).map(|word| word.as_str().unwrap().to_owned())
    });
    words.collect()
}

/// What the page explains: a section for each type, named in brackets, a row for each member.
fn documented() -> Types {
    let mut types = Types::new();
    for (section, cells) in rows() {
        let member = cells[0].trim_matches('`').to_owned();
        assert!(types.entry(section.clone()).or_default().insert(member), "{section}: twice");
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
