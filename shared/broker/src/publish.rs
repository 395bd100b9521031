use std::borrow::Cow;

use article::header;
use async_nats::client::RequestErrorKind;
use async_nats::{Message, Request, Subject, jetstream};
use serde::Deserialize;

use crate::connect::ANSWER;
use crate::message::to_nats;
use crate::{Broker, Outbound, Part, partition};

/// The server's acknowledgement that it has stored a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Its sequence in the stream.
    pub sequence: u64,
    /// Which part of a queue the stream is.
    pub part: Part,
    /// Whether this message was not stored, because one with the same id was stored before.
    pub duplicate: bool,
}

/// Why the server has not stored a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PublishFault {
    /// The stream is full (10077): retry until there is space.
    #[error("the stream is full")]
    Full,
    /// No stream stores this subject: it is missing, or its cluster has no leader.
    #[error("no stream stores this subject")]
    NoStream,
    /// The server is unavailable, or another copy is being written: retry.
    #[error("the server did not store the message in time")]
    Away,
    /// The guard found that the subject is taken (10071).
    #[error("the subject is taken")]
    Taken,
    /// The message is larger than the server accepts: no retry helps.
    #[error("the message is larger than the server accepts")]
    TooLarge,
    /// Any other refusal: an operator has to look.
    #[error("the server refused the message (JetStream error {0})")]
    Refused(u64),
}

impl Broker {
    /// Publishes a message and waits for the server to acknowledge it.
    pub async fn publish(&self, message: Outbound) -> Result<Receipt, PublishFault> {
        let (subject, request) = request(self.partitioned(message));
        // A disconnected client has a queue that may be full, so the limit covers the sending too.
        let session = self.session();
        let sent = session.client.send_request(subject, request);
        let answer = tokio::time::timeout(ANSWER, sent).await;
        let answer = answer.map_err(|_| PublishFault::Away)?;
        receipt(&answer.map_err(|error| unanswered(error.kind()))?)
    }
}

impl Broker {
    /// The message on the subject of its article's partition, if there are several.
    fn partitioned(&self, message: Outbound) -> Outbound {
        let count = self.partitions();
        if count.get() == 1 {
            return message;
        }
        // All attachments of an article are in one partition, and so are their copies.
        let headers = &message.headers;
        let id = headers.get(header::ARTICLE_ID).or_else(|| headers.get(header::PART_OF));
        let id = id.and_then(|id| id.parse().ok());
        match partition::of_subject(&message.subject, id, count) {
            Some(subject) => Outbound { subject: subject.into(), ..message },
            None => message,
        }
    }
}

fn request(message: Outbound) -> (Subject, Request) {
    let Outbound { subject, headers, body } = message;
    let request = Request::new().headers(to_nats(&headers)).payload(body).timeout(None);
    (subject.0, request)
}

/// The server's answer to a published message.
#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(default, borrow)]
    stream: Cow<'a, str>,
    #[serde(default)]
    seq: u64,
    #[serde(default)]
    duplicate: bool,
    error: Option<jetstream::Error>,
}

fn unanswered(kind: RequestErrorKind) -> PublishFault {
    match kind {
        RequestErrorKind::MaxPayloadExceeded => PublishFault::TooLarge,
        RequestErrorKind::NoResponders => PublishFault::NoStream,
        RequestErrorKind::TimedOut | RequestErrorKind::InvalidSubject | RequestErrorKind::Other => {
            PublishFault::Away
        }
    }
}

fn receipt(answer: &Message) -> Result<Receipt, PublishFault> {
    // An answer that can't be read counts as no answer.
    let answer = serde_json::from_slice(&answer.payload).map_err(|_| PublishFault::Away)?;
    match answer {
        Answer { error: Some(error), .. } => Err(fault(error.error_code().0)),
        Answer { stream, seq: sequence, duplicate, error: None } => {
            Ok(Receipt { sequence, part: partition::of_stream(&stream).1, duplicate })
        }
    }
}

/// JetStream's error codes: no space in the stream, for the account, on the server.
const FULL: [u64; 4] = [10077, 10002, 10023, 10047];
/// No leader, the server shutting down, another copy being written.
const TRANSIENT: [u64; 3] = [10008, 10009, 10164];
const MESSAGE_EXCEEDS_MAXIMUM: u64 = 10054;
const WRONG_LAST_SEQUENCE: u64 = 10071;

fn fault(code: u64) -> PublishFault {
    match code {
        MESSAGE_EXCEEDS_MAXIMUM => PublishFault::TooLarge,
        WRONG_LAST_SEQUENCE => PublishFault::Taken,
        code if FULL.contains(&code) => PublishFault::Full,
        code if TRANSIENT.contains(&code) => PublishFault::Away,
        code => PublishFault::Refused(code),
    }
}
