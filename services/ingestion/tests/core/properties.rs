//! Properties that hold for all messages, from noise to nearly valid documents.

use article::{ArticleId, Document, RawMessage, Timestamp};
use ingestion::Arrival;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use stage::Input;
use unicode_normalization::is_nfc;

use crate::run::run;

/// Pieces of pages, intact and broken.
const MARKUP: &[&str] = &[
    "<p>",
    "</p>",
    "<div class='article content'>",
    "</div>",
    "<span>",
    "</span>",
    "<br>",
    "<a href='/x'>",
    "</a>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<ul>",
    "<li>",
    "</ul>",
    "<h1>",
    "</h1>",
    "<b>",
    "<i>",
    "</b>",
    "<pre>",
    "</pre>",
    "<script>",
    "</script>",
    "<style>",
    "</style>",
    "<svg>",
    "</svg>",
    "<title>",
    "</title>",
    "<html lang=de>",
    "<body>",
    "<head>",
    "</head>",
    "<!--",
    "-->",
    "<!",
    "<?",
    "</",
    "<",
    ">",
    "&",
    "&amp;",
    "&#0;",
    "&#xd800;",
    "&#769;",
    "&nbsp",
    ";",
    "<meta name=author content='A B'>",
    "<meta charset=gbk>",
    "<link rel=canonical href=x>",
    "<time datetime=2020-04-27>",
    "</time>",
    "<select>",
    "<button>",
    "</button>",
    "<form>",
    "<frameset>",
    "<template>",
    "<noscript>",
    "<plaintext>",
    "<image src=x>",
    "<nav>",
    "</nav>",
    "<math>",
    "<script type='application/ld+json'>{\"a\":[1,],}</script>",
    "<p itemprop=author class='byline author'>",
    "=",
    "'",
    "\"",
    "/",
    "Words of a text, and more of them, so that there is enough to be found.",
    "會議",
    "ア\u{3099}",
    "e\u{301}",
    "\u{fdd0}",
    "\0",
    "\u{200b}",
    "\r\n",
];

/// Pieces of plain texts.
const TEXT: &[&str] = &[
    "Words of a text",
    "會",
    "(huì)",
    "（jié）",
    "(an)",
    "(",
    ")",
    "。",
    ".",
    "...",
    "…",
    "\n",
    "\n\n",
    "\r",
    " ",
    "\u{3000}",
    "\t",
    "Title: x",
    "By Jane Doe",
    "2020-04-27",
    "來源:新華社",
    "Source: x",
    "© 2020 y",
    "蘇ICP備14051488號-3",
    "?x",
    "\u{fffd}",
    "\u{301}",
    "か",
    "\u{3099}",
    "\u{1100}",
    "\u{1161}",
    "\0",
    "\u{200b}",
    "\u{feff}",
    "\u{85}",
    "😀",
    "a line that is long enough to be taken for one that was broken to some width",
    "\u{202e}",
    "%PDF-",
    "{\"",
    "<p>",
    "</p>",
];

/// Pieces of envelopes.
const JSON: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "\"content\":",
    "\"content_base64\":",
    "\"aGVsbG8=\"",
    "\"id\":",
    "\"title\":",
    "\"authors\":",
    "\"x\"",
    "\"會\"",
    "1",
    "-1e9",
    "null",
    "true",
    "\\",
    "\\u0000",
    "\\ud800",
    "\"language\":\"de\"",
    "{\"content\":\"",
    "\"}",
    " ",
    "\n",
    "\"url\":\"https://example.org/\",",
    "\u{feff}",
];

fn pieces(of: &'static [&'static str], most: usize) -> impl Strategy<Value = Vec<u8>> {
    vec(select(of), 0..most).prop_map(|pieces| pieces.concat().into_bytes())
}

/// A body with some bytes changed.
fn corrupted(body: impl Strategy<Value = Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    (body, vec((any::<prop::sample::Index>(), any::<u8>()), 0..3)).prop_map(
        |(mut body, changes)| {
            for (at, byte) in changes {
                if !body.is_empty() {
                    let at = at.index(body.len());
                    body[at] = byte;
                }
            }
            body
        },
    )
}

fn content_type() -> impl Strategy<Value = Option<&'static str>> {
    select(vec![
        None,
        None,
        Some("text/html"),
        Some("text/plain; charset=gbk"),
        Some("text/html; charset=utf-16le"),
        Some("application/json"),
        Some("application/json; charset=shift_jis"),
        Some("image/png"),
        Some(";;=charset=;"),
    ])
}

fn headers(content_type: Option<&'static str>) -> Vec<(&'static str, &'static str)> {
    content_type.map(|value| ("Content-Type", value)).into_iter().collect()
}

fn check(document: &Document) -> Result<(), TestCaseError> {
    let text = &document.text;
    prop_assert!(is_nfc(text));
    prop_assert!(!text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t')));
    prop_assert!(text.contains(char::is_alphanumeric));
    prop_assert!(!text.contains("\n\n\n") && text.trim() == text);
    prop_assert!(document.boilerplate.iter().map(String::len).sum::<usize>() <= 4096);
    let known = ["text/html", "text/plain"].contains(&document.content_type.as_str());
    prop_assert!(known && document.charset == document.charset.to_lowercase());
    Ok(())
}

/// Runs a body twice and checks the result.
fn holds(body: &[u8], content_type: Option<&'static str>) -> Result<(), TestCaseError> {
    let headers = headers(content_type);
    let arrival = |body: &[u8]| {
        let headers = headers.iter().copied().collect();
        Arrival::decode(RawMessage::new(body.to_vec().into(), headers, Timestamp::UNIX_EPOCH))
    };
    if let Ok(first) = arrival(body) {
        prop_assert_eq!(arrival(body).map(|again| again.id()), Ok(first.id()));
        if !body.contains(&b'{') {
            prop_assert_eq!(first.id(), ArticleId::of("", "", body));
        }
    }
    match run(body, &headers) {
        Ok(document) => check(&document),
        Err(code) => {
            let token = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
            prop_assert!(!code.is_empty() && code.bytes().all(token), "{}", code);
            Ok(())
        }
    }
}

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(30_000))]

    #[test]
    fn any_bytes_become_a_document_or_are_rejected(
        body in vec(any::<u8>(), 0..200), content_type in content_type(),
    ) {
        holds(&body, content_type)?;
    }

    #[test]
    fn any_text_becomes_a_document_or_is_rejected(
        body in corrupted(pieces(TEXT, 40)), content_type in content_type(),
    ) {
        holds(&body, content_type)?;
    }

    #[test]
    fn any_page_becomes_a_document_or_is_rejected(body in corrupted(pieces(MARKUP, 40))) {
        holds(&body, Some("text/html"))?;
    }

    #[test]
    fn any_json_becomes_a_document_or_is_rejected(
        body in corrupted(pieces(JSON, 20)), content_type in content_type(),
    ) {
        holds(&body, content_type)?;
    }
}
