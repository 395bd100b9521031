//! Whatever ingestion hands on: no panic, bounded answers, and a time that grows with the text.

use std::time::{Duration, Instant};

use article::{Document, Language, Metadata, Source, Stated};
use metadata_extraction::extract;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Value, json};

fn document(text: &str) -> Document {
    let received = json!("2026-11-23T08:15:00Z");
    serde_json::from_value(json!({
        "content_type": "text/plain", "charset": "utf-8", "bytes": text.len(), "sha256": "",
        "received_at": received, "text": text,
    }))
    .expect("it is a document section")
}

fn language(code: &str) -> Language {
    serde_json::from_value(json!({
        "tag": code, "code": code, "confidence": 0.5, "reliable": false,
    }))
    .expect("it is a language section")
}

/// Pieces that finders look for, so that random texts get far into them.
fn piece() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "By ",
        "Von ",
        "記者",
        "作者：",
        "文/",
        "기자",
        "2020年",
        "4月",
        "27日",
        "May ",
        "3, ",
        "2024",
        ".",
        "。",
        "！",
        "…",
        "“",
        "”",
        "「",
        "」",
        "、",
        ",",
        "，",
        " ",
        "\n",
        "\n\n",
        "\u{a0}",
        "|",
        " - ",
        "Copyright",
        "©",
        "2013-2025",
        "版權所有",
        "保留所有權利",
        "蘇ICP備",
        "14051488",
        "號-3",
        "公網安備",
        "來源:",
        "聲明:",
        "對",
        "市長",
        "徐新民",
        "出席",
        "https://",
        "example.org",
        "/2024/05/03/",
        "ǆ",
        "İ",
        "ß",
        "\u{301}",
        "\u{200d}",
        "👩‍👩‍👧",
        "٣",
        "３",
        "令和",
        "年",
        "(c)",
        "(",
        ")",
        "'",
        "’",
        "1er ",
        "août ",
        "@",
        "\0",
        "\u{fffd}",
    ]);
    prop_oneof![3 => known.prop_map(str::to_owned), 1 => any::<String>(), 1 => "[a-zäé ]{0,9}"]
}

fn text() -> impl Strategy<Value = String> {
    vec(piece(), 0..24).prop_map(|pieces| pieces.concat())
}

fn stated() -> impl Strategy<Value = Stated> {
    let source = prop::sample::select(vec![
        Source::Envelope,
        Source::TitleElement,
        Source::Byline,
        Source::TimeElement,
        Source::Heading,
    ]);
    (text(), source).prop_map(|(value, source)| Stated { value, source })
}

