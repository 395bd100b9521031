//! Any input is a record or a typed error.

use courant_article::{Document, Language, Metadata, Publication, Record, RecordError};
use proptest::prelude::*;
use proptest::sample::Index;

/// Recognizes one cause.
type Cause = fn(&RecordError) -> bool;

const FULL: &str = include_str!("golden/v1-full.json");
const ID: &str = "59bd4d7d2a0aff3bbe3fc14b99d23767";

#[test]
fn each_error_names_its_cause() {
    let deep = "[".repeat(100_000);
    let table: &[(&str, Cause)] = &[
        ("", not_an_object),
        ("\0", not_an_object),
        ("null", not_an_object),
        ("[]", not_an_object),
        (&deep, not_an_object),
        ("{", not_an_object),
        (r#"{"courant":1} x"#, not_an_object),
        ("\u{feff}{}", not_an_object),
        ("{}", |error| matches!(error, RecordError::Missing("courant"))),
        (r#"{"courant":1}"#, |error| matches!(error, RecordError::Missing("id"))),
        (r#"{"courant":"1"}"#, |error| matches!(error, RecordError::Malformed("courant"))),
        (r#"{"courant":0}"#, |error| matches!(error, RecordError::Malformed("courant"))),
        (r#"{"courant":-1}"#, |error| matches!(error, RecordError::Malformed("courant"))),
        (r#"{"courant":1,"id":"../../x"}"#, |error| matches!(error, RecordError::Malformed("id"))),
        (r#"{"courant":2}"#, |error| matches!(error, RecordError::NewerVersion(2))),
        (r#"{"courant":1,"courant":1}"#, |error| matches!(error, RecordError::Duplicate)),
        (r#"{"x":1,"\u0078":1}"#, |error| matches!(error, RecordError::Duplicate)),
    ];
    for (json, expected) in table {
        let error = Record::parse(json.as_bytes()).expect_err(json);
        let beginning: String = json.chars().take(40).collect();
        assert!(expected(&error), "{beginning}: {error:?}");
    }
}

#[test]
fn a_trail_must_be_an_array() {
    let json = format!(r#"{{"courant":1,"id":"{ID}","trail":{{}}}}"#);
    let error = Record::parse(json.as_bytes()).unwrap_err();
    assert!(matches!(error, RecordError::Malformed("trail")));
}

#[test]
fn nesting_100_000_deep_is_passed_on_and_refused_when_it_is_parsed() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let json = format!(
        r#"{{"courant":1,"id":"{ID}","language":{deep},"weather":{deep},"trail":[{deep}]}}"#
    );
    let record = Record::parse(json.as_bytes()).unwrap();
    assert_eq!(String::from_utf8(record.to_json()).unwrap(), json);
    assert!(matches!(record.section::<Language>(), Err(RecordError::Malformed("language"))));
    assert!(matches!(record.trail(), Err(RecordError::Malformed("trail"))));
}

#[test]
fn a_section_of_another_shape_is_refused_when_it_is_parsed() {
    for raw in ["null", "[]", "{}", r#"{"tag":1}"#, r#"{"tag":"en","tag":"en"}"#] {
        let json = format!(r#"{{"courant":1,"id":"{ID}","language":{raw}}}"#);
        let record = Record::parse(json.as_bytes()).unwrap();
        let error = record.section::<Language>().unwrap_err();
        assert!(matches!(error, RecordError::Malformed("language")), "{raw}");
    }
}

#[test]
fn an_error_never_quotes_the_document() {
    let json = FULL.replace("\"language\":{", "\"language\":{\"tag\":\"SECRET\",");
    let record = Record::parse(json.as_bytes()).unwrap();
    let error = record.section::<Language>().unwrap_err();
    let message = format!("{error} {error:?}");
    assert!(!message.contains("SECRET"), "{message}");
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 100_000, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn any_bytes_are_a_record_or_an_error(
        bytes in proptest::collection::vec(any::<u8>(), 0..64),
    ) {
        check(&bytes);
    }

    #[test]
    fn any_json_is_a_record_or_an_error(json in json_like()) {
        check(json.as_bytes());
    }

    #[test]
    fn a_damaged_record_is_a_record_or_an_error(
        damage in proptest::collection::vec((any::<Index>(), any::<Index>(), any::<u8>()), 1..4),
    ) {
        let mut bytes = FULL.as_bytes().to_vec();
        for (place, other, byte) in damage {
            let place = place.index(bytes.len());
            let other = other.index(bytes.len());
            match byte % 4 {
                0 => bytes[place] = byte,
                1 => bytes.swap(place, other),
                2 => bytes.truncate(place.max(1)),
                _ => bytes.insert(place, byte),
            }
        }
        check(&bytes);
    }
}

/// Writing a record and parsing it again gives the same record, and parsing a section does not
/// panic.
fn check(bytes: &[u8]) {
    let Ok(record) = Record::parse(bytes) else { return };
    let written = record.to_json();
    let again = Record::parse(&written).expect("a written record can be parsed");
    assert_eq!(again.id(), record.id());
    assert_eq!(again.to_json(), written);
    let _ = record.trail();
    let _ = record.section::<Document>();
    let _ = record.section::<Language>();
    let _ = record.section::<Metadata>();
    let _ = record.section::<Publication>();
    let _ = record.internal();
    let _ = record.clone().with_markdown("*").map(|record| record.to_json());
    let _ = record.for_readers(false);
}

/// Objects whose members are often those of a record.
fn json_like() -> impl Strategy<Value = String> {
    let value = prop_oneof![
        Just("1".to_owned()),
        Just("2".to_owned()),
        Just("[]".to_owned()),
        Just("{}".to_owned()),
        Just("null".to_owned()),
        Just("\"\\u0000\"".to_owned()),
        Just(format!("\"{ID}\"")),
        any::<f64>().prop_map(|number| format!("{number:e}")),
        "\\PC{0,8}".prop_map(|text| serde_json::to_string(&text).expect("text is JSON")),
    ];
    let value = value.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3)
                .prop_map(|items| format!("[{}]", items.join(","))),
            inner.prop_map(|item| format!("{{\"tag\":{item}}}")),
        ]
    });
    let name = proptest::sample::select(
        &["courant", "id", "trail", "document", "internal", "language", "metadata", "x"][..],
    );
    let whole = proptest::collection::vec((name, value), 0..6).prop_map(|members| {
        let members: Vec<String> =
            members.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
        members.join(",")
    });
    (any::<bool>(), whole).prop_map(|(begun, members)| match (begun, members.is_empty()) {
        (true, true) => format!(r#"{{"courant":1,"id":"{ID}"}}"#),
        (true, false) => format!(r#"{{"courant":1,"id":"{ID}",{members}}}"#),
        (false, _) => format!("{{{members}}}"),
    })
}

#[test]
fn an_error_gives_line_and_column() {
    let place = |json: &str| match Record::parse(json.as_bytes()) {
        Err(RecordError::NotAnObject { line, column }) => Some((line, column)),
        _ => None,
    };
    assert_eq!(place(""), Some((1, 1)));
    assert_eq!(place("{\"courant\": x}"), Some((1, 13)));
    assert_eq!(place("{\n\n  \"courant\" 1}"), Some((3, 13)));
}

fn not_an_object(error: &RecordError) -> bool {
    matches!(error, RecordError::NotAnObject { .. })
}
