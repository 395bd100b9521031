use std::fs;
use std::io::Cursor;
use std::path::Path;

use tempfile::TempDir;

use super::*;

const ROOMY: u64 = 1 << 20;

#[test]
fn a_folder_gives_its_documents_sorted_and_nothing_else() {
    let folder = folder(&[
        ("b.TXT", "b"),
        ("README.md", "no"),
        ("a/z.html", "z"),
        ("a/c.jsonl", "{\"n\":1}\n\n{\"n\":2}"),
        ("c.ndjson", "{\"n\":3}\r\n"),
        ("d.json", "{}"),
        ("e.htm", "e"),
        ("f.txt~", "no"),
        ("noextension", "no"),
    ]);
    assert_eq!(
        read(&[""], folder.path(), ROOMY),
        [
            "a/c.jsonl:1 application/json {\"n\":1}",
            "a/c.jsonl:3 application/json {\"n\":2}",
            "a/z.html text/html z",
            "b.TXT text/plain b",
            "c.ndjson:1 application/json {\"n\":3}",
            "d.json application/json {}",
            "e.htm text/html e",
        ]
    );
}

#[test]
fn what_a_folder_skips_is_counted_by_kind() {
    let folder = folder(&[("a.txt", "a"), ("b.pdf", "b"), ("c/d.pdf", "d"), ("e.xml", "e")]);
    let inputs = inputs(&[""], folder.path());
    assert_eq!(inputs.total_bytes(), Some(1));
    assert_eq!(inputs.documents(ROOMY).count(), 1);
    let line = inputs.skipped().line().unwrap();
    assert!(line.starts_with("skipped 3 files in folders (2 .pdf, 1 .xml)"), "{line}");
}

#[test]
fn a_file_that_is_named_is_read_whatever_its_name() {
    let folder = folder(&[("page.md", "text"), ("bare", "text")]);
    assert_eq!(read(&["page.md", "bare"], folder.path(), ROOMY), ["page.md - text", "bare - text"]);
}

#[test]
fn an_unreadable_input_is_reported_and_the_others_are_read() {
    let folder = folder(&[("a.txt", "a"), ("empty/README.md", "no"), ("b.txt", "bbbbb")]);
    assert_eq!(
        read(&["missing.txt", "a.txt", "empty", "b.txt", "a.txt"], folder.path(), 4),
        [
            "missing.txt: not_found",
            "a.txt text/plain a",
            "empty: nothing_inside",
            "b.txt: too_large",
            "a.txt text/plain a",
        ]
    );
}

#[test]
fn a_line_over_the_limit_is_refused_and_the_next_is_read() {
    for (lines, expected) in [
        ("1234\n12345\n1234\n", vec!["f.jsonl:1 1234", "f.jsonl:2: too_large", "f.jsonl:3 1234"]),
        ("1234\r\n12345\r\n1", vec!["f.jsonl:1 1234", "f.jsonl:2: too_large", "f.jsonl:3 1"]),
        ("123456789\n1", vec!["f.jsonl:1: too_large", "f.jsonl:2 1"]),
        ("123456", vec!["f.jsonl:1: too_large"]),
        ("1234", vec!["f.jsonl:1 1234"]),
        ("\n \r\n\n", vec![]),
        ("", vec![]),
    ] {
        let reader = Box::new(Cursor::new(lines));
        let read = Lines::new(reader, Path::new("f.jsonl").into(), 4).map(|input| {
            let place = input.place;
            match input.content {
                Ok(document) => format!("{place} {}", String::from_utf8_lossy(&document.body)),
                Err(error) => format!("{place}: {}", error.code()),
            }
        });
        assert_eq!(read.collect::<Vec<_>>(), expected, "{lines:?}");
    }
}

#[test]
fn an_endless_line_is_not_kept() {
    /// Gives `left` bytes in all; a reader that kept them would need as much memory.
    struct Endless {
        left: u64,
    }
    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let read = buffer.len().min(usize::try_from(self.left).unwrap());
            buffer[..read].fill(b'<');
            self.left -= read as u64;
            Ok(read)
        }
    }
    let reader = Box::new(BufReader::new(Endless { left: 1 << 30 }));
    let mut lines = Lines::new(reader, Path::new("f.jsonl").into(), 1000);
    let input = lines.next().unwrap();
    assert!(matches!(input.content, Err(InputError::TooLarge { limit: 1000 })));
    assert_eq!(input.consumed, 1 << 30);
    assert!(lines.next().is_none());
}

#[test]
fn all_bytes_are_accounted_for() {
    let folder = folder(&[("a.txt", "four"), ("b.jsonl", "{}\n\n{\"long\":true}\r\n{}")]);
    let inputs = inputs(&[""], folder.path());
    let consumed: u64 = inputs.documents(4).map(|input| input.consumed).sum();
    assert_eq!(inputs.total_bytes(), Some(consumed));
}

#[test]
fn the_size_of_standard_input_is_not_known() {
    let inputs = Inputs { jsonl: true, ..Inputs::of(Path::new(STDIN)) };
    assert_eq!(inputs.total_bytes(), None);
}

fn read(paths: &[&str], folder: &Path, limit: u64) -> Vec<String> {
    let documents = inputs(paths, folder).documents(limit).map(|input| {
        let place = input.place.to_string();
        let place = place.strip_prefix(&format!("{}/", folder.display())).unwrap();
        match input.content {
            Ok(document) => {
                let message = document.into_message(Timestamp::UNIX_EPOCH);
                let content_type = message.headers.get(header::CONTENT_TYPE).unwrap_or("-");
                format!("{place} {content_type} {}", String::from_utf8_lossy(&message.body))
            }
            Err(error) => format!("{place}: {}", error.code()),
        }
    });
    documents.collect()
}

fn inputs(paths: &[&str], folder: &Path) -> Inputs {
    let paths = paths.iter().map(|path| folder.join(path)).collect();
    Inputs { paths, ..Inputs::of(folder) }
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}
