mod large;

use std::sync::Arc;
use std::time::{Duration, Instant};

use article::{ArticleId, Record, StreamPosition, Timestamp, header};
use broker::{
    Ack, Cause, Delivery, Marked, Once, Outbound, Subject, dead_letter, duplicate_mark,
    filtered_mark, original,
};
use bytes::Bytes;
use stage::{Failed, Part, Processed, StoredText, Verdict};
use telemetry::{MessageSpan, Outcome, Sent, Settled};

use crate::cloud_event;
use crate::delivery_span::DeliverySpan;
use crate::destination::destination;
use crate::edge::Edge;
use crate::hop_context::{HopContext, carry_on};
use crate::outlet::{Outlet, Stuck};
use crate::report::{self, Ended};
use crate::resources::Resources;

/// A message is returned to the server for at least this long: without a delay, the server
/// redelivers it at once.
const MIN_RETURN_DELAY: Duration = Duration::from_millis(100);

/// Carries out the decision about one message: sends what has to be sent, then acknowledges the
/// message. `report` logs, counts and traces it.
#[derive(Debug)]
pub struct Settling<'a, E> {
    resources: &'a Resources<E>,
    /// The message and its span.
    pub span: Arc<DeliverySpan>,
    outlet: Outlet<'a, E>,
    hop: HopContext,
}

impl<'a, E: Edge> Settling<'a, E> {
    /// For one message that was delivered `at` a time.
    pub fn new(resources: &'a Resources<E>, delivery: Delivery, at: Instant) -> Self {
        let hop = HopContext::read(&delivery.headers, &delivery.origin, resources.from_outside);
        let traceparent = resources.from_outside.then(|| resources.settings.get().traceparent);
        let span = DeliverySpan::new(delivery, at, &resources.endpoints, traceparent);
        Self { resources, span: Arc::new(span), outlet: Outlet(resources), hop }
    }

    /// The message.
    pub fn delivery(&self) -> &Delivery {
        &self.span.delivery
    }

    /// The stage has processed the message: forwards, publishes or filters it. `object` is the
    /// content that the message refers to.
    pub async fn done(&self, processed: Processed, object: Option<Bytes>, attempt: u32) -> Ended {
        let id = processed.record().id();
        let span = self.span.of(id);
        span.around(self.send_and_acknowledge((processed, object), id, span, attempt)).await
    }

    /// A delivery's target has the article.
    pub async fn delivered(&self, id: ArticleId, attempt: u32) -> Ended {
        self.acknowledge(self.span.of(id), Ack::Ack).await;
        Ended { outcome: Outcome::Delivered, attempt, id: Some(id), failed: None }
    }

    /// The document has failed: stores a dead letter.
    pub async fn dead_letter(&self, failed: Failed, attempt: u32) -> Ended {
        let id = failed.id.or_else(|| self.known_id()).or_else(|| self.span.article());
        // A document that can't be decoded has no id. Its bytes still determine its trace.
        let span = self.span.of(id.unwrap_or_else(|| self.id_of_bytes()));
        span.around(Box::pin(self.send_dead_letter(failed, id, span, attempt))).await
    }

    /// Returns the message to the server, which redelivers it after `delay`.
    pub async fn return_to_server(
        &self,
        delay: Duration,
        attempt: u32,
        failed: Option<Failed>,
    ) -> Ended {
        let nak = Ack::Nak(delay.max(MIN_RETURN_DELAY));
        match self.span.begun() {
            Some(span) => self.acknowledge(span, nak).await,
            None => self.resources.edge.acknowledge(self.delivery(), nak).await,
        }
        Ended { outcome: Outcome::Returned, attempt, id: self.known_id(), failed }
    }

    /// Tells the server that the message is still being processed.
    pub async fn progress(&self) {
        self.resources.edge.acknowledge(self.delivery(), Ack::Progress).await;
    }

