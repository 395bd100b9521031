//! The text of documents from widely used programs is complete and in order.
//!
//! `tools/documents/build.py` creates them from `tools/documents/texts.json`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use courant_formats::{Detected, Format, Reading, detect, read};
use page::structured;
use serde::Deserialize;

#[derive(Deserialize)]
struct Text {
    title: String,
    author: String,
    headings: Vec<String>,
    paragraphs: Vec<String>,
    table: Vec<Vec<String>>,
}

fn texts() -> BTreeMap<String, Text> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/documents/texts.json");
    serde_json::from_slice(&std::fs::read(path).expect("it is in the tree")).expect("JSON")
}

fn documents() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents");
    let entries = std::fs::read_dir(folder).expect("it is in the tree");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    let read = |path: &PathBuf| {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        (name, std::fs::read(path).expect("a file"))
    };
    paths.iter().map(read).collect()
}

fn reading(name: &str, document: &[u8]) -> Reading {
    let detected = detect(document, None);
    let format = Format::ALL.into_iter().find(|format| detected == Detected::Format(*format));
    read(format.expect(name), document, &mut || ()).expect(name)
}

/// Letters and digits only, because line ends, spaces and punctuation differ between programs.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[test]
fn have_all_their_text_in_order() {
    let texts = texts();
    let documents = documents();
    assert_eq!(documents.len(), 21);
    for (name, document) in documents {
        let text = &texts[&name[..2]];
        let reading = reading(&name, &document);
        let page = structured(&reading.html, "x/x", None, reading.title, reading.declared);
        let found = squeezed(&page.text);
        let mut expected: Vec<&str> = Vec::new();
        let is_sheet = name.ends_with(".xlsx") || name.ends_with(".ods");
        let is_slides = name.ends_with(".pptx") || name.ends_with(".odp");
        let paragraphs = text.paragraphs.iter().map(String::as_str);
        if is_sheet {
            expected.extend(text.table.iter().flatten().map(String::as_str));
            expected.extend(paragraphs);
        } else if is_slides {
            expected.extend([&*text.title, &*text.paragraphs[0], &*text.headings[0]]);
            expected.extend(paragraphs.skip(1).take(2));
        } else {
            expected.extend([&*text.title, &*text.author, &*text.paragraphs[0]]);
            expected.extend([&*text.headings[0], &*text.paragraphs[1], &*text.paragraphs[2]]);
            expected.extend(text.table.iter().flatten().map(String::as_str));
            expected.push(&text.headings[1]);
            expected.extend(paragraphs.skip(3));
        }
        let (mut from, mut others) = (0, String::new());
        for part in expected {
            let part = squeezed(part);
            let place = found[from..].find(&part);
            let place = place.unwrap_or_else(|| panic!("{name}: {part}\nis not in\n{}", page.text));
            others.push_str(&found[from..from + place]);
            from += place + part.len();
        }
        others.push_str(&found[from..]);
        // Running heads, page numbers and the like have few characters.
        assert!(others.len() < 80, "{name}: {others}");
    }
}

#[test]
fn have_their_titles_and_headings() {
    let texts = texts();
    for (name, document) in documents() {
        if name.ends_with(".xlsx") || name.ends_with(".ods") {
            continue;
        }
        let text = &texts[&name[..2]];
        let reading = reading(&name, &document);
        let page = structured(&reading.html, "x/x", None, reading.title, reading.declared);
        let title = page.title.map(|title| squeezed(&title.value)).unwrap_or_default();
        assert_eq!(title, squeezed(&text.title), "{name}");
        if !name.ends_with("plain.eml") {
            assert!(
                reading.html.contains(&format!(">{}</h", text.headings[0])),
                "{name}: {}",
                reading.html
            );
        }
    }
}

/// WeasyPrint maps all glyphs of a syllable except the first to an empty text.
#[test]
fn a_map_of_characters_with_empty_texts_is_read() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mended/th-weasyprint.pdf");
    let document = std::fs::read(path).expect("it is in the tree");
    let reading = reading("th-weasyprint.pdf", &document);
    let page = structured(&reading.html, "x/x", None, reading.title, reading.declared);
    let text = &texts()["th"];
    let found: Vec<char> = squeezed(&page.text).chars().collect();
    let expected = squeezed(&text.paragraphs.concat()).chars().count();
    assert!(found.len() > expected, "{} of {expected}", found.len());
    assert!(page.text.contains(&text.headings[0]), "{}", page.text);
}
