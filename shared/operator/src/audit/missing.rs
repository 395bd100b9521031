use article::{ArticleId, Timestamp, header, subject};
use broker::table::ORIGINALS;
use broker::{LookupError, Original, Start};
use serde::{Deserialize, Serialize};

use super::evidence::{Evidence, Reading};
use super::raw::split;

/// A document that nothing accounts for.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Missing {
    /// Its sequence in `ARTICLES_RAW`, or in a partition of it.
    pub sequence: u64,
    /// The same with the number of the partition, if there are several: `2/4711`.
    pub message: String,
    /// Its id, if a mark or the kept original names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ArticleId>,
    /// Its address, if the kept original names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its source, if the kept original names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Whether its original is kept.
    pub original: bool,
    /// Whether a stage marked it as a duplicate of an article that is in no stream.
    pub duplicate: bool,
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
    /// Its sequence in `ARTICLES_RAW`, or in a partition of it.
    pub sequence: u64,
    /// The same with the number of the partition, if there are several: `2/4711`.
    pub message: String,
    /// When it was stored or, if that is not known, finished.
    pub at: Timestamp,
    /// Its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<ArticleId>,
}

/// Describes the missing documents by their neighbours and, if kept, by their originals. `absent`
/// is in ascending order.
pub(super) async fn name(
    reading: &Reading<'_>,
    absent: &[u64],
) -> Result<Vec<Missing>, LookupError> {
    let mut gaps: Vec<Gap> = absent.iter().map(|number| Gap::at(*number)).collect();
    if gaps.is_empty() {
        return Ok(Vec::new());
    }
    reading.each(|evidence| see(&mut gaps, evidence)).await?;
    share(&mut gaps);
    let neighbour = |evidence: &Option<Evidence>| {
        let Evidence { sequence: number, at, id, .. } = evidence.as_ref()?;
        let message = reading.raws.shown(*number);
        Some(Neighbour { sequence: split(*number).1, message, at: *at, id: *id })
    };
    let named = gaps.iter().map(|gap| Missing {
        before: neighbour(&gap.before),
        after: neighbour(&gap.after),
        ..unnamed(reading, gap.number)
    });
    let mut named = named.collect::<Vec<Missing>>();
    // Users without permission to read the originals still get the rest.
    let _ = name_by_originals(reading, absent, &mut named).await;
    Ok(named)
}

/// A missing document, and what was seen nearest to it.
#[derive(Debug)]
struct Gap {
    number: u64,
    before: Option<Evidence>,
    after: Option<Evidence>,
}

impl Gap {
    fn at(number: u64) -> Self {
        Self { number, before: None, after: None }
    }

    fn partition(&self) -> usize {
        split(self.number).0
    }
}

/// A document may be the nearest one before the next gap, and the nearest one after the last gap.
fn see(gaps: &mut [Gap], evidence: Evidence) {
    let number = evidence.sequence;
    let (partition, _) = split(number);
    let next = gaps.partition_point(|gap| gap.number < number);
    let here = |gap: &&mut Gap| gap.partition() == partition && gap.number != number;
    if let Some(gap) = gaps.get_mut(next).filter(here)
        && gap.before.as_ref().is_none_or(|known| known.sequence < number)
    {
        gap.before = Some(evidence.clone());
    }
    if let Some(gap) = next.checked_sub(1).and_then(|last| gaps.get_mut(last)).filter(here)
        && gap.after.as_ref().is_none_or(|known| known.sequence > number)
    {
        gap.after = Some(evidence);
    }
}

/// Gaps without a document between them have the same neighbours.
fn share(gaps: &mut [Gap]) {
    for next in 1..gaps.len() {
        let (left, right) = gaps.split_at_mut(next);
        if let ([.., last], [gap, ..]) = (left, right)
            && gap.before.is_none()
            && gap.partition() == last.partition()
        {
            gap.before.clone_from(&last.before);
        }
    }
    for last in (1..gaps.len()).rev() {
        let (left, right) = gaps.split_at_mut(last);
        if let ([.., gap], [next, ..]) = (left, right)
            && gap.after.is_none()
            && gap.partition() == next.partition()
        {
            gap.after.clone_from(&next.after);
        }
    }
}

