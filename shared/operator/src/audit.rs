//! Conservation per document: every accepted document is published, set aside, dead, erased or in
//! flight.
//!
//! A document is identified by its position in the first stream, which every later record, mark and
//! dead letter carries. One bit per document is enough to find the missing ones.

mod counts;
mod evidence;
mod missing;
mod raw;
mod seen;

use std::collections::{BTreeMap, HashSet};
use std::time::Duration;

use article::{ArticleId, Timestamp};
use broker::table::{DEAD, PUBLISHED, SET_ASIDE};
use broker::{Broker, LookupError, StreamReport};
use serde::Serialize;

use crate::words::hour;
pub use counts::Counts;
use evidence::{Evidence, Kind, Reading};
pub use missing::{Missing, Neighbour};
use raw::{Raws, split};
use seen::Seen;

/// The result of an audit.
#[derive(Debug, Clone, Serialize)]
pub struct Audit {
    /// The first message of `ARTICLES_RAW` that could be checked. With several partitions, the
    /// checked messages are counted from 1.
    pub first: u64,
    /// The last message when the audit began.
    pub last: u64,
    /// The number of streams of raw documents.
    pub partitions: usize,
    /// Earlier messages, whose results have expired or are older than requested.
    pub not_checkable: u64,
    /// The results of the checked messages.
    pub counts: Counts,
    /// The same by the hour in which they were accepted or, if unknown, finished.
    pub hours: BTreeMap<Timestamp, Counts>,
    /// The number of missing documents.
    pub missing: u64,
    /// The first of them.
    pub named: Vec<Missing>,
    /// Missing documents that a later version of the same article may have replaced.
    pub perhaps_replaced: u64,
    /// Dead letters that disappeared without a mark: replayed, or deleted by another program.
    pub dead_letters_gone: u64,
}

/// Maximum number of missing documents that are named.
const NAMED: usize = 100;
/// Number of passes: a document that moves backwards meanwhile, such as a replayed one, may be
/// missed by one.
const LOOKS: usize = 3;
/// Maximum number of duplicates that are checked for an existing article.
const DUPLICATES: usize = 10_000;

