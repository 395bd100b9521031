use article::{ArticleId, Headers, header};
use broker::Outbound;

use super::place::Place;

/// A section of another program, in an unusual format.
pub(super) const UNKNOWN: &str =
    r#"{ "b":1.50,  "a" : [1e2, "\u00e9\/", 123456789012345678901234567890],"a":null }"#;
/// The trail so far.
pub(super) const TRAIL: &str = r#"{"stage":"before","version":"0.1.0","at":"2026-11-23T08:15:00Z","duration_ms":1.20,"attempt":1,"raw":{"stream":"ARTICLES_RAW","created_at":"2026-11-20T06:00:00.5Z","sequence":7}}"#;
/// The trace that the messages belong to.
pub(super) const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

const LANGUAGE: &str = r#"{"tag":"en","code":"en","confidence":0.99,"reliable":true,"alternatives":[],"languages":[]}"#;
const METADATA: &str = r#"{"authors":[],"dates":{"mentioned":[]},"tags":[],"keywords":[],"people":[],"places":[],"counts":{"characters":5,"characters_without_spaces":5,"han":0,"words":1,"sentences":1,"paragraphs":1,"reading_minutes":0.0}}"#;

/// The article number `n`.
pub(super) struct Document {
    pub(super) id: ArticleId,
    pub(super) message: Outbound,
}

impl Document {
    pub(super) fn new(place: &Place, n: u32) -> Self {
        Self::of_version(place, n, 1)
    }

    /// A document, or a record that was written by this version of the program.
    pub(super) fn of_version(place: &Place, n: u32, version: u32) -> Self {
        let text = format!(
            "The ferry number {n} to the islands runs again from Monday, the harbour office said. It had been in the dock since August."
        );
        let id = ArticleId::of("", "", text.as_bytes());
        let body = match place.reads_documents() {
            true => text,
            false => record(place, id, &text, version),
        };
        Self { id, message: message(place, body.into_bytes()) }
    }
}

/// An unreadable input: an empty document, or not a record.
pub(super) fn unreadable(place: &Place) -> Outbound {
    let body = if place.reads_documents() { Vec::new() } else { b"\xff{not a record".to_vec() };
    let mut message = message(place, body);
    message.headers.push("X-Foreign", "kept");
    message.headers.push("Courant-Run", "again");
    message
}

fn message(place: &Place, body: Vec<u8>) -> Outbound {
    let mut headers = Headers::default();
    headers.push(header::TRACEPARENT, format_args!("00-{TRACE}-b7ad6b7169203331-01"));
    Outbound { subject: place.subject().into(), headers, body: body.into() }
}

fn record(place: &Place, id: ArticleId, text: &str, version: u32) -> String {
    let document = format!(
        r#"{{"content_type":"text/plain","charset":"utf-8","bytes":10,"sha256":"","received_at":"2026-11-23T00:00:00Z","text":"{text}"}}"#
    );
    let mut sections = vec![("document", document.as_str())];
    if place.spec.stage != "language-detection" {
        sections.push(("language", LANGUAGE));
    }
    if place.spec.stage == "publishing" {
        sections.push(("metadata", METADATA));
    }
    sections.push(("somebody", UNKNOWN));
    let sections: Vec<String> =
        sections.iter().map(|(name, value)| format!(r#""{name}": {value}"#)).collect();
    format!(r#"{{"courant":{version},"id":"{id}",{},"trail":[{TRAIL}]}}"#, sections.join(","))
}
