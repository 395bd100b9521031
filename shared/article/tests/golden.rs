//! Records of every version, compared byte for byte, to detect changes of the format. From release 0.1.0
//! on, a golden file is never changed or removed.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use std::path::{Path, PathBuf};

use courant_article::{Document, Language, Metadata, Publication, Record, Section};

#[test]
fn every_record_is_parsed_and_written_byte_for_byte() {
    for (path, line) in golden() {
        let record = Record::parse(line.as_bytes()).unwrap_or_else(|error| {
            panic!("{} can no longer be read: {error}", path.display());
        });
        assert_eq!(String::from_utf8(record.to_json()).unwrap(), line, "{}", path.display());
    }
}

#[test]
fn every_section_is_parsed_into_its_type_and_written_byte_for_byte() {
    for (path, line) in golden() {
        let record = Record::parse(line.as_bytes()).unwrap();
        let read = [
            is_written_as_read::<Document>(&record),
            is_written_as_read::<Language>(&record),
            is_written_as_read::<Metadata>(&record),
            is_written_as_read::<Publication>(&record),
        ];
        let sections = read.iter().filter(|read| **read).count();
        assert_eq!(record.trail().unwrap().len(), sections, "{}", path.display());
    }
}

#[test]
fn the_full_record_has_every_member_of_the_schema() {
    let schema = courant_article::json_schema();
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

fn is_written_as_read<S: Section>(record: &Record) -> bool {
    let Some(raw) = record.raw(S::NAME) else { return false };
    let section: S = record.section().unwrap();
    assert_eq!(serde_json::to_string(&section).unwrap(), raw.get());
    true
}

fn golden() -> Vec<(PathBuf, String)> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 3, "golden files are missing");
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
