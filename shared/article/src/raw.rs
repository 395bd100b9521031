use bytes::Bytes;

use crate::{Headers, StreamPosition, Timestamp};

/// A document as it was published: any bytes, any headers.
#[derive(Debug, Clone)]
pub struct RawMessage {
    /// The body.
    pub body: Bytes,
    /// The content, if it is too large for the body and was stored as an object.
    pub object: Option<Bytes>,
    /// The headers.
    pub headers: Headers,
    /// The lane it arrived on: `feeds` of `articles.raw.feeds`.
    pub lane: Option<String>,
    /// When the first stream stored it; without a broker, when it was read.
    pub received_at: Timestamp,
    /// Where the stream stored it; `None` without a broker.
    pub position: Option<StreamPosition>,
}

/// Maximum size in bytes of a document that is stored as an object.
pub const LARGEST_OBJECT: u64 = 64 << 20;

impl RawMessage {
    /// A message that did not come from a broker.
    pub fn new(body: Bytes, headers: Headers, received_at: Timestamp) -> Self {
        Self { body, object: None, headers, lane: None, received_at, position: None }
    }
}
