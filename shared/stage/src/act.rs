use std::time::Duration;

use article::{ArticleId, Record, Section, Timestamp, header};
use broker::{Cause, Delivery, Once, Outbound, dead_letter, duplicate_mark, filtered_mark};
use telemetry::{Outcome, TraceContext};

use crate::hop::Passage;
use crate::outlet::{Outlet, Stuck};
use crate::service::Service;
use crate::{Failed, Input, Stage, Verdict, Worked};

/// The shortest wait that a message is handed back with: a bare `Nak` comes back at once.
const SHORTEST: Duration = Duration::from_millis(100);

/// What a service does about one message, once it is decided: the network side of settling.
pub struct Act<'a, S: Stage> {
    service: &'a Service<S>,
    /// The message.
    pub delivery: &'a Delivery,
    passage: Passage,
    outlet: Outlet<'a>,
}

/// How a message's life ended.
#[derive(Debug)]
pub struct Ended {
    outcome: Outcome,
    attempt: u32,
    id: Option<ArticleId>,
    trace: Option<TraceContext>,
    failed: Option<Failed>,
}

impl<'a, S: Stage> Act<'a, S> {
    /// For one message in hand.
    pub fn new(service: &'a Service<S>, delivery: &'a Delivery) -> Self {
        let outside = S::Input::FROM_OUTSIDE.then_some(service.settings.traceparent);
        let passage = Passage::read(&delivery.headers, &delivery.origin, outside);
        Self { service, delivery, passage, outlet: service.outlet() }
    }

    /// The stage's work is done: on, out, or aside.
    pub async fn done(&self, worked: Worked, attempt: u32) -> Ended {
        let id = worked.record().id();
        let trace = self.passage.trace(id);
        let (outcome, sent) = match worked {
            Worked::Forward(record) => {
                let message = self.message(&record, trace, self.service.place.output.clone());
                match self.outlet.forward(message).await {
                    Ok(receipt) if receipt.duplicate => self.duplicate(id).await,
                    Ok(_) => (Outcome::Forwarded, Ok(())),
                    Err(stuck) => (Outcome::Forwarded, Err(stuck)),
                }
            }
            Worked::Publish { record, subject, language } => {
                let mut message = self.message(&record, trace, subject);
                message.headers.push(header::LANGUAGE, language);
                match self.outlet.publish(id, message, self.passage.replaces()).await {
                    Ok(Once::Already) => self.duplicate(id).await,
                    Ok(Once::Published(receipt)) if receipt.duplicate => self.duplicate(id).await,
                    Ok(Once::Published(_)) => (Outcome::Published, Ok(())),
                    Err(stuck) => (Outcome::Published, Err(stuck)),
                }
            }
            Worked::Filter { record, reason } => {
                let origin = &self.delivery.origin;
                let mark = filtered_mark(id, origin, reason, record.to_json());
                (Outcome::Filtered, self.outlet.set_aside(mark).await.map(drop))
            }
        };
        match sent {
            Ok(()) => {
                self.delivery.ack().await;
                Ended { outcome, attempt, id: Some(id), trace: Some(trace), failed: None }
            }
            Err(Stuck::TooLarge) => self.dead(too_large(id), attempt).await,
            Err(Stuck::Stopping) => self.hand_back(SHORTEST, attempt, None).await,
        }
    }

    /// The stage gave the document up.
    pub async fn dead(&self, failed: Failed, attempt: u32) -> Ended {
        let id = failed.id.or_else(|| self.known_id());
        // A document that can't be read has no id of its own; its bytes still name its trace.
        let trace_of = id.unwrap_or_else(|| ArticleId::of("", "", &self.delivery.body));
        let trace = self.passage.trace(trace_of);
        let cause = Cause {
            stage: S::Section::STAGE,
            code: failed.code,
            detail: &failed.detail,
            id,
            attempts: attempt,
            at: Timestamp::now(),
            traceparent: &trace.to_string(),
        };
        let Delivery { origin, headers, body, .. } = self.delivery;
        let max_payload = self.service.broker.max_payload();
        let letter = dead_letter(origin, (headers, body), &cause, max_payload);
        match self.outlet.bury(letter).await {
            Ok(_) => {
                self.delivery.term().await;
                let trace = Some(trace);
                Ended { outcome: Outcome::Dead, attempt, id, trace, failed: Some(failed) }
            }
            // A letter is cut to what the server takes, so this is a server that changed its mind.
            Err(Stuck::TooLarge | Stuck::Stopping) => self.hand_back(SHORTEST, attempt, None).await,
        }
    }

    /// Back to the server.
    pub async fn hand_back(&self, delay: Duration, attempt: u32, failed: Option<Failed>) -> Ended {
        self.delivery.hand_back(delay.max(SHORTEST)).await;
        let id = self.known_id();
        Ended { outcome: Outcome::HandedBack, attempt, id, trace: None, failed }
    }

    /// One line per document and stage, once it is settled.
    pub fn tell(&self, ended: &Ended, took: Duration) {
        self.service.metrics.settled(ended.outcome, took);
        let origin = &self.delivery.origin;
        let failed = ended.failed.as_ref();
        tracing::info!(
            courant.article.id = ended.id.map(tracing::field::display),
            courant.stage = S::Section::STAGE,
            courant.outcome = ended.outcome.name(),
            courant.attempt = ended.attempt,
            courant.duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            error.r#type = failed.map(|failed| failed.code),
            error.message = failed.map(|failed| failed.detail.as_str()),
            messaging.nats.stream = origin.stream,
            messaging.nats.stream.sequence = origin.sequence,
            messaging.nats.delivered = origin.delivered,
            traceparent = ended.trace.map(tracing::field::display),
            "settled"
        );
    }

    /// An attempt failed, and another follows.
    pub fn tell_retry(&self, failed: &Failed, attempt: u32, wait: Duration) {
        self.service.metrics.settled(Outcome::Retried, Duration::ZERO);
        tracing::info!(
            courant.article.id = failed.id.map(tracing::field::display),
            courant.stage = S::Section::STAGE,
            courant.attempt = attempt,
            courant.wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
            error.r#type = failed.code,
            "an attempt failed"
        );
    }

    async fn duplicate(&self, id: ArticleId) -> (Outcome, Result<(), Stuck>) {
        let mark = duplicate_mark(id, &self.delivery.origin, S::Section::STAGE);
        (Outcome::Duplicate, self.outlet.set_aside(mark).await.map(drop))
    }

    fn message(&self, record: &Record, trace: TraceContext, subject: String) -> Outbound {
        self.passage.message(S::Section::STAGE, record, trace, subject)
    }

    /// The id that the stage before wrote into the headers; a publisher's own word for it is none.
    fn known_id(&self) -> Option<ArticleId> {
        let header = self.delivery.headers.get(header::ARTICLE_ID)?;
        header.parse().ok().filter(|_| !S::Input::FROM_OUTSIDE)
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
