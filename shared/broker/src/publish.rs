use std::error::Error;

use async_nats::jetstream;
use async_nats::jetstream::context::{PublishError, PublishErrorKind};
use async_nats::jetstream::message::PublishMessage;

use crate::message::to_nats;
use crate::{Broker, Outbound};

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
    /// Publishes and waits for the server's word.
    pub async fn publish(&self, message: Outbound) -> Result<Receipt, PublishFault> {
        // The client knows `max_payload` only while connected, so it is asked at each message.
        let publish =
            PublishMessage::build().headers(to_nats(&message.headers)).payload(message.body);
        let sent = self.jetstream.send_publish(message.subject, publish).await;
        let ack = match sent {
            Ok(ack) => ack.await,
            Err(error) => Err(error),
        };
        match ack {
            Ok(ack) => Ok(Receipt { sequence: ack.sequence, duplicate: ack.duplicate }),
            Err(error) => Err(fault(&error)),
        }
    }
}

/// JetStream's error codes: no room in the stream, for the account, on the server.
const FULL: [u64; 4] = [10077, 10002, 10023, 10047];
/// No leader, the server about to stop, another copy being written: they pass.
const PASSING: [u64; 3] = [10008, 10009, 10164];
const MESSAGE_EXCEEDS_MAXIMUM: u64 = 10054;

fn fault(error: &PublishError) -> PublishFault {
    match error.kind() {
        PublishErrorKind::StreamNotFound
        | PublishErrorKind::TimedOut
        | PublishErrorKind::BrokenPipe
        | PublishErrorKind::MaxAckPending => PublishFault::Away,
        PublishErrorKind::WrongLastSequence => PublishFault::Taken,
        PublishErrorKind::MaxPayloadExceeded => PublishFault::TooLarge,
        PublishErrorKind::WrongLastMessageId => PublishFault::Refused(10070),
        PublishErrorKind::Other => other(error),
    }
}

/// What async-nats has no kind for: JetStream's own code tells, its text does not.
fn other(error: &PublishError) -> PublishFault {
    let code = error
        .source()
        .and_then(|source| source.downcast_ref::<jetstream::Error>())
        .map(|error| error.error_code().0);
    match code {
        // Not JetStream's: the connection's sender is gone, or an answer can't be read.
        None => PublishFault::Away,
        Some(MESSAGE_EXCEEDS_MAXIMUM) => PublishFault::TooLarge,
        Some(code) if FULL.contains(&code) => PublishFault::Full,
        Some(code) if PASSING.contains(&code) => PublishFault::Away,
        Some(code) => PublishFault::Refused(code),
    }
}
