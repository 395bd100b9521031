use std::time::Duration;

use article::{Headers, RawMessage, Timestamp, subject};
use async_nats::Client;
use async_nats::jetstream::{self, AckKind};
use bytes::Bytes;

use crate::message::from_nats;

/// A message in hand, with the means to settle it.
///
/// Until it is settled, someone must call [`Delivery::progress`] well within the consumer's
/// `ack_wait`, or the server gives it to another.
#[derive(Debug)]
pub struct Delivery {
    /// Where it stands on the server.
    pub origin: Origin,
    /// Its headers.
    pub headers: Headers,
    /// Its body.
    pub body: Bytes,
    reply: async_nats::Subject,
    client: Client,
}

/// Where a message stands on the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Its subject.
    pub subject: String,
    /// Its stream.
    pub stream: String,
    /// Its place in the stream.
    pub sequence: u64,
    /// How often it was delivered, this time included. Hand-backs count too, so it decides nothing.
    pub delivered: u64,
    /// When the stream stored it.
    pub stored_at: Timestamp,
}

impl Delivery {
    /// `None` for what is no JetStream message.
    pub(crate) fn new(
        message: async_nats::Message,
        jetstream: &jetstream::Context,
    ) -> Option<Self> {
        let reply = message.reply.clone()?;
        let message = jetstream::Message { message, context: jetstream.clone() };
        let info = message.info().ok()?;
        let origin = Origin {
            subject: message.subject.to_string(),
            stream: info.stream.to_owned(),
            sequence: info.stream_sequence,
            delivered: u64::try_from(info.delivered).unwrap_or(1),
            stored_at: Timestamp::from_nanosecond(info.published.unix_timestamp_nanos()).ok()?,
        };
        let headers = from_nats(message.headers.as_ref());
        let body = message.payload.clone();
        Some(Self { origin, headers, body, reply, client: jetstream.client() })
    }

    /// The message as the stages read it.
    pub fn to_raw(&self) -> RawMessage {
        RawMessage {
            body: self.body.clone(),
            headers: self.headers.clone(),
            lane: subject::lane(&self.origin.subject).map(str::to_owned),
            received_at: self.origin.stored_at,
        }
    }

    /// Tells the server that work goes on: the wait for an ack begins anew.
    pub async fn progress(&self) {
        self.tell(AckKind::Progress).await;
    }

    /// Done: the server may forget it. Without an answer, so at-least-once.
    pub async fn ack(&self) {
        self.tell(AckKind::Ack).await;
    }

    /// Given up: what is to be kept of it lies in the dead letters.
    pub async fn term(&self) {
        self.tell(AckKind::Term).await;
    }

    /// Not done: the server delivers it again after `delay`. Never zero, since a bare `Nak` comes
    /// back at once and turns in a circle.
    pub async fn hand_back(&self, delay: Duration) {
        self.tell(AckKind::Nak(Some(delay.max(Duration::from_millis(1))))).await;
    }

    async fn tell(&self, kind: AckKind) {
        // Only a client that is closed for good refuses; then the server delivers it again.
        if let Err(error) = self.client.publish(self.reply.clone(), kind.into()).await {
            tracing::warn!(error = %error, "could not settle a message");
        }
    }
}
