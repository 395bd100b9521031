use std::fmt::{self, Display};
use std::sync::Arc;
use std::time::Duration;

use article::{Headers, RawMessage, StreamPosition, Timestamp, subject};
use async_nats::Client;
use async_nats::jetstream::AckKind;
use bytes::Bytes;
use futures_util::FutureExt;

use crate::Subject;
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
    client: Arc<Client>,
}

/// Where a message stands on the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Its subject.
    pub subject: Subject,
    /// Its stream.
    pub stream: Arc<str>,
    /// Its place in the stream.
    pub sequence: u64,
    /// How often it was delivered, this time included. Hand-backs count too, so it decides nothing.
    pub delivered: u64,
    /// When the stream stored it.
    pub stored_at: Timestamp,
    /// When the stream was created.
    pub stream_created_at: Timestamp,
}

/// Identifies a message of one stream: `<sequence>-<time it was stored, in ns>`.
///
/// A recreated stream counts from 1 again. The time keeps its messages from being taken for those
/// of the earlier stream; it comes with every delivery, so it can't be out of date as the stream's
/// creation time could.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MessageKey {
    /// The sequence number.
    pub sequence: u64,
    /// When the stream stored it.
    pub stored_at: Timestamp,
}

impl Display for MessageKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.sequence, self.stored_at.as_nanosecond())
    }
}

/// In nanoseconds.
const SECOND: i64 = 1_000_000_000;

impl Origin {
    /// Reads the subject that a delivery is acknowledged at. async-nats does so too, but only for
    /// a message that carries a context of its own, and copying that costs more than the reading.
    ///
    /// `$JS.ACK.[<domain>.<account>.]<stream>.<consumer>.<delivered>.<sequence>.<consumer's
    /// sequence>.<stored at>.<pending>[.<token>]`: NATS, ADR-15.
    fn read(
        subject: Subject,
        reply: &str,
        stream: &Arc<str>,
        stream_created_at: Timestamp,
    ) -> Option<Self> {
        let mut tokens = reply.strip_prefix("$JS.ACK.")?.split('.');
        if reply.bytes().filter(|&byte| byte == b'.').count() > 8 {
            tokens.nth(1)?;
        }
        let named = tokens.next()?;
        // The consumer's own, and known.
        let stream = if named == &**stream { Arc::clone(stream) } else { named.into() };
        let delivered = tokens.nth(1)?.parse().ok()?;
        let sequence = tokens.next()?.parse().ok()?;
        let stored_at: i64 = tokens.nth(1)?.parse().ok()?;
        let stored_at = Timestamp::new(stored_at / SECOND, (stored_at % SECOND) as i32).ok()?;
        Some(Self { subject, stream, sequence, delivered, stored_at, stream_created_at })
    }

    /// What identifies the message within its stream.
    pub fn key(&self) -> MessageKey {
        MessageKey { sequence: self.sequence, stored_at: self.stored_at }
    }

    /// The message's position, as records and headers give it.
    pub fn position(&self) -> StreamPosition {
        StreamPosition {
            stream: self.stream.to_string(),
            created_at: self.stream_created_at,
            sequence: self.sequence,
        }
    }
}

impl Delivery {
    /// `None` for what is no JetStream message.
    pub(crate) fn new(
        message: async_nats::Message,
        stream: &Arc<str>,
        stream_created_at: Timestamp,
        client: &Arc<Client>,
    ) -> Option<Self> {
        let reply = message.reply?;
        let subject = Subject(message.subject);
        let origin = Origin::read(subject, &reply, stream, stream_created_at)?;
        let headers = from_nats(message.headers.as_ref());
        Some(Self { origin, headers, body: message.payload, reply, client: Arc::clone(client) })
    }

    /// The message as the stages read it.
    pub fn to_raw(&self) -> RawMessage {
        RawMessage {
            body: self.body.clone(),
            headers: self.headers.clone(),
            lane: subject::lane(&self.origin.subject).map(str::to_owned),
            received_at: self.origin.stored_at,
            position: Some(self.origin.position()),
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
        let word = Bytes::from(kind);
        let say = || self.client.publish(self.reply.clone(), word.clone());
        let said = say().now_or_never();
        // As in publishing: it seldom has to be waited for.
        let said = match said {
            Some(said) => said,
            None => Box::pin(say()).await,
        };
        // Only a client that is closed for good refuses; then the server delivers it again.
        if let Err(error) = said {
            tracing::warn!(error = %error, "could not settle a message");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_form_of_an_ack_subject_tells_where_a_message_stands() {
        let old = "$JS.ACK.ARTICLES_RAW.ingestion.2.7.9.1000000000.3";
        let new = "$JS.ACK.hub.ACCOUNT.ARTICLES_RAW.ingestion.2.7.9.1000000000.3";
        for reply in [old.to_owned(), new.to_owned(), format!("{new}.token")] {
            for known in ["ARTICLES_RAW", "ARTICLES_INGESTED"] {
                let origin = read(&reply, known).expect(&reply);
                assert_eq!(&*origin.stream, "ARTICLES_RAW", "{reply}");
            }
            let origin = read(&reply, "").expect(&reply);
            assert_eq!((origin.delivered, origin.sequence), (2, 7), "{reply}");
            assert_eq!(origin.stored_at.as_second(), 1, "{reply}");
        }
    }

    #[test]
    fn what_is_no_ack_subject_is_no_delivery() {
        for reply in ["", "_INBOX.x", "$JS.ACK", "$JS.ACK.S.c.1.2", "$JS.ACK.S.c.x.7.9.1.3"] {
            assert_eq!(read(reply, "S"), None, "{reply}");
        }
    }

    #[test]
    fn messages_of_a_recreated_stream_have_other_keys() {
        let key = |stored_at| {
            let reply = format!("$JS.ACK.ARTICLES_RAW.ingestion.1.7.9.{stored_at}.3");
            read(&reply, "ARTICLES_RAW").expect(&reply).key().to_string()
        };
        assert_eq!(key(1_000_000_000), "7-1000000000");
        assert_ne!(key(1_000_000_000), key(2_000_000_000));
    }

    fn read(reply: &str, stream: &str) -> Option<Origin> {
        Origin::read("articles.raw".into(), reply, &stream.into(), Timestamp::UNIX_EPOCH)
    }
}
