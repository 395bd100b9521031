//! A record only grows: what a stage does not know, it carries on untouched.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use article::{ArticleId, Document, Language, Record, RecordError, TrailEntry};
use proptest::prelude::*;

const ID: &str = "59bd4d7d2a0aff3bbe3fc14b99d23767";

/// JSON that a careless reader would write differently: every byte of it must survive.
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
fn a_section_that_no_one_knows_survives_growth_byte_for_byte() {
    for odd in ODD {
        let record = format!(r#"{{"courant":1,"id":"{ID}","weather":{odd},"trail":[]}}"#);
        assert_eq!(grown(&record).raw("weather").unwrap().get(), odd.trim(), "{odd}");
    }
}

#[test]
fn a_member_that_no_one_knows_survives_in_a_section_that_is_read() {
    let weather = r#"{"tag":"en","code":"en","confidence":1,"reliable":true,"mood" : 1.0 }"#;
    let record = format!(r#"{{"courant":1,"id":"{ID}","language":{weather},"trail":[]}}"#);
    let record = Record::parse(record.as_bytes()).unwrap();
    let language: Language = record.section().unwrap();
    assert_eq!(language.tag, "en");
    let again = Record::parse(&record.with(&document(), &mark()).unwrap().to_json()).unwrap();
    assert_eq!(again.raw("language").unwrap().get(), weather);
}

#[test]
fn a_trail_entry_with_members_that_no_one_knows_survives_byte_for_byte() {
    let entry = r#"{"stage":"scan","version":"9","at":"2026-11-23T08:15:00Z","duration_ms":1.50,"attempt":1,"host" : "x"}"#;
    let record = format!(r#"{{"courant":1,"id":"{ID}","trail":[{entry}]}}"#);
    let json = String::from_utf8(grown(&record).to_json()).unwrap();
    assert!(json.contains(entry), "{json}");
}

#[test]
fn a_section_is_written_once() {
    let record = grown(&format!(r#"{{"courant":1,"id":"{ID}","trail":[]}}"#));
    let again = record.with(&document(), &mark());
    assert!(matches!(again, Err(RecordError::Written("document"))));
}

#[test]
fn a_record_grows_by_one_section_and_one_mark_at_a_time() {
    let record = Record::new(ID.parse::<ArticleId>().unwrap());
    let record = record.with(&document(), &mark()).unwrap();
    assert_eq!(record.section::<Document>().unwrap(), document());
    assert_eq!(record.trail().unwrap(), [mark()]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_json_under_any_name_survives_growth(
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

/// The record after one more stage, as the next one reads it.
fn grown(json: &str) -> Record {
    let record = Record::parse(json.as_bytes()).unwrap();
    Record::parse(&record.with(&document(), &mark()).unwrap().to_json()).unwrap()
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
        received_at: "2026-11-23T08:15:00Z".parse().unwrap(),
        fetched_at: None,
        title: None,
        text: "hello".to_owned(),
        boilerplate: Vec::new(),
        removed: [("teaser".to_owned(), 1)].into(),
        declared: article::Declared::default(),
        warnings: Vec::new(),
    }
}

fn mark() -> TrailEntry {
    TrailEntry {
        stage: "ingestion".into(),
        version: "0.1.0".into(),
        at: "2026-11-23T08:15:00.5Z".parse().unwrap(),
        duration_ms: 1.25,
        attempt: 1,
    }
}
