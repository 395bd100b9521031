//! `courant near` as users run it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const TEXT: &str = "Council backs four new schools\n\nThe council voted on Tuesday to build four \
    new schools in the east of the city, where families have waited for years. Work is to begin \
    in the spring, and the first pupils are expected two years later, the mayor said after the \
    meeting. Parents welcomed the plan but asked where the teachers would come from, since many \
    posts in the existing schools have been empty since last summer and few have applied.\n\n\
    The opposition wanted the money spent on the old buildings first, and will bring the matter \
    before the assembly once more when it meets again after the holidays.\n";
const OTHER: &str = "Rain until Friday\n\nRain is expected over the mountains until Friday; then \
    the sun returns and temperatures climb to thirty degrees, according to the weather service. \
    Farmers had hoped for more, since the soil is dry to a depth of two metres in most places.\n";

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("a.txt", TEXT);
    write("b.txt", OTHER);
    write("c.txt", &TEXT.replace("four", "five"));
    write("d.html", &format!("<p>{}</p>", TEXT.replace("\n\n", "</p><p>")));
    folder
}

#[test]
fn near_duplicates_stand_together_and_others_are_not_shown() {
    let folder = folder();
    let output = near(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(0));
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(shown.starts_with("3 near-duplicates\n"), "{shown}");
    for part in ["a.txt  Council backs four new schools", "bits  ", "c.txt", "d.html"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(!shown.contains("b.txt"), "{shown}");
}

#[test]
fn groups_are_lines_for_machines() {
    let folder = folder();
    let output = near(folder.path(), &["--json"]);
    let group: Value = serde_json::from_slice(&output.stdout).unwrap();
    let documents = group["documents"].as_array().unwrap();
    let names: Vec<&str> = documents
        .iter()
        .map(|document| document["place"].as_str().unwrap().rsplit('/').next().unwrap())
        .collect();
    assert_eq!(names, ["a.txt", "c.txt", "d.html"]);
    assert_eq!(documents[0]["distance"], 0);
    assert!(documents[1]["distance"].as_u64().is_some_and(|bits| (1..=10).contains(&bits)));
    assert_eq!(documents[0]["fingerprint"].as_str().unwrap().len(), 16);
    assert_eq!(documents[0]["id"].as_str().unwrap().len(), 32);
}

#[test]
fn nothing_near_is_nothing_shown_and_what_is_rejected_is_said() {
    let folder = folder();
    fs::write(folder.path().join("e.txt"), "").unwrap();
    let output = near(folder.path(), &["--distance", "0"]);
    let shown = String::from_utf8(output.stdout).unwrap();
    assert!(!shown.contains("c.txt"), "{shown}");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("e.txt: empty"));
}

fn near(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_courant"));
    command.arg("near").args(arguments).arg(folder).output().unwrap()
}