fn json_ld() -> impl Strategy<Value = Value> {
    let member = prop::sample::select(vec![
        "@type",
        "@id",
        "@graph",
        "headline",
        "name",
        "author",
        "creator",
        "publisher",
        "datePublished",
        "keywords",
        "image",
        "url",
        "license",
        "copyrightYear",
        "copyrightHolder",
        "description",
    ]);
    let leaf = prop_oneof![
        Just(json!("NewsArticle")),
        Just(json!("#a")),
        any::<i64>().prop_map(Value::from),
        Just(Value::Null),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::from),
            btree_map(member.clone().prop_map(str::to_owned), inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn any_document() -> impl Strategy<Value = Document> {
    let key = prop::sample::select(vec![
        "og:title",
        "og:site_name",
        "og:url",
        "og:image",
        "author",
        "citation_author",
        "date",
        "article:published_time",
        "article:tag",
        "keywords",
        "description",
        "copyright",
        "source",
    ]);
    let meta = btree_map(key.prop_map(str::to_owned), vec(text(), 0..3), 0..6);
    let links = vec(text(), 0..2);
    let declared = (vec(stated(), 0..3), vec(stated(), 0..3), vec(text(), 0..4), meta, links);
    let rest = (prop::option::of(text()), prop::option::of(stated()), vec(text(), 0..4));
    (text(), rest, declared, vec(json_ld(), 0..3)).prop_map(|(text, rest, declared, json_ld)| {
        let mut document = document(&text);
        (document.url, document.title, document.boilerplate) = rest;
        let (authors, dates, headings, meta, links) = declared;
        document.declared.authors = authors;
        document.declared.dates.modified = dates.iter().rev().cloned().collect();
        document.declared.dates.published = dates;
        document.declared.headings = headings;
        document.declared.meta = meta;
        document.declared.links = [("canonical".to_owned(), links)].into();
        document.declared.json_ld = json_ld;
        document
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_document_gives_bounded_metadata(
        document in any_document(),
        code in prop::sample::select(vec!["en", "de", "zh", "ja", "ko", "und", "x"]),
    ) {
        let metadata = extract(&document, &language(code));
        hold(&metadata);
        prop_assert_eq!(metadata, extract(&document, &language(code)));
    }
}

/// What must hold of any metadata.
fn hold(metadata: &Metadata) {
    let dates = &metadata.dates;
    assert!(metadata.authors.len() <= 12 && metadata.tags.len() <= 40);
    assert!(metadata.keywords.len() <= 10 && dates.mentioned.len() <= 50);
    for text in metadata.title.iter().chain(&metadata.authors).chain(&metadata.description) {
        assert!(text.value.chars().count() <= 1_001 && !text.value.trim().is_empty());
        assert_eq!(text.source == Source::Inferred, text.confidence.is_some_and(|c| c < 0.7));
    }
    for date in dates.published.iter().chain(&dates.modified).chain(&dates.mentioned) {
        assert!(date.value.get(..4).is_some_and(|year| year.parse::<i16>().is_ok()), "{date:?}");
    }
    assert!(metadata.keywords.windows(2).all(|pair| pair[0].score >= pair[1].score));
    assert!(metadata.keywords.first().is_none_or(|keyword| keyword.score == 1.0));
    let json = serde_json::to_string(metadata).expect("it is a section");
    let back: Metadata = serde_json::from_str(&json).expect("what was written can be read");
    assert_eq!(serde_json::to_string(&back).expect("it is a section"), json);
}

/// A megabyte of the same piece, on one line or as paragraphs.
#[test]
fn a_long_text_of_anything_takes_a_moment() {
    let pieces = [
        "a",
        " ",
        ".",
        "a. ",
        "4",
        "2020年",
        "4月27日,",
        "May 3, ",
        "教",
        "教育治理,",
        "市長徐新民出席",
        "記者",
        "記者王明／",
        "By Anna Smith\n\n",
        "“",
        "「教育」",
        "(",
        "a'",
        "1,",
        "x.\n\n",
        "one two three ",
        "ハロー",
        "가나다 기자 ",
        "\u{301}",
        "Copyright © 2024 ",
        "https://example.org/",
        "、",
        "- ",
        "in 2019 ",
        "1.",
        "！」",
        "\n",
        "d'",
    ];
    for piece in pieces {
        let code = if piece.is_ascii() { "en" } else { "zh" };
        assert!(time(piece, 1 << 20, code) < Duration::from_secs(30), "{piece:?}");
    }
}

#[test]
fn a_single_line_as_long_as_the_limit_takes_a_moment() {
    assert!(time("教", 4 << 20, "zh") < Duration::from_secs(60));
    assert!(time("one ", 4 << 20, "en") < Duration::from_secs(60));
}

/// How long `bytes` of a repeated piece take. Unoptimised and on a busy machine a megabyte takes
/// up to a second; what is quadratic takes an hour.
fn time(piece: &str, bytes: usize, code: &str) -> Duration {
    let text = piece.repeat(bytes / piece.len());
    let began = Instant::now();
    hold(&extract(&document(&text), &language(code)));
    began.elapsed()
}

#[test]
fn long_declared_values_take_a_moment() {
    for piece in ["a", " | ", "By ", "文/", "©", "a,", "2020 ", "來源:", "版權所有", "(c) 2020 "]
    {
        let long = piece.repeat((1 << 20) / piece.len());
        let mut document = document("A text. Another sentence of it.");
        let stated = |source| Stated { value: long.clone(), source };
        document.title = Some(stated(Source::TitleElement));
        document.url = Some(long.clone());
        document.boilerplate = vec![long.clone(); 4];
        document.declared.authors = vec![stated(Source::Byline); 4];
        document.declared.dates.published = vec![stated(Source::TimeElement); 4];
        document.declared.headings = vec![long.clone(); 8];
        for key in ["og:title", "author", "keywords", "date", "copyright", "og:site_name", "source"]
        {
            document.declared.meta.insert(key.to_owned(), vec![long.clone(); 2]);
        }
        let json_ld = json!({"@type": "Article", "headline": long, "author": long, "name": long});
        document.declared.json_ld = vec![json_ld];
        let began = Instant::now();
        hold(&extract(&document, &language("en")));
        assert!(began.elapsed() < Duration::from_secs(60), "{piece:?}");
    }
}
