use article::{ArticleId, Headers, StreamPosition, header, subject};
use bytes::Bytes;

use crate::{Origin, Outbound};

/// The message that is set aside.
#[derive(Debug, Clone, Copy)]
pub struct Marked<'a> {
    /// The article's id.
    pub id: ArticleId,
    /// Where the stage received it.
    pub origin: &'a Origin,
    /// Where the raw document was stored, if that is known.
    pub raw: Option<&'a StreamPosition>,
}

/// The mark of an article that a rule filtered out. Its body is the record.
pub fn filtered_mark(marked: Marked<'_>, reason: &str, record: Vec<u8>) -> Outbound {
    mark(marked, subject::filtered(reason), record.into())
}

/// The mark of an article that the stage had already sent on. It has no body.
pub fn duplicate_mark(marked: Marked<'_>, stage: &str) -> Outbound {
    mark(marked, subject::duplicate(stage), Bytes::new())
}

/// The message id keeps a redelivered message from being marked twice.
fn mark(marked: Marked<'_>, subject: String, body: Bytes) -> Outbound {
    let Marked { id, origin, raw } = marked;
    let mut headers = Headers::default();
    headers.push(header::NATS_MSG_ID, format_args!("{}/{}", origin.stream, origin.key()));
    headers.push(header::ARTICLE_ID, id);
    if let Some(raw) = raw {
        raw.write(&mut headers);
    }
    if !body.is_empty() {
        headers.push(header::CONTENT_TYPE, "application/json");
    }
    Outbound { subject: subject.into(), headers, body }
}
