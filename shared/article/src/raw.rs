use bytes::Bytes;

use crate::{Headers, Timestamp};

/// A document as someone published it: any bytes, any headers.
#[derive(Debug, Clone)]
pub struct RawMessage {
    /// The body.
    pub body: Bytes,
    /// The headers.
    pub headers: Headers,
    /// The lane it came in by: `feeds` of `articles.raw.feeds`.
    pub lane: Option<String>,
    /// When the first stream stored it; without a broker, when it was read.
    pub received_at: Timestamp,
}
