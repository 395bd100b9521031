use article::Headers;
use async_nats::jetstream::consumer::{Consumer, pull};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use jiff::Timestamp;
use serde::Deserialize;

use crate::{Broker, LookupError, Origin};

/// A message that the client library can't read: receiving it breaks the connection.
#[derive(Debug, Clone)]
pub struct Unreadable {
    /// Where it comes from.
    pub origin: Origin,
    /// Those of its headers that can be read.
    pub headers: Headers,
    /// Its body.
    pub body: Bytes,
}

/// How many messages to look through. A consumer rarely has more in flight, and the one that breaks
/// the connection is among the oldest.
const MAX_CHECKED: u64 = 1_000;

/// The answer of `$JS.API.STREAM.MSG.GET`. Headers and body are in base64, so they may hold any
/// bytes.
#[derive(Deserialize)]
struct Answer {
    message: Option<Message>,
}

#[derive(Deserialize)]
struct Message {
    subject: String,
    #[serde(default)]
    hdrs: String,
    #[serde(default)]
    data: String,
    time: Timestamp,
}

impl Broker {
    /// Finds the messages in flight that have headers which async-nats refuses: bytes that are not
    /// UTF-8, a line without a colon, a name with a space. A publisher can send those without a
    /// client library.
    pub async fn unreadable(
        &self,
        stream: &str,
        durable: &str,
    ) -> Result<Vec<Unreadable>, LookupError> {
        let consumer: Result<Consumer<pull::Config>, _> =
            self.jetstream.get_consumer_from_stream(durable, stream).await;
        let info = consumer.map_err(|_| LookupError::Away)?.cached_info().clone();
        let first = info.ack_floor.stream_sequence + 1;
        let last = info.delivered.stream_sequence.min(first.saturating_add(MAX_CHECKED));
        let mut found = Vec::new();
        if info.num_ack_pending == 0 {
            return Ok(found);
        }
        let stream_created_at = self.created_at(stream).await?;
        for sequence in first..=last {
            let got = self.got(stream, stream_created_at, sequence).await?;
            if let Some((message, false)) = got {
                found.push(message);
            }
        }
        Ok(found)
    }

    /// A message by its sequence, whatever its subject and headers are.
    pub(crate) async fn raw(
        &self,
        stream: &str,
        sequence: u64,
    ) -> Result<Option<Unreadable>, LookupError> {
        let stream_created_at = self.created_at(stream).await?;
        let got = self.got(stream, stream_created_at, sequence).await?;
        Ok(got.map(|(message, _)| message))
    }

    /// The message, and whether async-nats could read its headers.
    async fn got(
        &self,
        stream: &str,
        stream_created_at: Timestamp,
        sequence: u64,
    ) -> Result<Option<(Unreadable, bool)>, LookupError> {
        let request = serde_json::json!({ "seq": sequence });
        let subject = format!("STREAM.MSG.GET.{stream}");
        let answer: Result<Answer, _> = self.jetstream.request(subject, &request).await;
        let Some(message) = answer.map_err(|_| LookupError::Away)?.message else {
            return Ok(None);
        };
        let decode = |text: &str| STANDARD.decode(text).map_err(|_| LookupError::Away);
        let headers = decode(&message.hdrs)?;
        let origin = Origin {
            subject: message.subject.into(),
            stream: stream.into(),
            sequence,
            delivered: 1,
            stored_at: message.time,
            stream_created_at,
        };
        let readable = is_readable(&headers);
        let headers = readable_part(&headers);
        Ok(Some((Unreadable { origin, headers, body: decode(&message.data)?.into() }, readable)))
    }
}

/// What async-nats 0.51 accepts as headers (`connection.rs`, HMSG).
fn is_readable(headers: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(headers) else { return false };
    text.lines().skip(1).filter(|line| !line.is_empty()).all(|line| {
        // A line that begins with white space continues the previous value.
        let name = line.split_once(':').map(|(name, _)| name);
        let named = name.is_some_and(|name| name.bytes().all(|byte| byte.is_ascii_graphic()));
        (named || line.starts_with(char::is_whitespace)) && !line.contains('\r')
    })
}

fn readable_part(headers: &[u8]) -> Headers {
    let text = String::from_utf8_lossy(headers);
    let pair = |line: &str| {
        let (name, value) = line.split_once(':')?;
        let graphic = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
        graphic.then(|| (name.to_owned(), value.trim().replace('\r', " ")))
    };
    text.lines().skip(1).filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_the_client_library_refuses() {
        let readable: [&[u8]; 3] =
            [b"", b"NATS/1.0\r\n\r\n", "NATS/1.0\r\nA: ü:b\r\n and on\r\nB:\r\n\r\n".as_bytes()];
        for headers in readable {
            assert!(is_readable(headers), "{headers:?}");
        }
        let refused: [&[u8]; 4] = [
            b"NATS/1.0\r\nA: caf\xe9\r\n\r\n",
            b"NATS/1.0\r\nno colon\r\n\r\n",
            b"NATS/1.0\r\nA b: c\r\n\r\n",
            b"NATS/1.0\r\nA: b\rc\r\n\r\n",
        ];
        for headers in refused {
            assert!(!is_readable(headers), "{headers:?}");
        }
        let kept = readable_part(b"NATS/1.0\r\nA: caf\xe9\r\nno colon\r\nB: x\r\n\r\n");
        assert_eq!(kept.get("B"), Some("x"));
        assert_eq!(kept.iter().count(), 2);
    }
}
