//! Documents that are built to break parsers. Each results in a document or a rejection with a code, on
//! a thread with a normal stack.

use std::thread;

use article::Document;

use crate::run::run;

/// Name, body, headers, and the expected code or text.
type Case<'a> = (&'a str, Vec<u8>, &'a [(&'a str, &'a str)], &'a str);

const LIMIT: usize = 4 * 1024 * 1024;
/// Stack size of the main thread of a Linux process.
const STACK: usize = 8 * 1024 * 1024;

/// Calls [`run`] on a stack of this size.
fn run_on_stack(body: &[u8], headers: &[(&str, &str)]) -> Result<Document, &'static str> {
    thread::scope(|scope| {
        let builder = thread::Builder::new().stack_size(STACK);
        builder.spawn_scoped(scope, || run(body, headers)).unwrap().join().unwrap()
    })
}

fn full(unit: &str) -> Vec<u8> {
    unit.repeat(LIMIT / unit.len()).into_bytes()
}

/// A text nested `depth` deep in `open` and `close`.
fn nested(open: &str, close: &str, depth: usize) -> Vec<u8> {
    format!("{}<p>Words of a text.</p>{}", open.repeat(depth), close.repeat(depth)).into_bytes()
}

#[test]
fn documents_without_an_article_are_rejected_with_a_code() {
    let json = [("Content-Type", "application/json")];
    let html = [("Content-Type", "text/html")];
    let deep = format!("{{\"content\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let scripts = "<script>document.write('words')</script>".repeat(1000);
    let cases: [Case<'_>; 18] = [
        ("empty", vec![], &[], "empty"),
        ("white space", full(" \n"), &[], "empty"),
        ("over the limit", vec![b'a'; LIMIT + 1], &[], "too_large"),
        ("<", full("<"), &[], "no_text"),
        ("< as HTML", full("<"), &html, "no_text"),
        ("PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj".to_vec(), &[], "damaged"),
        ("PDF that says text", b"%PDF-1.7\nwords".to_vec(), &html, "damaged"),
        ("PNG", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), &[], "binary"),
        ("ZIP", b"PK\x03\x04\x14\0\0\0".to_vec(), &[], "unsupported_content_type"),
        ("zero bytes", vec![0; LIMIT], &[], "binary"),
        ("every byte", (0..=255).cycle().take(LIMIT).collect(), &[], "binary"),
        ("JSON cut off", br#"{"id":"x","content":"wor"#.to_vec(), &[], "envelope_not_json"),
        ("JSON nested", deep.into_bytes(), &json, "envelope_too_deep"),
        ("JSON opened", full("["), &[], "envelope_too_deep"),
        ("no content", br#"{"title":"x"}"#.to_vec(), &[], "envelope_no_content"),
        ("no Base64", br#"{"content_base64":"~~~"}"#.to_vec(), &[], "bad_base64"),
        ("scripts only", scripts.into_bytes(), &[], "no_text"),
        ("a feed", b"<?xml version='1.0'?><rss></rss>".to_vec(), &[], "unsupported_content_type"),
    ];
    for (name, body, headers, code) in cases {
        assert_eq!(run_on_stack(&body, headers).map(|_| ()), Err(code), "{name}");
    }
}

#[test]
fn hostile_pages_keep_their_text() {
    let attributes: String = (0..200_000).map(|n| format!(" a{n}={n}")).collect();
    let formatting: String = (0..500).map(|n| format!("<b a={n}>")).collect();
    let cases: [(&str, Vec<u8>); 17] = [
        ("deep", nested("<div>", "</div>", 100_000)),
        ("deep and open", nested("<div>", "", 100_000)),
        ("spans", nested("<span>", "", 100_000)),
        ("spans closed", nested("<span>", "</span>", 100_000)),
        ("span beside span", nested("<span>x</span>", "", 100_000)),
        ("tables", nested("<table><tr><td>", "</table>", 10_000)),
        ("deep and wide", [b"<div>".repeat(500), nested("<div>x</div>", "", 100_000)].concat()),
        ("tables open", nested("<table>", "", 100_000)),
        ("lists", nested("<ul><li>", "", 90_000)),
        ("links", nested("<a href=x>y ", "", 100_000)),
        ("attributes", format!("<div{attributes}><p>Words of a text.</p></div>").into_bytes()),
        ("long value", format!("<p>Words of a text.<p id='{}'>", "x".repeat(LIMIT / 2)).into()),
        ("formatting", nested(&formatting, &"<p>x".repeat(1000), 1)),
        ("formatting and blocks", nested(&formatting, "<div><p></div>", 300)),
        ("svg", nested("<p><svg>", "", 90_000)),
        ("forms", nested("<form><button><p>", "", 50_000)),
        ("comments", nested("<!-- <!-- -->", "<!--", 100_000)),
    ];
    for (name, body) in cases {
        let document = run_on_stack(&body, &[("Content-Type", "text/html")]);
        let text = document.map(|document| document.text);
        assert!(
            text.as_ref().is_ok_and(|text| text.contains("Words of a text.")),
            "{name}: {:.60}",
            text.unwrap_or_default()
        );
    }
}

#[test]
fn unusual_texts_are_read() {
    let cut = &"會議".as_bytes()[..5];
    let lying = [("Content-Type", "text/plain; charset=shift_jis")];
    let unknown = [("Content-Type", "text/html; charset=klingon; ;=;")];
    let cases: [Case<'_>; 9] = [
        ("one line", full("word "), &[], "word word"),
        ("one word", full("w"), &[], "wwww"),
        ("many lines", full("word\n"), &[], "word\n\nword"),
        ("ampersands", [b"<p>".as_slice(), &full("&")[8..], b"x"].concat(), &[], "&&&x"),
        ("references", full("<p>&amp;&lt;x&#x41;&bogus;"), &[], "&<xA&bogus;"),
        ("zero bytes", b"wo\0rds".to_vec(), &[], "words"),
        ("half a character", [b"words ", cut].concat(), &[], "words 會"),
        ("lying charset", "Löwe und Bär".into(), &lying, "Löwe und Bär"),
        ("unknown charset", b"words \xff\xfe\xfd".to_vec(), &unknown, "words"),
    ];
    for (name, body, headers, expected) in cases {
        let text = run_on_stack(&body, headers).map(|document| document.text);
        assert!(
            text.as_ref().is_ok_and(|text| text.contains(expected)),
            "{name}: {:.60}",
            text.unwrap_or_default()
        );
    }
}

#[test]
fn headers_of_any_size_are_accepted() {
    let long = "x".repeat(1024 * 1024);
    let headers = [
        ("Content-Type", long.as_str()),
        ("Courant-Url", long.as_str()),
        ("Courant-Source", long.as_str()),
        ("Courant-External-Id", "../../x"),
    ];
    let document = run_on_stack(b"Words of a text.", &headers).unwrap();
    assert_eq!(document.external_id.as_deref(), Some("../../x"));
    assert_eq!(document.url.map(|url| url.len()), Some(4096));
    assert_eq!(document.warnings.len(), 3, "{:?}", document.warnings);
}
