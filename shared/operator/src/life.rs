//! The history of a document, from what the streams still hold.

mod event;
mod near;
mod search;

use article::{ArticleId, Record, StreamPosition, Timestamp, subject};
use broker::table::{DEAD, PUBLISHED, RAW, SET_ASIDE};
use broker::{Broker, DeadLetter, LookupError, Start, Stored, partition};
use bytes::Bytes;
use serde::Serialize;

use crate::content::content;

pub use event::{Event, What};
pub use near::{Near, near};
pub use search::{Wanted, find};

/// What happened to one article.
#[derive(Debug, Clone, Serialize)]
pub struct Life {
    /// The article's id.
    pub id: ArticleId,
    /// Its known events, in chronological order.
    pub events: Vec<Event>,
    /// Where it is now.
    pub outcome: Outcome,
    /// Where its raw document was stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw: Option<StreamPosition>,
    /// Its title, if it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its trace, as W3C Trace Context's trace id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
    /// How far back each stream goes.
    pub kept_since: Vec<KeptSince>,
}

/// How far back a stream goes.
#[derive(Debug, Clone, Serialize)]
pub struct KeptSince {
    /// The stream.
    pub stream: &'static str,
    /// When its oldest message was stored; `None` if it is empty.
    pub oldest: Option<Timestamp>,
    /// For how many days it keeps messages; 0 without a limit.
    pub days: u64,
}

/// Where a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is published.
    Published,
    /// A rule filtered it out.
    Filtered,
    /// It is a dead letter.
    Dead,
    /// It was a dead letter, which an operator dropped.
    Dropped,
    /// It was erased.
    Erased,
    /// It waits in a stream, or a stage is processing it.
    InFlight,
    /// Only known as a duplicate.
    Duplicate,
    /// The streams hold nothing about it.
    Unknown,
}

/// Computes the id of a raw document by ingestion's rules. The content is given if it is stored
/// separately.
pub type Identify<'a> = &'a dyn Fn(&Stored, Option<Bytes>) -> Option<ArticleId>;

impl Life {
    /// Reads what all streams hold about an article.
    pub async fn read(
        broker: &Broker,
        id: ArticleId,
        identify: Identify<'_>,
    ) -> Result<Self, LookupError> {
        let mut life = Self {
            id,
            events: Vec::new(),
            outcome: Outcome::Unknown,
            raw: None,
            title: None,
            trace: None,
            kept_since: Vec::new(),
        };
        // In the order of the pipeline, so that a document that moves on meanwhile is seen later.
        let layout = broker.read_layout().await?;
        for stage in broker.topology().stages() {
            for part in layout.all() {
                let stream = part.name(stage.input);
                match life.queued(broker, stream, stage.stage, identify).await {
                    // It was drained and removed meanwhile.
                    Err(LookupError::NoStream(_)) if layout.is_draining(stream) => {}
                    read => read?,
                }
            }
        }
        if let Some(stored) = broker.published(id).await? {
            life.published(&stored);
        }
        if let Some(tombstone) = broker.newest(PUBLISHED, &subject::erased(id)).await? {
            let what = What::Erased { stream: PUBLISHED, sequence: tombstone.sequence };
            life.push(tombstone.stored_at, what);
        }
        life.dead(broker).await?;
        life.set_aside(broker).await?;
        life.events.sort_by_key(|event| event.at);
        life.events.dedup_by(|a, b| a.at == b.at && a.what == b.what);
        event::waits(&mut life.events);
        life.outcome = life.current();
        for stream in [PUBLISHED, DEAD, SET_ASIDE] {
            let metrics = broker.stream_metrics(stream).await?;
            let report = broker.stream_report(stream).await?;
            let days = report.map_or(0, |report| report.config.max_age.as_secs() / 86_400);
            life.kept_since.push(KeptSince { stream, oldest: metrics.oldest, days });
        }
        Ok(life)
    }