    async fn send_and_acknowledge(
        &self,
        (processed, object): (Processed, Option<Bytes>),
        id: ArticleId,
        span: &MessageSpan,
        attempt: u32,
    ) -> Ended {
        let sent = match processed {
            Processed::Forward { record, parts, full_text } => {
                self.forward(&record, (&parts, full_text, object.as_ref()), span).await
            }
            Processed::Publish { record, subject, language } => {
                self.publish(&record, subject.into(), &language, span).await
            }
            Processed::Filter { record, reason } => {
                let raw = self.raw_position();
                let marked = Marked { id, origin: &self.delivery().origin, raw: raw.as_ref() };
                // Of an erased article only the id is kept.
                let json = match reason.starts_with("erased") {
                    true => Record::new(id).to_json(),
                    false => record.to_json(),
                };
                let mark = filtered_mark(marked, reason, json);
                Box::pin(self.set_aside(mark, Outcome::Filtered, span)).await
            }
        };
        match sent {
            Ok(outcome) => {
                match self.object() {
                    None => self.acknowledge(span, Ack::Ack).await,
                    Some(object) => Box::pin(self.acknowledge_and_delete(span, &object)).await,
                }
                Ended { outcome, attempt, id: Some(id), failed: None }
            }
            Err(Stuck::TooLarge) => self.dead_letter(too_large(id), attempt).await,
            Err(Stuck::NoRoom) => self.dead_letter(no_room(id), attempt).await,
            Err(Stuck::NoRoomForText) => self.dead_letter(no_room_for_text(id), attempt).await,
            Err(Stuck::Stopping) => self.return_to_server(MIN_RETURN_DELAY, attempt, None).await,
        }
    }

    async fn forward(
        &self,
        record: &Record,
        (parts, full_text, object): (&[Part], Option<StoredText>, Option<&Bytes>),
        span: &MessageSpan,
    ) -> Result<Outcome, Stuck> {
        self.keep_original(record.id(), object).await?;
        if let Some(text) = full_text {
            Box::pin(self.store_full_text(text)).await?;
        }
        for (index, part) in parts.iter().enumerate() {
            Box::pin(self.part(self.hop.part(record.id(), index, part))).await?;
        }
        let output = &self.resources.endpoints.output;
        let message = || self.hop.message(self.resources.stage, record, output.clone());
        let (first, send) = traced(span, message());
        let again = || carried_on(&send, message());
        let sending = self.outlet.forward(first, again);
        match report::sending(&self.resources.metrics, &send, sending).await? {
            receipt if receipt.duplicate => self.duplicate(record.id(), span).await,
            _ => Ok(Outcome::Forwarded),
        }
    }

    /// Keeps the raw document, if the settings say so.
    async fn keep_original(&self, id: ArticleId, object: Option<&Bytes>) -> Result<(), Stuck> {
        let Delivery { origin, headers, body, .. } = self.delivery();
        let Some(keep) = *self.resources.keeps_originals.get() else { return Ok(()) };
        let original = original(origin, (headers, body), id, keep);
        if let Some(object) = object {
            Box::pin(self.keep_object(object, id, keep)).await?;
        }
        Box::pin(self.outlet.original(original)).await
    }

    async fn publish(
        &self,
        record: &Record,
        subject: Subject,
        language: &str,
        span: &MessageSpan,
    ) -> Result<Outcome, Stuck> {
        let id = record.id();
        let message = || {
            let mut message = self.hop.message(self.resources.stage, record, subject.clone());
            message.headers.push(header::LANGUAGE, language);
            cloud_event::describe(record, &mut message.headers);
            message
        };
        let (first, send) = traced(span, message());
        let again = || carried_on(&send, message());
        let sending = self.outlet.publish(id, first, again, self.hop.replaces());
        match report::sending(&self.resources.metrics, &send, sending).await? {
            Once::Published(receipt) if !receipt.duplicate => Ok(Outcome::Published),
            Once::Published(_) | Once::Already => self.duplicate(id, span).await,
        }
    }

    async fn duplicate(&self, id: ArticleId, span: &MessageSpan) -> Result<Outcome, Stuck> {
        let raw = self.raw_position();
        let marked = Marked { id, origin: &self.delivery().origin, raw: raw.as_ref() };
        let mark = duplicate_mark(marked, self.resources.stage);
        Box::pin(self.set_aside(mark, Outcome::Duplicate, span)).await
    }

    async fn set_aside(
        &self,
        mark: Outbound,
        outcome: Outcome,
        span: &MessageSpan,
    ) -> Result<Outcome, Stuck> {
        let (mark, send) = traced(span, mark);
        let sending = self.outlet.set_aside(mark);
        report::sending(&self.resources.metrics, &send, sending).await?;
        Ok(outcome)
    }

