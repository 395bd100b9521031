//! Conservation by document: every accepted one is published, set aside, dead or in flight.
//!
//! A document is known by its position in the first stream, which every later record, mark and dead
//! letter carries. One bit for each is enough to find those that nothing carries any more.

mod counts;
mod evidence;
mod seen;

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use article::{ArticleId, Timestamp};
use broker::table::{DEAD, PUBLISHED, RAW, SET_ASIDE};
use broker::{Broker, LookupError, StreamReport};
use serde::Serialize;

use crate::words::hour;
pub use counts::Counts;
use evidence::{Evidence, Kind, Reading};
use seen::Seen;

/// The result of an audit.
#[derive(Debug, Clone, Serialize)]
pub struct Audit {
    /// The first message of `ARTICLES_RAW` that could be checked.
    pub first: u64,
    /// The last one when the audit began.
    pub last: u64,
    /// Earlier messages, whose results have expired or are older than asked for.
    pub not_checkable: u64,
    /// What was found of those that could be checked.
    pub counts: Counts,
    /// The same by the hour in which they were accepted, as far as that is known, or finished.
    pub hours: BTreeMap<Timestamp, Counts>,
    /// The number of documents that nothing is known of.
    pub missing: u64,
    /// The first of them.
    pub named: Vec<Missing>,
    /// Documents without a trace that a later version of the same article may have replaced.
    pub perhaps_replaced: u64,
    /// Dead letters that are gone without a mark: replayed, deleted by another program, or stolen.
    pub dead_letters_gone: u64,
}

/// A document that nothing is known of.
#[derive(Debug, Clone, Serialize)]
pub struct Missing {
    /// Its sequence in `ARTICLES_RAW`.
    pub sequence: u64,
    /// Its id, if a mark names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ArticleId>,
    /// The last document before it that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Neighbour>,
    /// The first document after it that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Neighbour>,
}

/// A document stored shortly before or after a missing one.
#[derive(Debug, Clone, Serialize)]
pub struct Neighbour {
    /// Its sequence in `ARTICLES_RAW`.
    pub sequence: u64,
    /// When it was stored or, if that is not known, finished.
    pub at: Timestamp,
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ArticleId>,
}

/// So many missing documents are named.
const NAMED: usize = 100;
/// A document that moves against the stream while it is read, as a replayed one does, is looked for
/// once more.
const LOOKS: usize = 3;
/// So many duplicates are checked for whether the article that they repeat exists.
const DUPLICATES: usize = 10_000;

/// Audits what was accepted since then, or all that can still be checked.
pub async fn audit(broker: &Broker, since: Option<Timestamp>) -> Result<Audit, LookupError> {
    // The cut: what is accepted from here on is not looked at.
    let raw = broker.stream_metrics(RAW).await?;
    let Some(report) = broker.stream_report(RAW).await? else {
        return Err(LookupError::NoStream(RAW.to_owned()));
    };
    let kept = horizon(broker).await?;
    let since = since.map_or(kept, |since| since.max(kept));
    let everything = report.created_at >= since;
    let reading =
        Reading { broker, created_at: report.created_at, since: (!everything).then_some(since) };
    let mut pass = Pass::new(raw.last_sequence);
    reading.each(|evidence| pass.see(&evidence)).await?;
    let first = match everything {
        true => 1,
        false => pass.first_since(since).unwrap_or(raw.last_sequence + 1),
    };
    let mut absent = pass.seen.absent(first, raw.last_sequence, NAMED);
    let mut count = pass.seen.count_absent(first, raw.last_sequence);
    for _ in 1..LOOKS {
        if count == 0 {
            break;
        }
        let before = count;
        reading.each(|evidence| pass.seen.add(&evidence)).await?;
        absent = pass.seen.absent(first, raw.last_sequence, NAMED);
        count = pass.seen.count_absent(first, raw.last_sequence);
        if count == before {
            break;
        }
    }
    let orphans = match everything {
        true => pass.orphans(broker).await?,
        false => Vec::new(),
    };
    let perhaps_replaced = perhaps_replaced(broker, &pass, count).await?;
    let mut named = match perhaps_replaced {
        0 => name(&reading, &absent).await?,
        _ => Vec::new(),
    };
    named.extend(orphans.iter().map(|(sequence, id)| Missing {
        sequence: *sequence,
        id: Some(*id),
        before: None,
        after: None,
    }));
    Ok(Audit {
        first,
        last: raw.last_sequence,
        not_checkable: first.saturating_sub(1).min(raw.last_sequence),
        counts: pass.counts,
        hours: pass.hours,
        missing: count - perhaps_replaced + orphans.len() as u64,
        named,
        perhaps_replaced,
        dead_letters_gone: gone(broker, DEAD).await?.saturating_sub(pass.counts.dropped),
    })
}

