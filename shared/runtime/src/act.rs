use std::sync::Arc;
use std::time::{Duration, Instant};

use article::{ArticleId, Record, Section, StreamPosition, Timestamp, header};
use broker::{
    Cause, Delivery, Marked, Once, Outbound, Receipt, Subject, dead_letter, duplicate_mark,
    filtered_mark,
};
use telemetry::{MessageSpan, Operation, Outcome, Sent, Settled, attribute};

use crate::delivery_span::DeliverySpan;
use crate::destination::destination;
use crate::hop_context::{HopContext, carry_on};
use crate::outlet::{Outlet, Stuck};
use crate::service::Service;
use stage::{Failed, Input, Processed, Stage, Verdict};

/// The shortest wait that a message is handed back with: a bare `Nak` comes back at once.
const SHORTEST: Duration = Duration::from_millis(100);

/// What a service does about one message, once it is decided: the network side of settling.
pub struct Act<'a, S: Stage> {
    service: &'a Service<S>,
    /// The message and its span.
    pub span: Arc<DeliverySpan>,
    hop: HopContext,
    outlet: Outlet<'a>,
}

/// How a message's life ended.
#[derive(Debug)]
pub struct Ended {
    outcome: Outcome,
    attempt: u32,
    id: Option<ArticleId>,
    failed: Option<Failed>,
}

impl<'a, S: Stage> Act<'a, S> {
    /// For one message in hand, that came `at` a time.
    pub fn new(service: &'a Service<S>, delivery: Delivery, at: Instant) -> Self {
        let outside = S::Input::FROM_OUTSIDE.then_some(service.settings.traceparent);
        let hop = HopContext::read(&delivery.headers, &delivery.origin, S::Input::FROM_OUTSIDE);
        let span = Arc::new(DeliverySpan::new(delivery, at, &service.endpoints, outside));
        Self { service, span, hop, outlet: service.outlet() }
    }

    /// The message.
    pub fn delivery(&self) -> &Delivery {
        &self.span.delivery
    }

    /// The stage's work is done: on, out, or aside.
    pub async fn done(&self, worked: Processed, attempt: u32) -> Ended {
        let id = worked.record().id();
        let span = self.span.of(id);
        span.around(self.send_on(worked, id, span, attempt)).await
    }

    async fn send_on(
        &self,
        worked: Processed,
        id: ArticleId,
        span: &MessageSpan,
        attempt: u32,
    ) -> Ended {
        let stage = S::Section::STAGE;
        let (outcome, sent) = match worked {
            Processed::Forward(record) => {
                let output = &self.service.endpoints.output;
                let message = || self.hop.message(stage, &record, output.clone());
                let (first, send) = traced(span, message());
                let again = || carried_on(&send, message());
                let began = Instant::now();
                let sent = self.outlet.forward(first, again).await;
                match self.told(&send, began, sent) {
                    Ok(receipt) if receipt.duplicate => self.duplicate(id, span).await,
                    Ok(_) => (Outcome::Forwarded, Ok(())),
                    Err(stuck) => (Outcome::Forwarded, Err(stuck)),
                }
            }
            Processed::Publish { record, subject, language } => {
                let subject = Subject::from(subject);
                let message = || {
                    let mut message = self.hop.message(stage, &record, subject.clone());
                    message.headers.push(header::LANGUAGE, &language);
                    message
                };
                let (first, send) = traced(span, message());
                let again = || carried_on(&send, message());
                let began = Instant::now();
                let sent = self.outlet.publish(id, first, again, self.hop.replaces()).await;
                match self.told(&send, began, sent) {
                    Ok(Once::Already) => self.duplicate(id, span).await,
                    Ok(Once::Published(receipt)) if receipt.duplicate => {
                        self.duplicate(id, span).await
                    }
                    Ok(Once::Published(_)) => (Outcome::Published, Ok(())),
                    Err(stuck) => (Outcome::Published, Err(stuck)),
                }
            }
            Processed::Filter { record, reason } => {
                let raw = self.raw_position();
                let marked = Marked { id, origin: &self.delivery().origin, raw: raw.as_ref() };
                let mark = filtered_mark(marked, reason, record.to_json());
                (Outcome::Filtered, Box::pin(self.set_aside(mark, span)).await)
            }
        };
        match sent {
            Ok(()) => {
                self.settle(span, Settled::Ack, self.delivery().ack()).await;
                Ended { outcome, attempt, id: Some(id), failed: None }
            }
            Err(Stuck::TooLarge) => self.dead(too_large(id), attempt).await,
            Err(Stuck::Stopping) => self.hand_back(SHORTEST, attempt, None).await,
        }
    }

