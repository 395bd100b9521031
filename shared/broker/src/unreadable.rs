use std::sync::Arc;
use std::time::Duration;

use article::Headers;
use async_nats::StatusCode;
use async_nats::header::{HeaderName, HeaderValue};
use async_nats::jetstream::consumer::{Consumer, pull};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::{Broker, LookupError, Origin, Subject};

/// A message that the client library can't read: receiving it breaks the connection.
#[derive(Debug, Clone)]
pub struct Unreadable {
    /// What can't be read.
    pub defect: Option<Defect>,
    /// Where it comes from. Characters of the subject that can't be read are `_`.
    pub origin: Origin,
    /// Those of its headers that can be read.
    pub headers: Headers,
    /// Its body.
    pub body: Bytes,
}

/// The part of the message that can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Defect {
    /// The headers: bytes that are not UTF-8, a line without a colon, a name with a space, a lone
    /// carriage return.
    Headers,
    /// The subject: bytes that are not UTF-8, or white space beyond ASCII.
    Subject,
}

/// A search through the messages that a consumer has delivered and, once an unreadable one was
/// found, through those that wait. [`Broker::next_unreadable`] continues it.
#[derive(Debug)]
pub struct Search {
    stream: Arc<str>,
    stream_created_at: Timestamp,
    /// The sequence to continue at.
    next: u64,
    /// The last sequence that was delivered.
    delivered: u64,
    /// When to stop looking ahead; `None` before the first is found.
    until: Option<Instant>,
}

/// How long to look ahead. Later messages are found when they break the connection.
const AHEAD: Duration = Duration::from_secs(10);

/// The answer of `$JS.API.STREAM.MSG.GET`. Headers and body are in base64, so they may hold any
/// bytes.
#[derive(Deserialize)]
struct Answer {
    message: Option<Message>,
}

#[derive(Deserialize)]
struct Message {
    seq: u64,
    subject: String,
    #[serde(default)]
    hdrs: String,
    #[serde(default)]
    data: String,
    time: Timestamp,
}

impl Broker {
    /// Begins a search for messages that async-nats can't read. A publisher can send them without a
    /// client library. `None` if all delivered messages are settled.
    pub async fn search_unreadable(
        &self,
        stream: &str,
        durable: &str,
    ) -> Result<Option<Search>, LookupError> {
        let session = self.session();
        let consumer: Result<Consumer<pull::Config>, _> =
            session.jetstream.get_consumer_from_stream(durable, stream).await;
        let consumer = consumer.map_err(|_| LookupError::Away)?;
        let info = consumer.cached_info();
        if info.num_ack_pending == 0 {
            return Ok(None);
        }
        Ok(Some(Search {
            stream: stream.into(),
            stream_created_at: self.created_at(stream).await?,
            next: info.ack_floor.stream_sequence + 1,
            delivered: info.delivered.stream_sequence,
            until: None,
        }))
    }

    /// The next unreadable message; `None` at the end of the search.
    pub async fn next_unreadable(
        &self,
        search: &mut Search,
    ) -> Result<Option<Unreadable>, LookupError> {
        loop {
            if search.next > search.delivered
                && search.until.is_none_or(|until| Instant::now() > until)
            {
                return Ok(None);
            }
            let request = json!({ "seq": search.next, "next_by_subj": ">" });
            let Some(message) = self.got(&search.stream, search.stream_created_at, request).await?
            else {
                return Ok(None);
            };
            search.next = message.origin.sequence + 1;
            if message.defect.is_some() {
                search.until.get_or_insert_with(|| Instant::now() + AHEAD);
                return Ok(Some(message));
            }
        }
    }

    /// A message by its sequence, whatever its subject and headers are.
    pub(crate) async fn raw(
        &self,
        stream: &str,
        sequence: u64,
    ) -> Result<Option<Unreadable>, LookupError> {
        let stream_created_at = self.created_at(stream).await?;
        self.got(&stream.into(), stream_created_at, json!({ "seq": sequence })).await
    }

