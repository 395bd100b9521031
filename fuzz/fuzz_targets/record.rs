//! Any bytes that parse as a record are serialised with the same meaning, and every section is either
//! readable or rejected with a typed error.

#![no_main]

use article::{Document, Language, Metadata, Publication, Record};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(record) = Record::parse(data) else { return };
    let _ = record.section::<Document>();
    let _ = record.section::<Language>();
    let _ = record.section::<Metadata>();
    let _ = record.section::<Publication>();
    let _ = record.trail();
    let json = record.to_json();
    let again = Record::parse(&json).expect("a written record can be read");
    assert_eq!(again.id(), record.id());
    assert_eq!(again.to_json(), json, "writing is stable");
});
