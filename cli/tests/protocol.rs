//! The contract between programs: the AsyncAPI document, its documentation and earlier versions.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

#[test]
fn the_committed_document_is_the_one_that_the_code_makes() {
    assert!(
        document() == file("../shared/article/schema/asyncapi.json"),
        "the contract has changed: run `courant schema --asyncapi > shared/article/schema/asyncapi.json` \
         and review the difference"
    );
}

#[test]
fn nothing_that_was_promised_has_disappeared() {
    let mut missing = Vec::new();
    compare("", &file("tests/released/asyncapi.json"), &document(), &mut missing);
    assert!(missing.is_empty(), "a breaking change:\n{}", missing.join("\n"));
}

#[test]
fn a_missing_header_is_a_breaking_change() {
    let promised = document();
    let mut changed = promised.clone();
    let headers = &mut changed["components"]["messages"]["PublishedArticle"]["headers"];
    headers["properties"].as_object_mut().unwrap().remove("ce-id");
    headers["required"].as_array_mut().unwrap().retain(|name| name != "ce-id");
    let mut missing = Vec::new();
    compare("", &promised, &changed, &mut missing);
    assert_eq!(missing.len(), 2, "{missing:?}");
}

/// Adds everything in `promised` that is missing in `now`. Wording may change, and members may be added.
fn compare(path: &str, promised: &Value, now: &Value, missing: &mut Vec<String>) {
    match (promised, now) {
        (Value::Object(promised), Value::Object(now)) => {
            for (name, value) in promised {
                let path = format!("{path}/{name}");
                match now.get(name) {
                    Some(_) if matches!(&**name, "description" | "summary" | "title") => {}
                    Some(now) => compare(&path, value, now, missing),
                    None => missing.push(path),
                }
            }
        }
        (Value::Array(promised), Value::Array(now)) => {
            let gone = promised.iter().filter(|value| !now.contains(value));
            missing.extend(gone.map(|value| format!("{path}: {value}")));
        }
        _ if promised == now => {}
        _ => missing.push(format!("{path}: {promised} is now {now}")),
    }
}

#[test]
fn every_header_of_the_code_belongs_to_a_message() {
    let code = read("../shared/article/src/header.rs");
    let names = code.lines().filter_map(|line| {
        let (name, value) = line.strip_prefix("pub const ")?.split_once(": &str = \"")?;
        (!name.ends_with("PREFIX")).then(|| value.trim_end_matches("\";").to_owned())
    });
    let known: BTreeSet<String> = headers(&document()).into_values().flatten().collect();
    let known: BTreeSet<String> = known.iter().map(|name| name.replace("**", "")).collect();
    assert_eq!(names.collect::<BTreeSet<_>>(), known);
}

#[test]
fn the_page_lists_the_subjects_of_the_document() {
    let document = document();
    let channels = document["channels"].as_object().unwrap().values();
    let row = |channel: &Value| {
        let message = channel["messages"].as_object().unwrap().keys().next().unwrap();
        let text = |name: &str| channel[name].as_str().unwrap().to_owned();
        [text("address"), text("x-stream"), text("x-kept"), message.clone()]
    };
    let expected: BTreeSet<[String; 4]> = channels.map(row).collect();
    let rows = table("| subject | stream | kept | message |");
    let written = rows.into_iter().map(|row| {
        let cells: Vec<String> = row.iter().map(|cell| cell.replace('`', "")).collect();
        <[String; 4]>::try_from(cells).unwrap()
    });
    assert_eq!(written.collect::<BTreeSet<_>>(), expected);
}

#[test]
fn the_page_lists_the_headers_of_the_document() {
    let rows = table("| message | headers |");
    let written: BTreeMap<String, BTreeSet<String>> = rows
        .into_iter()
        .map(|row| {
            let names = row.get(1).into_iter().flat_map(|cell| cell.split_whitespace());
            (row[0].clone(), names.map(|name| name.replace('`', "")).collect())
        })
        .collect();
    assert_eq!(written, headers(&document()));
}

/// The headers of each message, with asterisks around those that are always present.
fn headers(document: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let messages = document["components"]["messages"].as_object().unwrap();
    let names = |message: &Value| {
        let required = message["headers"]["required"].as_array().unwrap().clone();
        let properties = message["headers"]["properties"].as_object().unwrap();
        let marked = |name: &String| match required.contains(&Value::from(name.as_str())) {
            true => format!("**{name}**"),
            false => name.clone(),
        };
        properties.keys().map(marked).collect()
    };
    messages.iter().map(|(name, message)| (name.clone(), names(message))).collect()
}

/// The rows of the table with this header in docs/protocol.md.
fn table(head: &str) -> Vec<Vec<String>> {
    let page = read("../docs/protocol.md");
    let (_, rest) = page.split_once(head).expect(head);
    let rows = rest.trim_start().lines().skip(1).take_while(|line| line.starts_with('|'));
    let cells = |row: &str| {
        row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>()
    };
    let rows: Vec<_> = rows.map(cells).collect();
    assert!(rows.len() > 5, "{head}");
    rows
}

fn document() -> Value {
    let mut courant = Command::new(env!("CARGO_BIN_EXE_courant"));
    let output = courant.args(["schema", "--asyncapi"]).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

fn file(path: &str) -> Value {
    serde_json::from_str(&read(path)).unwrap()
}

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect(path)
}