    async fn send_dead_letter(
        &self,
        failed: Failed,
        id: Option<ArticleId>,
        span: &MessageSpan,
        attempt: u32,
    ) -> Ended {
        let stage = self.resources.stage;
        let Delivery { origin, headers, body, .. } = self.delivery();
        let subject = article::subject::dead(stage, failed.code);
        let destination = destination(&subject);
        let send = span.send(&Sent { destination, message_id: None, body_size: body.len() });
        if let Some(id) = id {
            send.set_with(telemetry::attribute::ARTICLE, || id.to_string());
        }
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
        let max_payload = self.resources.edge.max_payload();
        let dead_letter = dead_letter(origin, (headers, body), &cause, max_payload);
        let sending = self.outlet.dead_letter(dead_letter);
        match report::sending(&self.resources.metrics, &send, sending).await {
            Ok(receipt) => {
                if receipt.duplicate {
                    report::dead_letter_stored_before(origin);
                }
                self.acknowledge(span, Ack::Term).await;
                Ended { outcome: Outcome::Dead, attempt, id, failed: Some(failed) }
            }
            // A dead letter is cut to `max_payload`, so the server has just lowered its limit.
            Err(Stuck::TooLarge | Stuck::Stopping | Stuck::NoRoom | Stuck::NoRoomForText) => {
                self.return_to_server(MIN_RETURN_DELAY, attempt, None).await
            }
        }
    }

    async fn acknowledge(&self, span: &MessageSpan, ack: Ack) {
        let how = match ack {
            Ack::Ack | Ack::Progress => Settled::Ack,
            Ack::Nak(_) => Settled::Nak,
            Ack::Term => Settled::Term,
        };
        let destination = destination(&self.delivery().origin.subject);
        let settling = self.resources.edge.acknowledge(self.delivery(), ack);
        report::settling(&self.resources.metrics, (span, how, destination), settling).await;
    }

    /// Where the raw document was stored: in this stream for the first stage, otherwise as in the record.
    fn raw_position(&self) -> Option<StreamPosition> {
        match self.resources.from_outside {
            true => Some(self.delivery().origin.position()),
            false => Record::from_bytes(&self.delivery().body).ok()?.raw_position(),
        }
    }

    /// The id that the previous stage wrote into the headers. A publisher's header is not trusted.
    fn known_id(&self) -> Option<ArticleId> {
        let header = self.delivery().headers.get(header::ARTICLE_ID)?;
        header.parse().ok().filter(|_| !self.resources.from_outside)
    }
}

/// A message, and the span of its sending. The message carries the span's context.
fn traced(span: &MessageSpan, message: Outbound) -> (Outbound, MessageSpan) {
    let send = span.send(&Sent {
        destination: destination(&message.subject),
        message_id: message.headers.get(header::NATS_MSG_ID),
        body_size: message.body.len(),
    });
    send.set_with(telemetry::attribute::ARTICLE, || {
        message.headers.get(header::ARTICLE_ID).unwrap_or_default().to_owned()
    });
    (carried_on(&send, message), send)
}

/// The message, carrying the context of the span of its sending.
fn carried_on(send: &MessageSpan, mut message: Outbound) -> Outbound {
    carry_on(send.context(), &mut message.headers);
    message
}

fn too_large(id: ArticleId) -> Failed {
    Failed {
        id: Some(id),
        code: "record_too_large",
        detail: "the record is larger than the server accepts: raise max_payload on the server, or lower COURANT_MAX_BYTES".into(),
        verdict: Verdict::Reject,
    }
}

fn no_room(id: ArticleId) -> Failed {
    Failed {
        id: Some(id),
        code: "no_room_for_parts",
        detail: "the stream of raw documents had no room for the document's attachments: replay it when fewer documents wait".into(),
        verdict: Verdict::Reject,
    }
}

fn no_room_for_text(id: ArticleId) -> Failed {
    Failed {
        id: Some(id),
        code: "no_room_for_text",
        detail: "the bucket ARTICLES_LARGE had no room for the full text: give it more space (`courant setup --apply --stream-size OBJ_ARTICLES_LARGE=SIZE`) and replay it, or unset COURANT_LARGE".into(),
        verdict: Verdict::Reject,
    }
}