    fn current(&self) -> Outcome {
        let has = |what: fn(&What) -> bool| self.events.iter().any(|event| what(&event.what));
        // A waiting message may be another copy of the document.
        if has(|what| matches!(what, What::Waiting { .. })) {
            Outcome::InFlight
        } else if has(|what| matches!(what, What::Published { .. })) {
            Outcome::Published
        } else if has(|what| matches!(what, What::DeadLetter { .. })) {
            Outcome::Dead
        } else if has(|what| matches!(what, What::Erased { .. })) {
            Outcome::Erased
        } else if has(|what| matches!(what, What::Dropped { .. })) {
            Outcome::Dropped
        } else if has(|what| matches!(what, What::Filtered { .. })) {
            Outcome::Filtered
        } else if has(|what| matches!(what, What::Duplicate { .. })) {
            Outcome::Duplicate
        } else {
            Outcome::Unknown
        }
    }

    fn published(&mut self, stored: &Stored) {
        self.record(stored);
        let subject = stored.subject.clone();
        self.push(stored.stored_at, What::Published { subject, sequence: stored.sequence });
    }

    async fn dead(&mut self, broker: &Broker) -> Result<(), LookupError> {
        let mut pages = broker.pages(DEAD, "articles.dead.>", Start::Sequence(1));
        while let Some(stored) = pages.next().await? {
            let (number, at) = (stored.sequence, stored.stored_at);
            if event::id(&stored) != Some(self.id) {
                continue;
            }
            self.record(&stored);
            if let Some(read) = DeadLetter::read(&stored.headers, stored.body) {
                let DeadLetter { stage, code, detail, attempts, replays, .. } = read;
                let what = What::DeadLetter { number, stage, code, detail, attempts, replays };
                self.push(at, what);
            }
        }
        Ok(())
    }

    async fn set_aside(&mut self, broker: &Broker) -> Result<(), LookupError> {
        let mut pages = broker.pages(SET_ASIDE, ">", Start::Sequence(1));
        while let Some(stored) = pages.next().await? {
            if event::id(&stored) != Some(self.id) {
                continue;
            }
            self.record(&stored);
            let sequence = stored.sequence;
            let what = match stored.subject.strip_prefix("articles.filtered.") {
                Some("dropped") => event::dropped(&stored),
                Some("erased") => What::Erased { stream: SET_ASIDE, sequence },
                Some(reason) => What::Filtered { reason: reason.to_owned(), sequence },
                None => {
                    let stage = stored.subject.rsplit('.').next().unwrap_or_default().to_owned();
                    What::Duplicate { stage, sequence }
                }
            };
            self.push(stored.stored_at, what);
        }
        Ok(())
    }

    async fn queued(
        &mut self,
        broker: &Broker,
        stream: &'static str,
        stage: &'static str,
        identify: Identify<'_>,
    ) -> Result<(), LookupError> {
        let mut pages = broker.pages(stream, ">", Start::Sequence(1));
        while let Some(stored) = pages.next().await? {
            let id = if partition::of_stream(stream).0 == RAW {
                identify(&stored, content(broker, &stored).await?)
            } else {
                event::id(&stored)
            };
            if id == Some(self.id) {
                self.record(&stored);
                let sequence = stored.sequence;
                self.push(stored.stored_at, What::Waiting { stage, stream, sequence });
            }
        }
        Ok(())
    }

    /// Adds the events in a record's trail.
    fn record(&mut self, stored: &Stored) {
        let trace = stored.headers.get(article::header::TRACEPARENT);
        let trace = trace.and_then(|parent| parent.split('-').nth(1)).map(str::to_owned);
        self.trace = self.trace.take().or(trace);
        if let Some(number) = event::replayed(stored) {
            self.push(number.stored_at, What::Replayed { number: number.sequence });
        }
        let Ok(record) = Record::from_bytes(&stored.body) else {
            self.raw = self.raw.take().or_else(|| StreamPosition::read(&stored.headers));
            return;
        };
        let facts = event::facts(&record);
        self.title = self.title.take().or(facts.title);
        for (place, entry) in record.trail().unwrap_or_default().into_iter().enumerate() {
            if let (0, Some(at)) = (place, facts.received_at) {
                self.raw = self.raw.take().or_else(|| entry.raw.clone());
                let raw = entry.raw.as_ref();
                let stream = raw.map_or(RAW, |raw| partition::of_stream(&raw.stream).1.name(RAW));
                let sequence = raw.map(|raw| raw.sequence);
                self.push(at, What::Accepted { stream, sequence });
            }
            self.push(entry.at, What::worked(entry));
        }
    }

    fn push(&mut self, at: Timestamp, what: What) {
        self.events.push(Event { at, waited_ms: None, what });
    }
}
