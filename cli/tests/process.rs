//! `courant process` and `courant id` as users run them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

#[test]
fn records_come_on_stdout_in_the_order_of_the_inputs() {
    let folder = TempDir::new().unwrap();
    let lines: String =
        (0..300).map(|n| envelope(&format!("n{n}"), "Tides turn slowly.")).collect();
    fs::write(folder.path().join("b.jsonl"), lines).unwrap();
    fs::write(folder.path().join("a.txt"), "The harbour lay still in the morning.").unwrap();
    fs::write(folder.path().join("c.html"), "<p>The boats came home late.</p>").unwrap();
    let ended = courant(&["process"], folder.path());
    assert!(ended.status.success());
    let records = records(&ended.stdout);
    let expected = (0..300).map(|n| Value::from(format!("n{n}")));
    let expected: Vec<Value> =
        [Value::Null].into_iter().chain(expected).chain([Value::Null]).collect();
    let got: Vec<Value> =
        records.iter().map(|record| record["document"]["external_id"].clone()).collect();
    assert_eq!(got, expected);
    for record in &records {
        assert_eq!(record["trail"].as_array().unwrap().len(), 4);
        let subject = record["publication"]["subject"].as_str().unwrap();
        assert_eq!(subject, format!("articles.published.en.{}", record["id"].as_str().unwrap()));
    }
    assert!(stderr(&ended).starts_with("302 records in "), "{}", stderr(&ended));
}

#[test]
fn the_id_is_known_before_the_document_is_processed() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.txt"), "hello").unwrap();
    fs::write(folder.path().join("b.jsonl"), envelope("42", "The tide turned.")).unwrap();
    let ids = courant(&["id"], folder.path());
    let ids = String::from_utf8(ids.stdout).unwrap();
    let lines: Vec<&str> = ids.lines().collect();
    let [text, line] = lines[..] else { panic!("{ids}") };
    let place = folder.path().display();
    assert_eq!(text, format!("3972243cf868ce05511ecb571f447e06  {place}/a.txt"));
    assert!(line.ends_with(&format!("  {place}/b.jsonl:1")), "{line}");
    let records = records(&courant(&["process"], folder.path()).stdout);
    assert!(text.starts_with(records[0]["id"].as_str().unwrap()));
    assert!(line.starts_with(records[1]["id"].as_str().unwrap()));
}

#[test]
fn a_rejected_document_is_reported_and_the_others_are_processed() {
    let folder = TempDir::new().unwrap();
    let lines = format!("{{\"content\"\n{}", envelope("good", "The tide turned."));
    fs::write(folder.path().join("a.jsonl"), lines).unwrap();
    fs::write(folder.path().join("b.txt"), b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n").unwrap();
    fs::write(folder.path().join("c.txt"), "The harbour lay still.").unwrap();
    let ended = courant(&["process", "missing.txt"], folder.path());
    assert_eq!(ended.status.code(), Some(1));
    assert_eq!(records(&ended.stdout).len(), 2);
    let stderr = stderr(&ended);
    let lines: Vec<&str> = stderr.lines().collect();
    let place = folder.path().display().to_string();
    assert!(lines[0].starts_with("missing.txt: not_found: "), "{stderr}");
    assert!(lines[1].starts_with(&format!("{place}/a.jsonl:1: ")), "{stderr}");
    assert!(lines[2].starts_with(&format!("{place}/b.txt: damaged: ")), "{stderr}");
    assert!(lines[3].starts_with("2 records, 3 rejected in "), "{stderr}");
}

#[test]
fn a_filtered_document_is_reported_and_is_no_error() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.txt"), "The harbour lay still in the morning.").unwrap();
    let ended = courant(&["process", "--languages", "zh"], folder.path());
    assert!(ended.status.success());
    assert_eq!(ended.stdout, b"");
    assert!(stderr(&ended).contains("a.txt: filtered: language\n"), "{}", stderr(&ended));
}

#[test]
fn records_come_as_soon_as_they_are_ready() {
    let mut child = start(&["process", "--jsonl", "-"]);
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for n in ["1", "2"] {
        stdin.write_all(envelope(n, "The tide turned.").as_bytes()).unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let record: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(record["document"]["external_id"], n);
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_reader_that_has_enough_ends_it_quietly_though_the_input_has_no_end() {
    let mut child = start(&["process", "--jsonl", "-"]);
    let mut stdin = child.stdin.take().unwrap();
    let endless = std::thread::spawn(move || {
        let line = envelope("x", "The tide turned.");
        while stdin.write_all(line.as_bytes()).is_ok() {}
    });
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdout.read_line(&mut String::new()).unwrap();
    drop(stdout);
    assert!(child.wait().unwrap().success());
    endless.join().unwrap();
    let mut stderr = String::new();
    child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
    assert!(stderr.contains(" records in ") && stderr.lines().count() == 1, "{stderr}");
}

#[test]
fn internal_keeps_what_publishing_drops() {
    let folder = TempDir::new().unwrap();
    let page = "<html><title>The bridge</title><meta name=author content='Jane Doe'><body><article>\
        <h1>The bridge</h1><p>The council met on Monday to discuss the new bridge across the \
        river, and decided to ask the residents of both banks.</p></article></body></html>";
    fs::write(folder.path().join("a.html"), page).unwrap();
    let [published] = &records(&courant(&["process"], folder.path()).stdout)[..] else { panic!() };
    assert_eq!(published.get("internal"), None);
    assert_eq!(published["document"].get("declared"), None);
    let whole = courant(&["process", "--internal"], folder.path());
    let [whole] = &records(&whole.stdout)[..] else { panic!() };
    assert_eq!(whole["internal"]["cues"]["headings"][0]["text"], "The bridge", "{whole}");
    assert!(whole["document"]["declared"].is_object(), "{whole}");
    assert_eq!(whole["publication"]["subject"], published["publication"]["subject"]);
    assert_eq!(whole["trail"].as_array().unwrap().len(), 4);
    let sheet = String::from_utf8(courant(&["extract"], folder.path()).stdout).unwrap();
    assert!(sheet.contains("internal.cues.headings"), "{sheet}");
}

fn courant(args: &[&str], path: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_courant"));
    command.args(args).arg(path).output().unwrap()
}

fn start(args: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_courant"));
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn envelope(id: &str, content: &str) -> String {
    serde_json::json!({"id": id, "content": content}).to_string() + "\n"
}

fn records(stdout: &[u8]) -> Vec<Value> {
    let lines = stdout.lines().map(|line| serde_json::from_str(&line.unwrap()).unwrap());
    lines.collect()
}

fn stderr(ended: &Output) -> String {
    String::from_utf8(ended.stderr.clone()).unwrap()
}