    /// The stage gave the document up.
    pub async fn dead(&self, failed: Failed, attempt: u32) -> Ended {
        let id = failed.id.or_else(|| self.known_id());
        // A document that can't be read has no id of its own; its bytes still name its trace.
        let span = self.span.of(id.unwrap_or_else(|| ArticleId::of("", "", &self.delivery().body)));
        span.around(Box::pin(self.bury(failed, id, span, attempt))).await
    }

    async fn bury(
        &self,
        failed: Failed,
        id: Option<ArticleId>,
        span: &MessageSpan,
        attempt: u32,
    ) -> Ended {
        let stage = S::Section::STAGE;
        let Delivery { origin, headers, body, .. } = self.delivery();
        let subject = article::subject::dead(stage, failed.code);
        let destination = destination(&subject);
        let send = span.send(&Sent { destination, message_id: None, body_size: body.len() });
        let trace = send.context().map(|trace| trace.to_string());
        let raw = self.raw_position();
        let cause = Cause {
            stage,
            code: failed.code,
            detail: &failed.detail,
            id,
            attempts: attempt,
            at: Timestamp::now(),
            traceparent: trace.as_deref(),
            raw: raw.as_ref(),
        };
        let max_payload = self.service.broker.max_payload();
        let letter = dead_letter(origin, (headers, body), &cause, max_payload);
        let began = Instant::now();
        let sent = self.outlet.bury(letter).await;
        match self.told(&send, began, sent) {
            Ok(receipt) => {
                if receipt.duplicate {
                    // The id names this message alone, so an earlier attempt at the same message
                    // stored the dead letter and its acknowledgement was lost.
                    tracing::warn!(
                        messaging.nats.stream = &*origin.stream,
                        messaging.nats.stream.sequence = origin.sequence,
                        "the dead letter was stored before"
                    );
                }
                self.settle(span, Settled::Term, self.delivery().term()).await;
                Ended { outcome: Outcome::Dead, attempt, id, failed: Some(failed) }
            }
            // A letter is cut to what the server takes, so this is a server that changed its mind.
            Err(Stuck::TooLarge | Stuck::Stopping) => self.hand_back(SHORTEST, attempt, None).await,
        }
    }

    /// Back to the server.
    pub async fn hand_back(&self, delay: Duration, attempt: u32, failed: Option<Failed>) -> Ended {
        let handed_back = self.delivery().hand_back(delay.max(SHORTEST));
        match self.span.begun() {
            Some(span) => self.settle(span, Settled::Nak, handed_back).await,
            None => handed_back.await,
        }
        Ended { outcome: Outcome::HandedBack, attempt, id: self.known_id(), failed }
    }

    /// One line per document and stage, once it is settled.
    pub fn tell(&self, ended: &Ended, took: Duration) {
        let span = self.span.begun();
        self.service.metrics.settled(ended.outcome, took, span);
        let _within = span.map(MessageSpan::enter);
        let origin = &self.delivery().origin;
        let failed = ended.failed.as_ref();
        let mut digits = [0; 32];
        tracing::info!(
            courant.article.id = ended.id.map(|id| id.write(&mut digits)),
            courant.stage = S::Section::STAGE,
            courant.outcome = ended.outcome.name(),
            courant.attempt = ended.attempt,
            courant.duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
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
            // A thread that hangs in the document may hold on to it.
            span.end();
        }
    }

