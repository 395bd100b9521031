use std::collections::{BTreeMap, HashSet};

use article::{Record, StreamPosition, Timestamp};
use broker::{Broker, Part, Receipt, Stored, Tail, partition, table};
use serde::Deserialize;

use super::figures::{Step, Timeline};
use crate::fault::Fault;

/// Watches for the outcomes of documents that are sent from now on.
pub(super) struct Watch {
    aside: Tail,
    dead: Tail,
    open: HashSet<Raw>,
    /// Outcomes that arrived before the acknowledgement of their document.
    early: BTreeMap<Raw, Outcome>,
}

/// A raw document: its sequence in the part of the queue that stores it. Early outcomes are dropped
/// in this order, which treats all parts equally.
type Raw = (u64, Part);

/// The outcome of a document.
#[derive(Debug, Clone)]
pub(super) enum Outcome {
    /// It went through all stages.
    Through(Box<Timeline>),
    /// A stage rejected it, with this code.
    Dead(String),
    /// A stage set it aside, for this reason.
    Aside(String),
}

/// How many early outcomes are kept, including those of other sources' documents.
const MAX_EARLY: usize = 4096;

impl Watch {
    pub(super) async fn new(broker: &Broker) -> Result<Self, Fault> {
        Ok(Self {
            aside: broker.tail(table::SET_ASIDE, ">", None).await?,
            dead: broker.tail(table::DEAD, "articles.dead.>", None).await?,
            open: HashSet::new(),
            early: BTreeMap::new(),
        })
    }

    /// How many documents are in flight.
    pub(super) fn open(&self) -> usize {
        self.open.len()
    }

    /// Records that a document was accepted. Returns its outcome if it is already known.
    pub(super) fn accepted(&mut self, receipt: &Receipt) -> Option<Outcome> {
        let raw = (receipt.sequence, receipt.part);
        let outcome = self.early.remove(&raw);
        if outcome.is_none() {
            self.open.insert(raw);
        }
        outcome
    }

    /// The next outcome of a document. Dropping the future loses nothing.
    pub(super) async fn next(&mut self) -> Outcome {
        loop {
            let stored = tokio::select! {
                stored = self.aside.next() => stored,
                stored = self.dead.next() => stored,
            };
            let Some(raw) = raw(&stored) else { continue };
            let outcome = outcome(&stored);
            if self.open.remove(&raw) {
                return outcome;
            }
            self.early.insert(raw, outcome);
            if self.early.len() > MAX_EARLY {
                self.early.pop_first();
            }
        }
    }
}

/// The raw document that an outcome belongs to.
fn raw(stored: &Stored) -> Option<Raw> {
    let position = StreamPosition::read(&stored.headers)?;
    let (queue, part) = partition::of_stream(&position.stream);
    (queue == table::RAW).then_some((position.sequence, part))
}

fn outcome(stored: &Stored) -> Outcome {
    let last = stored.subject.rsplit('.').next().unwrap_or_default().to_owned();
    if stored.subject.starts_with("articles.dead.") {
        return Outcome::Dead(last);
    }
    match (&*stored.subject, timeline(stored)) {
        ("articles.filtered.bench", Some(timeline)) => Outcome::Through(Box::new(timeline)),
        _ => Outcome::Aside(last),
    }
}

#[derive(Deserialize)]
struct Received {
    received_at: Timestamp,
}

/// The path of a document, by the clocks of the server and the services.
fn timeline(stored: &Stored) -> Option<Timeline> {
    let record = Record::from_bytes(&stored.body).ok()?;
    let received: Received = serde_json::from_str(record.raw("document")?.get()).ok()?;
    let trail = record.trail().ok()?.into_iter();
    let steps = trail.map(|entry| Step {
        stage: entry.stage.into_owned(),
        at: entry.at,
        work_ms: entry.duration_ms,
    });
    let (accepted, finished) = (received.received_at, stored.stored_at);
    Some(Timeline { accepted, steps: steps.collect(), finished })
}