    async fn got(
        &self,
        stream: &Arc<str>,
        stream_created_at: Timestamp,
        request: Value,
    ) -> Result<Option<Unreadable>, LookupError> {
        let subject = format!("STREAM.MSG.GET.{stream}");
        let session = self.session();
        let answer: Result<Answer, _> = session.jetstream.request(subject, &request).await;
        let Some(message) = answer.map_err(|_| LookupError::Away)?.message else {
            return Ok(None);
        };
        let decode = |text: &str| STANDARD.decode(text).map_err(|_| LookupError::Away);
        let headers = decode(&message.hdrs)?;
        let origin = Origin {
            subject: Subject::public(readable_subject(&message.subject).into()),
            stream: Arc::clone(stream),
            sequence: message.seq,
            delivered: 1,
            stored_at: message.time,
            stream_created_at,
        };
        let defect = defect(&message.subject, &headers);
        let headers = readable_part(&headers);
        Ok(Some(Unreadable { defect, origin, headers, body: decode(&message.data)?.into() }))
    }
}

/// What async-nats 0.51 can't read (`connection.rs`, MSG and HMSG).
fn defect(subject: &str, headers: &[u8]) -> Option<Defect> {
    // The server writes what is not UTF-8 as U+FFFD. Arguments of HMSG are separated by any white
    // space, those of MSG by spaces only.
    let split = |character: char| !headers.is_empty() && character.is_whitespace();
    if subject.contains(|character| character == char::REPLACEMENT_CHARACTER || split(character)) {
        return Some(Defect::Subject);
    }
    (!headers.is_empty() && !headers_are_readable(headers)).then_some(Defect::Headers)
}

fn headers_are_readable(headers: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(headers) else { return false };
    let mut lines = text.lines().peekable();
    let Some(status) = lines.next().and_then(|line| line.strip_prefix("NATS/1.0")) else {
        return false;
    };
    let status = status.trim().split(' ').next().unwrap_or_default();
    if !status.is_empty() && status.parse::<StatusCode>().is_err() {
        return false;
    }
    while let Some(line) = lines.next() {
        if line.is_empty() {
            continue;
        }
        let Some((name, value)) = line.split_once(':') else { return false };
        let mut value = value.to_owned();
        // A line that begins with white space continues the value.
        while let Some(more) = lines.next_if(|line| line.starts_with(char::is_whitespace)) {
            value.push_str(more);
        }
        if name.parse::<HeaderName>().is_err() || value.trim().parse::<HeaderValue>().is_err() {
            return false;
        }
    }
    true
}

/// The subject with `_` for each character that can't be read, so that a replay can use it.
fn readable_subject(subject: &str) -> String {
    let unreadable =
        |character: char| character == char::REPLACEMENT_CHARACTER || character.is_whitespace();
    subject.replace(unreadable, "_")
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
        let readable: [&[u8]; 5] = [
            b"",
            b"NATS/1.0\r\n\r\n",
            b"NATS/1.0 100 Idle\r\n\r\n",
            b"NATS/1.0\r\nA: b\r\r\n\r\n",
            "NATS/1.0\r\nA: ü:b\r\n and on\r\nB:\r\n\r\n".as_bytes(),
        ];
        for headers in readable {
            assert_eq!(defect("articles.raw", headers), None, "{headers:?}");
        }
        let refused: [&[u8]; 9] = [
            b"NATS/1.0\r\nA: caf\xe9\r\n\r\n",
            b"NATS/1.0\r\nno colon\r\n\r\n",
            b"NATS/1.0\r\nA b: c\r\n\r\n",
            b"NATS/1.0\r\nA: b\rc\r\n\r\n",
            b"NATS/1.0\r\nA: b\r\n c\rd\r\n\r\n",
            b"NATS/1.0\r\n continues nothing: x\r\n\r\n",
            b"NATS/1.0 5033\r\n\r\n",
            b"NATS/2.0\r\n\r\n",
            b"\r\n\r\n",
        ];
        for headers in refused {
            assert_eq!(defect("articles.raw", headers), Some(Defect::Headers), "{headers:?}");
        }
        let kept = readable_part(b"NATS/1.0\r\nA: caf\xe9\r\nno colon\r\nB: x\r\n\r\n");
        assert_eq!(kept.get("B"), Some("x"));
        assert_eq!(kept.iter().count(), 2);
    }

    #[test]
    fn finds_subjects_that_the_client_library_refuses() {
        let headers = b"NATS/1.0\r\nA: b\r\n\r\n";
        assert_eq!(defect("articles.raw.\u{fffd}", b""), Some(Defect::Subject));
        assert_eq!(defect("articles.raw.a\u{a0}b", headers), Some(Defect::Subject));
        assert_eq!(defect("articles.raw.a\u{a0}b", b""), None);
        assert_eq!(defect("articles.raw.ü", headers), None);
        assert_eq!(readable_subject("articles.raw.\u{fffd}\u{a0}x"), "articles.raw.__x");
    }
}