    /// An attempt failed, and another follows.
    pub fn tell_retry(&self, failed: &Failed, attempt: u32, wait: Duration) {
        self.service.metrics.retried();
        let _within = self.span.begun().map(MessageSpan::enter);
        tracing::info!(
            courant.article.id = failed.id.map(tracing::field::display),
            courant.stage = S::Section::STAGE,
            courant.attempt = attempt,
            courant.wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
            error.r#type = failed.code,
            "an attempt failed"
        );
    }

    async fn duplicate(&self, id: ArticleId, span: &MessageSpan) -> (Outcome, Result<(), Stuck>) {
        let raw = self.raw_position();
        let marked = Marked { id, origin: &self.delivery().origin, raw: raw.as_ref() };
        let mark = duplicate_mark(marked, S::Section::STAGE);
        (Outcome::Duplicate, Box::pin(self.set_aside(mark, span)).await)
    }

    async fn set_aside(&self, mark: Outbound, span: &MessageSpan) -> Result<(), Stuck> {
        let (mark, send) = traced(span, mark);
        let began = Instant::now();
        let sent = self.outlet.set_aside(mark).await;
        self.told(&send, began, sent).map(drop)
    }

    /// Tells how the sending of a message went.
    fn told<T: Stored>(
        &self,
        send: &MessageSpan,
        began: Instant,
        sent: Result<T, Stuck>,
    ) -> Result<T, Stuck> {
        match &sent {
            Ok(stored) => {
                if let Some(sequence) = stored.sequence() {
                    send.set(attribute::SEQUENCE, sequence);
                }
                self.service.metrics.operated(Operation::Send, began.elapsed(), send);
            }
            Err(Stuck::TooLarge) => send.fail("too_large", "larger than the server takes"),
            Err(Stuck::Stopping) => {
                send.fail("stopping", "the service stopped while it was blocked")
            }
        }
        sent
    }

    async fn settle(&self, span: &MessageSpan, how: Settled, settling: impl Future<Output = ()>) {
        let settle = span.settle(how, destination(&self.delivery().origin.subject));
        let began = Instant::now();
        settling.await;
        self.service.metrics.operated(Operation::Settle, began.elapsed(), &settle);
    }

    /// Where the raw document was stored: here, if this is the first stage, else as its record
    /// says.
    fn raw_position(&self) -> Option<StreamPosition> {
        match S::Input::FROM_OUTSIDE {
            true => Some(self.delivery().origin.position()),
            false => Record::from_bytes(&self.delivery().body).ok()?.raw_position(),
        }
    }

    /// The id that the stage before wrote into the headers; a publisher's own word for it is none.
    fn known_id(&self) -> Option<ArticleId> {
        let header = self.delivery().headers.get(header::ARTICLE_ID)?;
        header.parse().ok().filter(|_| !S::Input::FROM_OUTSIDE)
    }
}

/// A message on its way, and the span of its sending, which it carries on.
fn traced(span: &MessageSpan, message: Outbound) -> (Outbound, MessageSpan) {
    let send = span.send(&Sent {
        destination: destination(&message.subject),
        message_id: message.headers.get(header::NATS_MSG_ID),
        body_size: message.body.len(),
    });
    send.set_with(attribute::ARTICLE, || {
        message.headers.get(header::ARTICLE_ID).unwrap_or_default().to_owned()
    });
    (carried_on(&send, message), send)
}

/// A message that carries on the span of its sending.
fn carried_on(send: &MessageSpan, mut message: Outbound) -> Outbound {
    carry_on(send.context(), &mut message.headers);
    message
}

/// What the server says of a message that it was sent.
trait Stored {
    /// Its endpoints in the stream, where it was stored.
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

fn too_large(id: ArticleId) -> Failed {
    Failed {
        id: Some(id),
        code: "record_too_large",
        detail: "the record is larger than the server takes: raise max_payload on the server, or lower COURANT_MAX_BYTES".into(),
        verdict: Verdict::Reject,
    }
}
