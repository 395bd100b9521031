//! Every input results in a record or a rejection with advice, and the next one is processed.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

#[test]
fn every_bad_input_has_its_code_and_the_next_document_goes_on() {
    let folder = TempDir::new().unwrap();
    for (name, body) in bad() {
        fs::write(folder.path().join(name), body).unwrap();
    }
    fs::write(folder.path().join("zz-good.txt"), "The tide turned in the morning.").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_courant"));
    let ended = command.arg("process").arg(folder.path()).output().unwrap();
    let stderr = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(1), "{stderr}");
    for (name, code) in [
        ("empty.txt", "empty"),
        ("blank.html", "empty"),
        ("nested.html", "no_text"),
        ("four-megabytes.html", "no_text"),
        ("fifty-megabytes.html", "too_large"),
        ("file.txt", "damaged"),
        ("picture.txt", "binary"),
        ("nul.txt", "binary"),
        ("cut.json", "envelope_not_json"),
        ("deep.json", "envelope_too_deep"),
        ("no-content.json", "envelope_no_content"),
        ("base64.json", "bad_base64"),
    ] {
        let prefix = format!("{}: {code}: ", folder.path().join(name).display());
        let line = stderr.lines().find(|line| line.starts_with(&prefix));
        let line = line.unwrap_or_else(|| panic!("no `{prefix}` in:\n{stderr}"));
        assert!(line.len() > prefix.len() + 20, "{line}");
    }
    let records = String::from_utf8(ended.stdout).unwrap();
    assert!(records.ends_with('\n') && !records.contains("\n\n"));
    let last = records.lines().last().unwrap();
    assert!(last.contains("The tide turned in the morning."), "{last}");
    // The last line counts every input.
    let inputs = fs::read_dir(folder.path()).unwrap().count();
    let rejected = stderr.lines().count() - 1;
    assert_eq!(records.lines().count() + rejected, inputs, "{stderr}");
}

#[test]
fn a_file_over_the_limit_is_refused_without_being_held() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("huge.txt");
    // A sparse file of 1 TB, which would take forever to read.
    fs::File::create(&path).unwrap().set_len(1 << 40).unwrap();
    let ended = process(&path);
    assert!(ended.contains(": too_large: larger than 4194304 bytes"), "{ended}");
}

fn process(path: &Path) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_courant"));
    String::from_utf8(command.arg("process").arg(path).output().unwrap().stderr).unwrap()
}

fn bad() -> Vec<(&'static str, Vec<u8>)> {
    let mut attributes = "<p".to_owned();
    for n in 0..200_000 {
        attributes += &format!(" a{n}=1");
    }
    vec![
        ("empty.txt", vec![]),
        ("blank.html", b" \n\t ".to_vec()),
        ("fifty-megabytes.html", vec![b'<'; 50 << 20]),
        ("four-megabytes.html", vec![b'<'; 4 << 20]),
        ("nested.html", "<div>".repeat(100_000).into_bytes()),
        ("attributes.html", (attributes + ">The tide turned.").into_bytes()),
        ("file.txt", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj".to_vec()),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01".to_vec()),
        ("invalid.html", b"<meta charset=utf-8><p>\xff\xfe caf\xe9 \x80\x81</p>".to_vec()),
        ("cut.json", br#"{"content": "The tide tur"#.to_vec()),
        ("deep.json", "[".repeat(100_000).into_bytes()),
        ("no-content.json", br#"{"title": "The tide turned"}"#.to_vec()),
        ("base64.json", br#"{"content_base64": "***"}"#.to_vec()),
        ("line.txt", vec![b'a'; 4 << 20]),
        ("nul.txt", vec![0; 1000]),
        ("id.json", br#"{"id": "../../x", "content": "The tide turned."}"#.to_vec()),
    ]
}
