//! The samples match their README and process without problems.

#![expect(clippy::unwrap_used, reason = "to panic is how a test fails")]

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use e2e::workspace;
use serde_json::Value;

/// The file types that the command line reads from folders.
const DOCUMENTS: [&str; 5] = ["txt", "html", "htm", "json", "jsonl"];

fn folder() -> PathBuf {
    workspace().join("samples")
}

fn read(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).unwrap()
}

fn names(ending: &str) -> BTreeSet<String> {
    let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name());
    files.map(|name| name.into_string().unwrap()).filter(|name| name.ends_with(ending)).collect()
}

fn documents() -> BTreeSet<String> {
    let of = |name: &String| DOCUMENTS.iter().any(|ending| name.ends_with(&format!(".{ending}")));
    names("").into_iter().filter(of).collect()
}

#[test]
fn the_readme_names_each_and_no_other() {
    let readme = String::from_utf8(read("README.md")).unwrap();
    let rows = readme.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`'));
    let named: BTreeSet<String> = rows.map(|(name, _)| name.to_owned()).collect();
    assert_eq!(named, documents());
    assert!(named.len() >= 12);
}

#[test]
fn each_is_an_article_of_its_own() {
    let contents: BTreeSet<Vec<u8>> = documents().iter().map(|name| read(name)).collect();
    assert_eq!(contents.len(), documents().len());
}

#[test]
fn envelopes_hold_content_and_an_address() {
    let lines = String::from_utf8(read("wire.jsonl")).unwrap();
    let lines: Vec<Vec<u8>> = lines.lines().map(|line| line.as_bytes().to_vec()).collect();
    assert!(lines.len() > 1);
    for body in names(".json").iter().map(|name| read(name)).chain(lines) {
        let envelope: Value = serde_json::from_slice(&body).unwrap();
        let holds = |member: &str| envelope.get(member).is_some_and(Value::is_string);
        assert!(holds("content") != holds("content_base64"), "{}", envelope["id"]);
        assert!(holds("url") && holds("id"), "{}", envelope["id"]);
    }
}

#[test]
fn json_ld_blocks_are_json_and_tell_what_readers_need() {
    let mut blocks = 0;
    for name in names(".html") {
        let page = String::from_utf8_lossy(&read(&name)).into_owned();
        for block in page.split("<script type=\"application/ld+json\">").skip(1) {
            let (block, _) = block.split_once("</script>").unwrap();
            let text = serde_json::from_str::<Value>(block).unwrap().to_string();
            for member in ["NewsArticle", "headline", "author", "datePublished", "publisher"] {
                assert!(text.contains(member), "{name} lacks {member}");
            }
            blocks += 1;
        }
    }
    assert!(blocks >= 3);
}

#[test]
fn only_those_that_say_so_are_in_a_legacy_charset() {
    for name in documents() {
        let legacy = name.contains(".windows-1251.") || name.contains(".gbk.");
        assert_eq!(String::from_utf8(read(&name)).is_err(), legacy, "{name}");
    }
}
