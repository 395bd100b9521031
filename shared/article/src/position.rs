use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Headers, Timestamp, header};

/// A message's position in a JetStream stream.
///
/// If a stream is deleted and recreated, its sequence numbers start again at 1. A message is
/// therefore identified by sequence number and creation time of the stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StreamPosition {
    /// Name of the stream.
    pub stream: String,
    /// When the stream was created.
    pub created_at: Timestamp,
    /// Sequence number of the message, from 1.
    pub sequence: u64,
}

impl StreamPosition {
    /// Adds the position to a message's headers.
    pub fn write(&self, headers: &mut Headers) {
        headers.push(header::RAW_STREAM, &self.stream);
        headers.push(header::RAW_CREATED_AT, self.created_at);
        headers.push(header::RAW_SEQUENCE, self.sequence);
    }

    /// Reads the position from a message's headers.
    pub fn read(headers: &Headers) -> Option<Self> {
        Some(Self {
            stream: headers.get(header::RAW_STREAM)?.to_owned(),
            created_at: headers.get(header::RAW_CREATED_AT)?.parse().ok()?,
            sequence: headers.get(header::RAW_SEQUENCE)?.parse().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_carry_a_position() {
        let position = StreamPosition {
            stream: "ARTICLES_RAW".to_owned(),
            created_at: "2026-11-20T06:00:00.123456789Z".parse().unwrap(),
            sequence: 1042,
        };
        let mut headers = Headers::default();
        assert_eq!(StreamPosition::read(&headers), None);
        position.write(&mut headers);
        assert_eq!(StreamPosition::read(&headers), Some(position));
    }
}