/// Describes a document that was marked as a duplicate of an article that is in no stream.
pub(super) async fn orphan(reading: &Reading<'_>, number: u64, id: ArticleId) -> Missing {
    let mut missing = Missing { id: Some(id), duplicate: true, ..unnamed(reading, number) };
    if let Ok(Some(original)) = reading.broker.original(id).await {
        missing.know(&original);
    }
    missing
}

fn unnamed(reading: &Reading<'_>, number: u64) -> Missing {
    Missing { sequence: split(number).1, message: reading.raws.shown(number), ..Missing::default() }
}

/// An original has the position of its raw document.
async fn name_by_originals(
    reading: &Reading<'_>,
    absent: &[u64],
    named: &mut [Missing],
) -> Result<(), LookupError> {
    let mut pages = reading.broker.pages(ORIGINALS, "articles.original.*", Start::Sequence(1));
    while let Some(stored) = pages.next().await? {
        let Some(original) = Original::read(stored) else { continue };
        let number = original.raw.as_ref().and_then(|raw| reading.raws.at(raw));
        let place = absent.iter().position(|absent| Some(*absent) == number);
        if let Some(missing) = place.and_then(|place| named.get_mut(place)) {
            missing.know(&original);
            if named.iter().all(|missing| missing.original) {
                break;
            }
        }
    }
    Ok(())
}

impl Missing {
    fn know(&mut self, original: &Original) {
        let given = |name| original.headers.get(name).filter(|it| !it.is_empty());
        let envelope: Envelope = serde_json::from_slice(&original.body).unwrap_or_default();
        self.original = true;
        self.id = Some(original.id);
        self.url = envelope.url.or_else(|| given(header::URL).map(str::to_owned));
        let lane = || subject::lane(&original.subject);
        let source = || given(header::SOURCE).or_else(lane).map(str::to_owned);
        self.source = envelope.source.or_else(source);
    }
}

/// What the JSON of an envelope may say about its document.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Envelope {
    url: Option<String>,
    source: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::super::evidence::Kind;
    use super::*;

    fn evidence(sequence: u64) -> Evidence {
        Evidence {
            sequence,
            replayed: Vec::new(),
            kind: Kind::Published,
            id: None,
            at: Timestamp::UNIX_EPOCH,
            accepted_at: None,
            replaces: false,
        }
    }

    fn neighbours(absent: &[u64], seen: &[u64]) -> Vec<(Option<u64>, Option<u64>)> {
        let mut gaps: Vec<Gap> = absent.iter().map(|number| Gap::at(*number)).collect();
        seen.iter().for_each(|number| see(&mut gaps, evidence(*number)));
        share(&mut gaps);
        let sequence = |known: &Option<Evidence>| known.as_ref().map(|known| known.sequence);
        gaps.iter().map(|gap| (sequence(&gap.before), sequence(&gap.after))).collect()
    }

    #[test]
    fn the_nearest_documents_are_found_in_any_order() {
        let around = [(Some(2), Some(6)), (Some(2), Some(6)), (Some(6), Some(9))];
        assert_eq!(neighbours(&[3, 5, 7], &[1, 2, 6, 9, 12]), around);
        assert_eq!(neighbours(&[3, 5, 7], &[12, 6, 1, 9, 2]), around);
        assert_eq!(neighbours(&[3], &[4]), [(None, Some(4))]);
        assert_eq!(neighbours(&[3], &[3]), [(None, None)], "a document is no neighbour of itself");
    }

    #[test]
    fn neighbours_are_in_the_same_partition() {
        let second = |sequence: u64| 1 << 44 | sequence;
        assert_eq!(
            neighbours(&[3, second(1), second(5)], &[2, second(2), second(4)]),
            [(Some(2), None), (None, Some(second(2))), (Some(second(4)), None)]
        );
    }
}
