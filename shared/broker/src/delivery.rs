use std::fmt::{self, Display};
use std::sync::Arc;
use std::time::Duration;

use article::{Headers, RawMessage, StreamPosition, Timestamp, subject};
use async_nats::Request;
use async_nats::jetstream::AckKind;
use bytes::Bytes;
use futures_util::FutureExt;

use crate::connect::ANSWER;
use crate::message::from_nats;
use crate::{Broker, Subject};

/// A delivered message, which must be acknowledged with [`Broker::acknowledge`].
///
/// Until then, [`Ack::Progress`] must be sent well within the consumer's `ack_wait`; otherwise the
/// server redelivers the message.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Where it comes from.
    pub origin: Origin,
    /// Its headers.
    pub headers: Headers,
    /// Its body.
    pub body: Bytes,
    /// The subject that acknowledgements are sent to.
    pub reply: Subject,
}

/// The answer to a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ack {
    /// The message is settled: the server may delete it.
    Ack,
    /// The server should redeliver the message after this delay.
    Nak(Duration),
    /// The message failed permanently. A dead letter keeps it.
    Term,
    /// The message is still being processed: the server restarts its `ack_wait`.
    Progress,
}

/// Where a message comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Its subject.
    pub subject: Subject,
    /// Its stream.
    pub stream: Arc<str>,
    /// Its sequence in the stream.
    pub sequence: u64,
    /// How many times it was delivered, including this one and those that ended with
    /// [`Ack::Nak`].
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

/// One second in nanoseconds.
const SECOND: i64 = 1_000_000_000;

impl Origin {
    /// Reads the subject that a delivery is acknowledged at. async-nats can do that too, but only
    /// for a message that carries a copy of the JetStream context.
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
        // Nearly always the consumer's stream, whose name needs no copy.
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
    /// `None` if the message is not a JetStream message.
    pub(crate) fn new(
        message: async_nats::Message,
        stream: &Arc<str>,
        stream_created_at: Timestamp,
    ) -> Option<Self> {
        let reply = message.reply?;
        let subject = Subject::public(message.subject);
        let origin = Origin::read(subject, &reply, stream, stream_created_at)?;
        let headers = from_nats(message.headers.as_ref());
        Some(Self { origin, headers, body: message.payload, reply: Subject(reply) })
    }

    /// The message as the stages read it.
    pub fn to_raw(&self) -> RawMessage {
        RawMessage {
            body: self.body.clone(),
            object: None,
            headers: self.headers.clone(),
            lane: subject::lane(&self.origin.subject).map(str::to_owned),
            received_at: self.origin.stored_at,
            position: Some(self.origin.position()),
        }
    }
}

impl Broker {
    /// Answers a delivery, without waiting for the server: if the answer is lost, the server
    /// redelivers the message.
    pub async fn acknowledge(&self, delivery: &Delivery, ack: Ack) {
        let kind = Bytes::from(match ack {
            Ack::Ack => AckKind::Ack,
            // Without a delay the server redelivers at once, in a busy loop.
            Ack::Nak(delay) => AckKind::Nak(Some(delay.max(Duration::from_millis(1)))),
            Ack::Term => AckKind::Term,
            Ack::Progress => AckKind::Progress,
        });
        let session = self.session();
        let publish = || session.client.publish(delivery.reply.0.clone(), kind.clone());
        // As in publishing: the client's queue nearly always has room.
        let sent = match publish().now_or_never() {
            Some(sent) => sent,
            None => Box::pin(publish()).await,
        };
        // Only a client that is lost for good refuses.
        if sent.is_ok() {
            return;
        }
        let sent = Box::pin(async {
            let next = self.next_session(&session).await?;
            next.client.publish(delivery.reply.0.clone(), kind.clone()).await.ok()
        });
        // Unanswered, the server redelivers the message.
        if sent.await.is_none() {
            tracing::warn!("could not acknowledge a message");
        }
    }
}

impl Broker {
    /// Acknowledges a delivery, and returns whether the server has confirmed that: then it delivers the
    /// message no more.
    pub async fn acknowledge_surely(&self, delivery: &Delivery) -> bool {
        let request = Request::new().payload(Bytes::from(AckKind::Ack)).timeout(Some(ANSWER));
        let session = self.session();
        session.client.send_request(delivery.reply.0.clone(), request).await.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_ack_subjects_are_read() {
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
    fn other_subjects_are_no_deliveries() {
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
