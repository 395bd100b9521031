//! Adding a section changes nothing else in a record.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use courant_article::{
    ArticleId, Cue, Cues, Declared, Document, Internal, Language, Record, RecordError, TrailEntry,
};
use proptest::prelude::*;

const ID: &str = "59bd4d7d2a0aff3bbe3fc14b99d23767";

/// JSON that changes when it is parsed and written again.
const ODD: &[&str] = &[
    "null",
    " { } ",
    "[ 1 ,2,\t3 ]",
    "1.0",
    "-0.0",
    "1e400",
    "123456789012345678901234567890",
    "0.1000000000000000055511151231257827",
    r#""\u00e9\/\ud83d\ude00""#,
    r#""\ud800""#,
    r#"{"a":1,"a":2}"#,
    r#"{"z":{"y":{"x":[{},[],""]}}}"#,
    "\"é, 你好, \u{200f}\"",
];

#[test]
fn an_unknown_section_keeps_its_bytes() {
    for odd in ODD {
        let record = format!(r#"{{"courant":1,"id":"{ID}","weather":{odd},"trail":[]}}"#);
        assert_eq!(grown(&record).raw("weather").unwrap().get(), odd.trim(), "{odd}");
    }
}

#[test]
fn an_unknown_member_of_a_known_section_keeps_its_bytes() {
    let weather = r#"{"tag":"en","code":"en","confidence":1,"reliable":true,"mood" : 1.0 }"#;
    let record = format!(r#"{{"courant":1,"id":"{ID}","language":{weather},"trail":[]}}"#);
    let record = Record::parse(record.as_bytes()).unwrap();
    let language: Language = record.section().unwrap();
    assert_eq!(language.tag, "en");
    let again = Record::parse(&record.with(&document(), &entry()).unwrap().to_json()).unwrap();
    assert_eq!(again.raw("language").unwrap().get(), weather);
}

#[test]
fn a_trail_entry_with_unknown_members_keeps_its_bytes() {
    let entry = r#"{"stage":"scan","version":"9","at":"2026-11-23T08:15:00Z","duration_ms":1.50,"attempt":1,"host" : "x"}"#;
    let record = format!(r#"{{"courant":1,"id":"{ID}","trail":[{entry}]}}"#);
    let json = String::from_utf8(grown(&record).to_json()).unwrap();
    assert!(json.contains(entry), "{json}");
}

#[test]
fn a_section_is_written_once() {
    let record = grown(&format!(r#"{{"courant":1,"id":"{ID}","trail":[]}}"#));
    let again = record.with(&document(), &entry());
    assert!(matches!(again, Err(RecordError::AlreadyWritten("document"))));
}

#[test]
fn a_record_gains_one_section_and_one_trail_entry() {
    let record = Record::new(ID.parse::<ArticleId>().unwrap());
    let record = record.with(&document(), &entry()).unwrap();
    assert_eq!(record.section::<Document>().unwrap(), document());
    assert_eq!(record.trail().unwrap(), [entry()]);
}

#[test]
fn internal_data_travels_between_stages_and_is_written_once() {
    let record = Record::new(ID.parse::<ArticleId>().unwrap()).with(&document(), &entry()).unwrap();
    let record = record.with_internal(&internal()).unwrap();
    let record = Record::parse(&record.to_json()).unwrap();
    assert_eq!(record.internal(), internal());
    let again = record.with_internal(&internal());
    assert!(matches!(again, Err(RecordError::AlreadyWritten("internal"))));
}

#[test]
fn internal_data_that_is_absent_or_of_another_version_is_empty() {
    for internal in ["", r#""internal":null,"#, r#""internal":{"cues":{"lines":[7]}},"#] {
        let record = format!(r#"{{"courant":1,"id":"{ID}",{internal}"trail":[]}}"#);
        let record = Record::parse(record.as_bytes()).unwrap();
        assert_eq!(record.internal(), Internal::default(), "{internal}");
    }
    let record = Record::new(ID.parse().unwrap()).with_internal(&Internal::default()).unwrap();
    assert!(record.raw("internal").is_none(), "empty internal data is not written");
}

#[test]
fn readers_receive_neither_internal_nor_by_default_declared_values() {
    let read = |document: &str, keep_declared| {
        let record = format!(
            r#"{{"courant":1,"id":"{ID}","document":{document},"internal":{{"cues":{{"comments":[9]}}}},"trail":[]}}"#
        );
        let record = Record::parse(record.as_bytes()).unwrap().for_readers(keep_declared).unwrap();
        assert!(record.raw("internal").is_none());
        record.raw("document").unwrap().get().to_owned()
    };
    let whole = r#"{"text" : "\u00e9", "declared":{"x":1},"mood":1.0 }"#;
    assert_eq!(read(whole, true), whole);
    assert_eq!(read(whole, false), r#"{"text":"\u00e9","mood":1.0}"#);
    assert_eq!(read(r#"{"declared":{}}"#, false), "{}");
}

#[test]
fn readers_receive_markdown_on_request() {
    for (document, expected) in [
        (r#"{"text" : "a","mood":1.0 }"#, r#"{"text":"a","mood":1.0,"markdown":"*a\"*"}"#),
        (r#"{"markdown":"old"}"#, r#"{"markdown":"*a\"*"}"#),
        ("{}", r#"{"markdown":"*a\"*"}"#),
    ] {
        let record = format!(r#"{{"courant":1,"id":"{ID}","document":{document},"trail":[]}}"#);
        let record = Record::parse(record.as_bytes()).unwrap();
        let record = record.with_markdown("*a\"*").unwrap();
        assert_eq!(record.raw("document").unwrap().get(), expected);
    }
}

#[test]
fn a_document_that_is_no_object_has_no_form_for_readers() {
    let record = format!(r#"{{"courant":1,"id":"{ID}","document":[],"trail":[]}}"#);
    let record = Record::parse(record.as_bytes()).unwrap();
    assert!(matches!(record.for_readers(false), Err(RecordError::Malformed("document"))));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_json_under_any_name_keeps_its_bytes(
        name in "[a-z\"\\\\é]{1,12}x",
        pieces in proptest::collection::vec(proptest::sample::select(ODD), 0..6),
        first in any::<bool>(),
    ) {
        let raw = format!("[ {} ]", pieces.join(" ,"));
        let member = format!("{}:{raw}", serde_json::to_string(&name).unwrap());
        let record = if first {
            format!(r#"{{{member},"courant":1,"id":"{ID}","trail":[]}}"#)
        } else {
            format!(r#"{{"courant":1,"id":"{ID}","trail":[],{member}}}"#)
        };
        let grown = grown(&record);
        prop_assert_eq!(grown.raw(&name).unwrap().get(), raw);
    }
}

/// The record after one more stage, as the next stage reads it.
fn grown(json: &str) -> Record {
    let record = Record::parse(json.as_bytes()).unwrap();
    Record::parse(&record.with(&document(), &entry()).unwrap().to_json()).unwrap()
}

fn document() -> Document {
    Document {
        content_type: "text/plain".to_owned(),
        charset: "utf-8".to_owned(),
        bytes: 5,
        sha256: "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824".to_owned(),
        url: None,
        source: None,
        external_id: None,
        part_of: None,
        received_at: "2026-11-23T08:15:00Z".parse().unwrap(),
        fetched_at: None,
        title: None,
        text: "hello".to_owned(),
        blocks: Vec::new(),
        links: Vec::new(),
        full_text: None,
        markdown: None,
        boilerplate: Vec::new(),
        removed: [("teaser".to_owned(), 1)].into(),
        declared: Declared::default(),
        warnings: Vec::new(),
    }
}

fn internal() -> Internal {
    let heading = Cue { text: "Tide turns".to_owned(), place: 12, ..Cue::default() };
    Internal { cues: Cues { headings: vec![heading], ..Cues::default() }, ..Internal::default() }
}

fn entry() -> TrailEntry {
    TrailEntry {
        stage: "ingestion".into(),
        version: "0.1.0".into(),
        at: "2026-11-23T08:15:00.5Z".parse().unwrap(),
        duration_ms: 1.25,
        attempt: 1,
        raw: None,
    }
}
