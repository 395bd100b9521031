//! Arbitrary documents never cause a panic or unbounded results.

use crate::bounds::{assert_bounds, document, language};
use article::{Cues, Document, Source, Stated};
use courant_metadata::extract;
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Pieces that the finders recognise, so that random texts reach most of their code.
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
        let metadata = extract(&document, &language(code), &Cues::default());
        assert_bounds(&metadata);
        prop_assert_eq!(metadata, extract(&document, &language(code), &Cues::default()));
    }
}
