//! The record in the README is that of the page in the README.

use std::fs;
use std::time::Duration;

use e2e::{Courant, workspace};
use serde_json::Value;

#[test]
fn the_page_in_the_readme_gives_the_record_in_the_readme() {
    let readme = fs::read_to_string(workspace().join("README.md")).expect("README.md");
    let block = |language: &str| {
        let (_, rest) = readme.split_once(&format!("```{language}\n")).expect(language);
        rest.split_once("```").expect("the end of the block").0
    };
    let ended = Courant::new(["process", "-"]).input(block("html")).run(Duration::from_secs(30));
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let shown = serde_json::from_str(block("json")).expect("JSON");
    let record = serde_json::from_str(&ended.stdout).expect("JSON");
    let differences = differences("", &shown, &record);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// The differences between the README and the record. The README omits members and elements, rounds
/// numbers, and ends a shortened text with an ellipsis.
fn differences(path: &str, shown: &Value, record: &Value) -> Vec<String> {
    let differs = || vec![format!("{path}: the README shows {shown}, the record has {record}")];
    match (shown, record) {
        (Value::Object(shown), Value::Object(record)) => shown
            .iter()
            .flat_map(|(name, value)| {
                differences(
                    &format!("{path}/{name}"),
                    value,
                    record.get(name).unwrap_or(&Value::Null),
                )
            })
            .collect(),
        (Value::Array(shown), Value::Array(record)) if shown.len() <= record.len() => {
            let pairs = shown.iter().zip(record).enumerate();
            pairs.flat_map(|(at, (a, b))| differences(&format!("{path}/{at}"), a, b)).collect()
        }
        (Value::String(shown), Value::String(record)) => match shown.strip_suffix('…') {
            Some(beginning) if record.starts_with(beginning.trim_end()) => Vec::new(),
            None if shown == record => Vec::new(),
            _ => differs(),
        },
        (Value::Number(a), Value::Number(b)) => {
            let apart = a.as_f64().zip(b.as_f64()).map_or(f64::MAX, |(a, b)| (a - b).abs());
            if apart < 0.001 { Vec::new() } else { differs() }
        }
        _ if shown == record => Vec::new(),
        _ => differs(),
    }
}
