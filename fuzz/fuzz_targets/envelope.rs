//! Any raw message is decoded into a document with a stable ID, or rejected with a typed error.

#![no_main]

use article::{Headers, RawMessage, Timestamp};
use bytes::Bytes;
use ingestion::Arrival;
use libfuzzer_sys::fuzz_target;
use stage::Input;

/// The first byte chooses the declared type, the rest is the body.
const TYPES: [Option<&str>; 4] =
    [None, Some("application/json"), Some("application/json; charset=utf-16"), Some("text/plain")];

fuzz_target!(|data: &[u8]| {
    let Some((&choice, body)) = data.split_first() else { return };
    let content_type = TYPES[usize::from(choice) % TYPES.len()];
    let message = || {
        let headers: Headers =
            content_type.map(|value| ("Content-Type", value)).into_iter().collect();
        RawMessage::new(Bytes::copy_from_slice(body), headers, Timestamp::UNIX_EPOCH)
    };
    let Ok(arrival) = Arrival::decode(message()) else { return };
    let again = Arrival::decode(message()).expect("the same message decodes again");
    assert_eq!(arrival.id(), again.id());
});
