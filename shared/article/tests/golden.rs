//! Records as earlier versions wrote them. A file here stays for ever: readers read every version
//! there was. What is written now is compared byte for byte, so a change of the record's shape
//! shows before a user meets it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use std::path::{Path, PathBuf};

use article::{Document, Language, Metadata, Publication, Record, Section};

#[test]
fn every_record_ever_written_is_read_and_written_again_byte_for_byte() {
    for (path, line) in golden() {
        let record = Record::parse(line.as_bytes()).unwrap_or_else(|error| {
            panic!("{} can no longer be read: {error}", path.display());
        });
        assert_eq!(String::from_utf8(record.to_json()).unwrap(), line, "{}", path.display());
    }
}

#[test]
fn every_section_ever_written_is_read_into_its_type_and_written_again_byte_for_byte() {
    for (path, line) in golden() {
        let record = Record::parse(line.as_bytes()).unwrap();
        let read = [
            same_again::<Document>(&record),
            same_again::<Language>(&record),
            same_again::<Metadata>(&record),
            same_again::<Publication>(&record),
        ];
        let sections = read.iter().filter(|read| **read).count();
        assert_eq!(record.trail().unwrap().len(), sections, "{}", path.display());
    }
}

#[test]
fn the_full_record_has_every_member_that_the_schema_knows() {
    let schema = article::json_schema();
    let text = std::fs::read_to_string(folder().join("v1-full.json")).unwrap();
    let full: serde_json::Value = serde_json::from_str(&text).unwrap();
    for (section, definition) in [
        ("document", "Document"),
        ("language", "Language"),
        ("metadata", "Metadata"),
        ("publication", "Publication"),
    ] {
        let known = schema["$defs"][definition]["properties"].as_object().unwrap();
        for member in known.keys() {
            assert!(full[section].get(member).is_some(), "v1-full.json lacks {section}.{member}");
        }
    }
}

fn same_again<S: Section>(record: &Record) -> bool {
    let Some(raw) = record.raw(S::NAME) else { return false };
    let section: S = record.section().unwrap();
    assert_eq!(serde_json::to_string(&section).unwrap(), raw.get());
    true
}

fn golden() -> Vec<(PathBuf, String)> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 3, "golden files are never removed");
    paths
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            (path, text.trim_end().to_owned())
        })
        .collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}
