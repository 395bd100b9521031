//! Reports what happened to a message: log lines, metrics, attributes of spans. Decides nothing
//! and sends nothing.

use std::time::{Duration, Instant};

use article::ArticleId;
use broker::{Once, Origin, Receipt};
use stage::Failed;
use telemetry::{Destination, MessageSpan, Metrics, Operation, Outcome, Settled, attribute};

use crate::delivery_span::DeliverySpan;
use crate::outlet::Stuck;
use crate::resources::Resources;

/// How the processing of a message ended.
#[derive(Debug)]
pub struct Ended {
    pub outcome: Outcome,
    pub attempt: u32,
    pub id: Option<ArticleId>,
    pub failed: Option<Failed>,
}

/// Reports that a message was settled: one log line for each document and stage.
pub fn settled<E>(resources: &Resources<E>, span: &DeliverySpan, ended: &Ended, took: Duration) {
    let origin = &span.delivery.origin;
    let span = span.begun();
    resources.metrics.settled(ended.outcome, took, span);
    let _within = span.map(MessageSpan::enter);
    let failed = ended.failed.as_ref();
    let mut digits = [0; 32];
    tracing::info!(
        courant.article.id = ended.id.map(|id| id.write(&mut digits)),
        courant.stage = resources.stage,
        courant.outcome = ended.outcome.name(),
        courant.attempt = ended.attempt,
        courant.duration_ms = milliseconds(took),
        error.r#type = failed.map(|failed| failed.code),
        error.message = failed.map(|failed| failed.detail.as_str()),
        messaging.nats.stream = &*origin.stream,
        messaging.nats.stream.sequence = origin.sequence,
        messaging.nats.delivered = origin.delivered,
        "settled"
    );
    if let Some(span) = span {
        span.set(attribute::OUTCOME, ended.outcome.name());
        if let Some(failed) = failed {
            span.fail(failed.code, &failed.detail);
        }
        // A hung thread may still hold the span.
        span.end();
    }
}

/// Reports that an attempt failed, and that another one follows after `wait`.
pub fn retried<E>(
    resources: &Resources<E>,
    span: &DeliverySpan,
    failed: &Failed,
    attempt: u32,
    wait: Duration,
) {
    resources.metrics.retried();
    let _within = span.begun().map(MessageSpan::enter);
    tracing::info!(
        courant.article.id = failed.id.map(tracing::field::display),
        courant.stage = resources.stage,
        courant.attempt = attempt,
        courant.wait_ms = milliseconds(wait),
        error.r#type = failed.code,
        "attempt failed, retrying"
    );
}

/// Reports that a dead letter was already stored. Its id identifies one message, so an earlier
/// attempt stored it and its acknowledgement was lost.
pub fn dead_letter_stored_before(origin: &Origin) {
    tracing::warn!(
        messaging.nats.stream = &*origin.stream,
        messaging.nats.stream.sequence = origin.sequence,
        "the dead letter was already stored"
    );
}

/// Reports the sending of a message in its `span`.
pub async fn sending<T: Stored>(
    metrics: &Metrics,
    span: &MessageSpan,
    sending: impl Future<Output = Result<T, Stuck>>,
) -> Result<T, Stuck> {
    let began = Instant::now();
    let sent = sending.await;
    match &sent {
        Ok(stored) => {
            if let Some(sequence) = stored.sequence() {
                span.set(attribute::SEQUENCE, sequence);
            }
            metrics.operated(Operation::Send, began.elapsed(), span);
        }
        Err(Stuck::TooLarge) => span.fail("too_large", "larger than the server accepts"),
        Err(Stuck::Stopping) => {
            span.fail("stopping", "the service stopped while the message was blocked");
        }
        Err(Stuck::NoRoom) => span.fail("no_room_for_parts", "the stream of raw documents is full"),
        Err(Stuck::NoRoomForText) => {
            span.fail("no_room_for_text", "the bucket of large documents is full");
        }
    }
    sent
}

/// Reports how long a message takes to settle, in its span.
pub async fn settling(
    metrics: &Metrics,
    (span, how, destination): (&MessageSpan, Settled, Destination<'_>),
    settling: impl Future<Output = ()>,
) {
    let began = Instant::now();
    settling.await;
    let took = began.elapsed();
    metrics.operated(Operation::Settle, took, span);
    span.settled(how, destination, took);
}

/// The server's acknowledgement of a message that was sent.
pub trait Stored {
    /// The message's sequence in its stream, if it was stored.
    fn sequence(&self) -> Option<u64>;
}

impl Stored for Receipt {
    fn sequence(&self) -> Option<u64> {
        Some(self.sequence)
    }
}

impl Stored for Once {
    fn sequence(&self) -> Option<u64> {
        match self {
            Self::Published(receipt) => Some(receipt.sequence),
            Self::Already => None,
        }
    }
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
