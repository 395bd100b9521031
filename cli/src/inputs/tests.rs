use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use tempfile::TempDir;

use super::*;

const ROOMY: u64 = 1 << 20;

#[test]
fn a_folder_gives_its_documents_sorted_and_nothing_else() {
    let folder = folder(&[
        ("b.TXT", "b"),
        ("README.bak", "no"),
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
    let folder = folder(&[("a.txt", "a"), ("b.doc", "b"), ("c/d.doc", "d"), ("e.xml", "e")]);
    let inputs = inputs(&[""], folder.path());
    assert_eq!(inputs.total_bytes(), Some(1));
    assert_eq!(inputs.documents(ROOMY).count(), 1);
    let line = inputs.skipped().line().unwrap();
    assert!(line.starts_with("skipped 3 files in folders (2 .doc, 1 .xml)"), "{line}");
}

#[test]
fn a_file_that_is_named_is_read_whatever_its_name() {
    let folder = folder(&[("page.md", "text"), ("bare", "text")]);
    assert_eq!(
        read(&["page.md", "bare"], folder.path(), ROOMY),
        ["page.md text/markdown text", "bare - text"]
    );
}

#[test]
fn an_unreadable_input_is_reported_and_the_others_are_read() {
    let folder = folder(&[("a.txt", "a"), ("empty/README.bak", "no"), ("b.txt", "bbbbb")]);
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
fn compressed_files_are_read_as_what_they_hold() {
    let folder = folder(&[]);
    let pack = |name: &str, bytes: &[u8]| {
        let packed = match name.ends_with(".gz") {
            true => gzip(bytes),
            false => zstd::encode_all(bytes, 1).unwrap(),
        };
        fs::write(folder.path().join(name), packed).unwrap();
    };
    pack("a.html.gz", b"<p>a");
    pack("b.jsonl.zst", b"{\"n\":1}\n\n{\"n\":2}");
    pack("c.TXT.GZ.gz", b"not a known kind");
    pack("d.json.zst", b"{}");
    fs::write(folder.path().join("e.txt.gz"), b"text that is not gzip").unwrap();
    let expected = [
        "a.html.gz text/html <p>a",
        "b.jsonl.zst:1 application/json {\"n\":1}",
        "b.jsonl.zst:3 application/json {\"n\":2}",
        "d.json.zst application/json {}",
        "e.txt.gz: damaged",
    ];
    assert_eq!(read(&[""], folder.path(), ROOMY), expected);
    pack("large.txt.gz", &[b' '; 100]);
    assert_eq!(read(&["large.txt.gz"], folder.path(), 99), ["large.txt.gz: too_large"]);
}

#[test]
fn each_page_of_an_archive_is_a_document() {
    let folder = folder(&[]);
    let record = |kind: &str, block: &str| {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://example.org/\r\n\
             WARC-Date: 2026-11-27T01:00:00Z\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
            block.len()
        )
    };
    let page = record("response", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>a");
    let records = [&record("warcinfo", ""), &page, "broken\r\n", &record("request", ""), &page];
    let packed = records.map(|record| gzip(record.as_bytes()));
    let path = folder.path().join("crawl.warc.gz");
    fs::write(&path, packed.concat()).unwrap();
    let inputs = inputs(&[""], folder.path());
    let documents: Vec<Input> = inputs.documents(ROOMY).collect();
    let places: Vec<String> = documents.iter().map(|input| input.place.to_string()).collect();
    let at = |records: usize| {
        let offset: usize = packed[..records].iter().map(Vec::len).sum();
        format!("{}@{offset}", path.display())
    };
    assert_eq!(places, [at(1), at(2), at(4)]);
    assert_eq!(documents[1].content.as_ref().unwrap_err().code(), "no_record");
    let consumed: u64 = documents.iter().map(|input| input.consumed).sum();
    assert_eq!(Some(consumed), inputs.total_bytes());
    let line = inputs.skipped().line_of_records().unwrap();
    assert_eq!(line, "skipped 2 records of archives (1 request, 1 warcinfo)");
    let message = documents.into_iter().next().unwrap().content.unwrap();
    let headers = message.into_message(Timestamp::UNIX_EPOCH).headers;
    assert_eq!(headers.get(header::URL), Some("https://example.org/"));
    assert_eq!(headers.get(header::FETCHED_AT), Some("2026-11-27T01:00:00Z"));
    assert_eq!(headers.get(header::CONTENT_TYPE), Some("text/html"));
}

#[test]
fn each_email_of_a_mailbox_is_a_document() {
    let email =
        |number| format!("From a Fri May  1 09:05:00 2026\nSubject: {number}\n\n>From May.\n\n");
    let mailbox = email(1) + &"x".repeat(2_000) + "\n\n" + &email(2);
    let folder = folder(&[("a.mbox", &mailbox), ("b.mbox", "Subject: x\n"), ("Inbox", &mailbox)]);
    fs::write(folder.path().join("c.mbox.gz"), gzip(mailbox.as_bytes())).unwrap();
    let second = "message/rfc822 Subject: 2\n\nFrom May.\n";
    let at = mailbox.len() - email(2).len();
    let expected = [
        "a.mbox@0: too_large".to_owned(),
        format!("a.mbox@{at} {second}"),
        "b.mbox@0: no_mailbox".to_owned(),
        "c.mbox.gz@0: too_large".to_owned(),
        format!("c.mbox.gz@{at} {second}"),
    ];
    assert_eq!(read(&[""], folder.path(), 1_000), expected);
    assert_eq!(read(&["Inbox"], folder.path(), 1_000)[1], format!("Inbox@{at} {second}"));
    let inputs = inputs(&["", "Inbox"], folder.path());
    let consumed: u64 = inputs
        .documents_within(Limits { pages: 1_000, documents: 1_000 })
        .map(|input| input.consumed)
        .sum();
    assert_eq!(Some(consumed), inputs.total_bytes());
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn the_size_of_standard_input_is_not_known() {
    let inputs = Inputs { jsonl: true, ..Inputs::of(Path::new(STDIN)) };
    assert_eq!(inputs.total_bytes(), None);
}

fn read(paths: &[&str], folder: &Path, limit: u64) -> Vec<String> {
    let documents = inputs(paths, folder)
        .documents_within(Limits { pages: limit, documents: limit })
        .map(|input| {
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
