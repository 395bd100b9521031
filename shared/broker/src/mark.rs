use article::{ArticleId, Headers, header, subject};
use bytes::Bytes;

use crate::{Origin, Outbound};

/// The mark of an article that a rule left out: its record, under the rule's name.
pub fn filtered_mark(id: ArticleId, origin: &Origin, reason: &str, record: Vec<u8>) -> Outbound {
    mark(subject::filtered(reason), id, origin, record.into())
}

/// The mark of an article that the stage had sent on before: no body, the record is where it was.
pub fn duplicate_mark(id: ArticleId, origin: &Origin, stage: &str) -> Outbound {
    mark(subject::duplicate(stage), id, origin, Bytes::new())
}

/// A message is marked once, however often it comes: the mark's id is the message's place.
fn mark(subject: String, id: ArticleId, origin: &Origin, body: Bytes) -> Outbound {
    let mut headers = Headers::default();
    headers.push(header::NATS_MSG_ID, format_args!("{}/{}", origin.stream, origin.sequence));
    headers.push(header::ARTICLE_ID, id);
    if !body.is_empty() {
        headers.push(header::CONTENT_TYPE, "application/json");
    }
    Outbound { subject: subject.into(), headers, body }
}