/// Audits documents accepted since that time, or all that can still be checked.
pub async fn audit(broker: &Broker, since: Option<Timestamp>) -> Result<Audit, LookupError> {
    let raws = Raws::read(broker).await?;
    let kept = horizon(broker).await?;
    let since = since.map_or(kept, |since| since.max(kept));
    let everything = raws.iter().all(|raw| raw.created_at >= since);
    let reading = Reading { broker, raws: &raws, since: (!everything).then_some(since) };
    let mut pass = Pass::new(&raws);
    reading.each(|evidence| pass.see(&evidence)).await?;
    let from = (!everything).then_some(since);
    let mut absent = pass.absent(&raws, from);
    let mut count = pass.count_absent(from);
    for _ in 1..LOOKS {
        if count == 0 {
            break;
        }
        let before = count;
        reading.each(|evidence| pass.add(&evidence)).await?;
        absent = pass.absent(&raws, from);
        count = pass.count_absent(from);
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
        0 => missing::name(&reading, &absent).await?,
        _ => Vec::new(),
    };
    for &(number, id) in &orphans {
        named.push(missing::orphan(&reading, number, id).await);
    }
    let checked: Vec<(u64, u64)> = pass.windows(from).collect();
    let (first, last) = match checked[..] {
        [one] => one,
        // Counted across all partitions.
        _ => (1, checked.iter().map(|(first, last)| (last + 1).saturating_sub(*first)).sum()),
    };
    Ok(Audit {
        first,
        last,
        partitions: checked.len(),
        not_checkable: checked.iter().map(|(first, last)| first.saturating_sub(1).min(*last)).sum(),
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

/// A record that replaces an earlier one of the same article deletes it, and with it the evidence
/// of the earlier document.
async fn perhaps_replaced(broker: &Broker, pass: &Pass, count: u64) -> Result<u64, LookupError> {
    if count == 0 || !pass.replacements {
        return Ok(0);
    }
    Ok(if count <= gone(broker, PUBLISHED).await? { count } else { 0 })
}

/// The results of reading all streams once.
struct Pass {
    /// For each stream of raw documents.
    parts: Vec<Part>,
    counts: Counts,
    hours: BTreeMap<Timestamp, Counts>,
    duplicates: Vec<(u64, ArticleId)>,
    settled: HashSet<ArticleId>,
    replacements: bool,
}

/// The results for one stream of raw documents.
struct Part {
    seen: Seen,
    /// When and where documents were accepted, for the beginning of the window.
    accepted: BTreeMap<Timestamp, u64>,
}

impl Part {
    /// The checked range: from the first message accepted at or after a time to the cut.
    fn window(&self, since: Option<Timestamp>) -> (u64, u64) {
        let last = self.seen.last();
        let Some(since) = since else { return (1, last) };
        let first = self.accepted.range(since..).map(|(_, sequence)| *sequence).min();
        (first.unwrap_or(last + 1), last)
    }
}

impl Pass {
    fn new(raws: &Raws) -> Self {
        let part = |last| Part { seen: Seen::new(last), accepted: BTreeMap::new() };
        Self {
            parts: raws.iter().map(|raw| part(raw.last)).collect(),
            counts: Counts::default(),
            hours: BTreeMap::new(),
            duplicates: Vec::new(),
            settled: HashSet::new(),
            replacements: false,
        }
    }

    fn windows(&self, since: Option<Timestamp>) -> impl Iterator<Item = (u64, u64)> {
        self.parts.iter().map(move |part| part.window(since))
    }

    /// The first documents that were not seen.
    fn absent(&self, raws: &Raws, since: Option<Timestamp>) -> Vec<u64> {
        let parts = self.parts.iter().zip(raws.iter()).flat_map(|(part, raw)| {
            let (first, last) = part.window(since);
            let absent = part.seen.absent(first, last, NAMED).into_iter();
            absent.filter_map(|sequence| raws.number(&raw.stream, sequence))
        });
        parts.take(NAMED).collect()
    }

    fn count_absent(&self, since: Option<Timestamp>) -> u64 {
        let count = |part: &Part| {
            let (first, last) = part.window(since);
            part.seen.count_absent(first, last)
        };
        self.parts.iter().map(count).sum()
    }

    /// Records that a document was seen, and those that it continues.
    fn add(&mut self, evidence: &Evidence) {
        for number in std::iter::once(evidence.sequence).chain(evidence.replayed.iter().copied()) {
            let (partition, sequence) = split(number);
            if let Some(part) = self.parts.get_mut(partition) {
                part.seen.add(sequence);
            }
        }
    }

    /// Whether it was accepted before the cut.
    fn is_checked(&self, number: u64) -> bool {
        let (partition, sequence) = split(number);
        self.parts.get(partition).is_some_and(|part| sequence <= part.seen.last())
    }

    fn see(&mut self, evidence: &Evidence) {
        let Evidence { sequence: number, kind, id, at, accepted_at, replaces, .. } = *evidence;
        self.add(evidence);
        if self.is_checked(number) {
            self.counts.add(kind);
            self.hours.entry(hour(at)).or_default().add(kind);
        }
        let (partition, sequence) = split(number);
        if let Some(at) = accepted_at
            && let Some(Part { accepted, .. }) = self.parts.get_mut(partition)
        {
            let first = accepted.entry(at).or_insert(sequence);
            *first = sequence.min(*first);
            // Only the earliest ones determine where the window begins.
            if accepted.len() > 1_000 {
                accepted.pop_last();
            }
        }
        self.replacements |= replaces;
        match (kind, id) {
            (Kind::Duplicate, Some(id)) if self.duplicates.len() < DUPLICATES => {
                self.duplicates.push((number, id));
            }
            (
                Kind::Dead | Kind::Dropped | Kind::Filtered | Kind::Erased | Kind::InFlight,
                Some(id),
            ) => {
                self.settled.insert(id);
                // Without space for more, no duplicate is reported as an orphan.
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
                | Kind::Erased
                | Kind::InFlight,
                _,
            ) => {}
        }
    }

    /// Duplicates of an article that is in no stream.
    async fn orphans(&self, broker: &Broker) -> Result<Vec<(u64, ArticleId)>, LookupError> {
        let mut orphans = Vec::new();
        for &(number, id) in &self.duplicates {
            let known = self.settled.contains(&id) || broker.published(id).await?.is_some();
            if !known && self.is_checked(number) {
                orphans.push((number, id));
            }
        }
        Ok(orphans)
    }
}
