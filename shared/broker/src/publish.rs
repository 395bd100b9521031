use async_nats::client::PublishErrorKind;
use async_nats::{Message, StatusCode, jetstream};
use futures_util::FutureExt;
use serde::Deserialize;

use crate::connect::ANSWER;
use crate::message::to_nats;
use crate::{Broker, Outbound, Subject};

/// The server's word that it has stored a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Its place in the stream.
    pub sequence: u64,
    /// A message of this id was stored before; this one was not.
    pub duplicate: bool,
}

/// Why the server has not stored a message, and so what is to be done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PublishFault {
    /// The stream is full (10077): keep the message in hand until there is room.
    #[error("the stream is full")]
    Full,
    /// No stream stores this subject: it is missing, or its cluster has no leader.
    #[error("no stream stores this subject")]
    NoStream,
    /// The server or its stream is away, or another copy is being written: try again.
    #[error("the server did not take the message in time")]
    Away,
    /// The guard says that its subject is taken (10071).
    #[error("the subject is taken")]
    Taken,
    /// Larger than the server takes: no retry helps.
    #[error("the message is larger than the server takes")]
    TooLarge,
    /// Any other refusal: someone has to look.
    #[error("the server refuses the message (JetStream error {0})")]
    Refused(u64),
}

impl Broker {
    /// Publishes and waits for the server's word. Nothing of the message is held meanwhile.
    pub async fn publish(&self, message: Outbound) -> Result<Receipt, PublishFault> {
        let (reply, answer) = self.answers.expect();
        // Where the client's queue has room, as nearly always, the sending is over before anyone
        // need wait for it, and takes no place in the caller's future.
        let sent = self.send(&message, &reply).now_or_never();
        match sent {
            Some(sent) => sent?,
            None => {
                let sending = Box::pin(self.send(&message, &reply));
                tokio::time::timeout(ANSWER, sending).await.map_err(|_| PublishFault::Away)??;
            }
        }
        drop(message);
        receipt(&answer.await.map_err(|_| PublishFault::Away)?)
    }

    async fn send(&self, message: &Outbound, reply: &Subject) -> Result<(), PublishFault> {
        let Outbound { subject, headers, body } = message;
        let (subject, reply) = (subject.0.clone(), reply.0.clone());
        let (headers, body) = (to_nats(headers), body.clone());
        // The client knows `max_payload` only while connected, so it is asked at each message.
        let sent = self.client.publish_with_reply_and_headers(subject, reply, headers, body);
        sent.await.map_err(|error| unsent(error.kind()))
    }
}

/// The server's answer to a published message.
#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    seq: u64,
    #[serde(default)]
    duplicate: bool,
    error: Option<jetstream::Error>,
}

fn unsent(kind: PublishErrorKind) -> PublishFault {
    match kind {
        PublishErrorKind::MaxPayloadExceeded => PublishFault::TooLarge,
        // The connection's sender is gone, or the subject is none: someone has to look.
        PublishErrorKind::Send | PublishErrorKind::InvalidSubject => PublishFault::Away,
    }
}

fn receipt(answer: &Message) -> Result<Receipt, PublishFault> {
    if answer.status == Some(StatusCode::NO_RESPONDERS) {
        return Err(PublishFault::NoStream);
    }
    // An answer that can't be read is none.
    let answer = serde_json::from_slice(&answer.payload).map_err(|_| PublishFault::Away)?;
    match answer {
        Answer { error: Some(error), .. } => Err(fault(error.error_code().0)),
        Answer { seq: sequence, duplicate, error: None } => Ok(Receipt { sequence, duplicate }),
    }
}

/// JetStream's error codes: no room in the stream, for the account, on the server.
const FULL: [u64; 4] = [10077, 10002, 10023, 10047];
/// No leader, the server about to stop, another copy being written: they pass.
const PASSING: [u64; 3] = [10008, 10009, 10164];
const MESSAGE_EXCEEDS_MAXIMUM: u64 = 10054;
const WRONG_LAST_SEQUENCE: u64 = 10071;

fn fault(code: u64) -> PublishFault {
    match code {
        MESSAGE_EXCEEDS_MAXIMUM => PublishFault::TooLarge,
        WRONG_LAST_SEQUENCE => PublishFault::Taken,
        code if FULL.contains(&code) => PublishFault::Full,
        code if PASSING.contains(&code) => PublishFault::Away,
        code => PublishFault::Refused(code),
    }
}