/// Before this time, results may have expired.
async fn horizon(broker: &Broker) -> Result<Timestamp, LookupError> {
    let mut shortest = Duration::MAX;
    for stream in [PUBLISHED, DEAD, SET_ASIDE] {
        let report: Option<StreamReport> = broker.stream_report(stream).await?;
        let age = report.map_or(Duration::MAX, |report| report.config.max_age);
        if !age.is_zero() {
            shortest = shortest.min(age);
        }
    }
    Ok(Timestamp::now().checked_sub(shortest).unwrap_or(Timestamp::MIN))
}

/// How many messages of a stream were deleted.
async fn gone(broker: &Broker, stream: &str) -> Result<u64, LookupError> {
    let metrics = broker.stream_metrics(stream).await?;
    Ok(metrics.last_sequence.saturating_sub(metrics.messages))
}

/// A record that replaces an earlier one of the same article deletes it, and with it the trace of
/// the earlier document.
async fn perhaps_replaced(broker: &Broker, pass: &Pass, count: u64) -> Result<u64, LookupError> {
    if count == 0 || !pass.replacements {
        return Ok(0);
    }
    Ok(if count <= gone(broker, PUBLISHED).await? { count } else { 0 })
}

/// Finds the neighbours of the missing ones.
async fn name(reading: &Reading<'_>, absent: &[u64]) -> Result<Vec<Missing>, LookupError> {
    let missing = |&sequence| Missing { sequence, id: None, before: None, after: None };
    let mut named: Vec<Missing> = absent.iter().map(missing).collect();
    if named.is_empty() {
        return Ok(named);
    }
    reading
        .each(|evidence| {
            let Evidence { sequence, id, at, .. } = evidence;
            let neighbour = || Some(Neighbour { sequence, at, id });
            for missing in &mut named {
                let nearer = |known: &Option<Neighbour>| {
                    known.as_ref().is_none_or(|known| {
                        known.sequence.abs_diff(missing.sequence)
                            > sequence.abs_diff(missing.sequence)
                    })
                };
                if sequence < missing.sequence && nearer(&missing.before) {
                    missing.before = neighbour();
                } else if sequence > missing.sequence && nearer(&missing.after) {
                    missing.after = neighbour();
                }
            }
        })
        .await?;
    Ok(named)
}

/// What one reading of all streams has found.
struct Pass {
    seen: Seen,
    counts: Counts,
    hours: BTreeMap<Timestamp, Counts>,
    /// Accepted when and where, for the beginning of the window.
    accepted: BTreeMap<Timestamp, u64>,
    duplicates: Vec<(u64, ArticleId)>,
    settled: HashSet<ArticleId>,
    replacements: bool,
}

impl Pass {
    fn new(last: u64) -> Self {
        Self {
            seen: Seen::new(last),
            counts: Counts::default(),
            hours: BTreeMap::new(),
            accepted: BTreeMap::new(),
            duplicates: Vec::new(),
            settled: HashSet::new(),
            replacements: false,
        }
    }

    fn see(&mut self, evidence: &Evidence) {
        let Evidence { sequence, kind, id, at, accepted_at, replaces, .. } = *evidence;
        self.seen.add(evidence);
        if sequence <= self.seen.last() {
            self.counts.add(kind);
            self.hours.entry(hour(at)).or_default().add(kind);
        }
        if let Some(accepted) = accepted_at {
            let hour = self.accepted.entry(accepted).or_insert(sequence);
            *hour = sequence.min(*hour);
            // Only the earliest ones decide where the window begins.
            if self.accepted.len() > 1_000 {
                self.accepted.pop_last();
            }
        }
        self.replacements |= replaces;
        match (kind, id) {
            (Kind::Duplicate, Some(id)) if self.duplicates.len() < DUPLICATES => {
                self.duplicates.push((sequence, id));
            }
            (Kind::Dead | Kind::Dropped | Kind::Filtered | Kind::InFlight, Some(id)) => {
                self.settled.insert(id);
                // Without space for more, no duplicate is called an orphan.
                if self.settled.len() > 1_000_000 {
                    self.duplicates.clear();
                }
            }
            (
                Kind::Published
                | Kind::Duplicate
                | Kind::Dead
                | Kind::Dropped
                | Kind::Filtered
                | Kind::InFlight,
                _,
            ) => {}
        }
    }

    /// The first message that was accepted at or after a time.
    fn first_since(&self, since: Timestamp) -> Option<u64> {
        self.accepted.range(since..).map(|(_, sequence)| *sequence).min()
    }

    /// Duplicates of an article that is nowhere.
    async fn orphans(&self, broker: &Broker) -> Result<Vec<(u64, ArticleId)>, LookupError> {
        let mut orphans = Vec::new();
        for &(sequence, id) in &self.duplicates {
            let known = self.settled.contains(&id) || broker.published(id).await?.is_some();
            if !known && sequence <= self.seen.last() {
                orphans.push((sequence, id));
            }
        }
        Ok(orphans)
    }
}
