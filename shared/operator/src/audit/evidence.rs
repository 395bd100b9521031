use article::{ArticleId, StreamPosition, Timestamp, header, subject};
use broker::table::{DEAD, PUBLISHED, RAW, SET_ASIDE};
use broker::{Broker, LookupError, Start, Stored, partition};
use futures_util::stream::{select_all, try_unfold};
use futures_util::{Stream, TryStreamExt};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::raw::Raws;

/// A message that accounts for a document.
#[derive(Debug, Clone)]
pub(super) struct Evidence {
    /// The document's number in [`Raws`].
    pub(super) sequence: u64,
    /// Earlier numbers of the same document: it was replayed from the dead letters.
    pub(super) replayed: Vec<u64>,
    pub(super) kind: Kind,
    pub(super) id: Option<ArticleId>,
    /// When it was accepted or, if that is not known, when the message was stored.
    pub(super) at: Timestamp,
    pub(super) accepted_at: Option<Timestamp>,
    /// Whether it replaced an earlier record of the same article.
    pub(super) replaces: bool,
}

/// What the message says about its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Published,
    Filtered,
    Duplicate,
    Dead,
    Dropped,
    Erased,
    InFlight,
}

/// The number of parts of a long stream that are read concurrently: the server sends a page of one
/// while a page of the other is decoded.
const PARTS: u64 = 2;
/// The minimum number of messages in a part.
const PART: u64 = 4_096;

/// How to read the streams.
pub(super) struct Reading<'a> {
    pub(super) broker: &'a Broker,
    /// The streams of raw documents.
    pub(super) raws: &'a Raws,
    /// Results stored before this time are not read.
    pub(super) since: Option<Timestamp>,
}

impl Reading<'_> {
    /// Reads all evidence in the order of the pipeline, so that a document that moves on meanwhile
    /// is seen later.
    pub(super) async fn each(&self, mut see: impl FnMut(Evidence)) -> Result<(), LookupError> {
        let layout = self.broker.layout();
        for stage in self.broker.topology().stages() {
            for stream in layout.streams(stage.input) {
                match self.stream(&stream, None, &mut see).await {
                    // It was drained and removed meanwhile.
                    Err(LookupError::NoStream(_)) if layout.is_draining(&stream) => {}
                    read => read?,
                }
            }
        }
        for stream in [PUBLISHED, SET_ASIDE, DEAD] {
            self.stream(stream, self.since, &mut see).await?;
        }
        Ok(())
    }

    async fn stream(
        &self,
        stream: &str,
        since: Option<Timestamp>,
        see: &mut impl FnMut(Evidence),
    ) -> Result<(), LookupError> {
        // Messages stored meanwhile belong to later documents, or were seen before.
        let metrics = self.broker.stream_metrics(stream).await?;
        let (mut first, last) = (metrics.first_sequence, metrics.last_sequence);
        if let Some(since) = since {
            let mut oldest = self.broker.pages(stream, ">", Start::Time(since)).at_most(1);
            // For a time after the last message, the server begins at the first one.
            let oldest = oldest.next().await?.filter(|oldest| oldest.stored_at >= since);
            let Some(oldest) = oldest else { return Ok(()) };
            first = oldest.sequence;
        }
        let parts = parts(first, last).map(|(from, to)| Box::pin(self.part(stream, from, to)));
        let mut read = select_all(parts);
        while let Some(stored) = read.try_next().await? {
            if stream == PUBLISHED && stored.subject.starts_with(subject::ERASED_PREFIX) {
                self.tombstone(&stored).for_each(&mut *see);
            } else if let Some(evidence) = self.evidence(stream, &stored) {
                see(evidence);
            }
        }
        Ok(())
    }

    /// The messages of a part of a stream.
    fn part(
        &self,
        stream: &str,
        from: u64,
        to: u64,
    ) -> impl Stream<Item = Result<Stored, LookupError>> + use<> {
        let pages = self.broker.pages(stream, ">", Start::Sequence(from)).ahead();
        try_unfold(pages, move |mut pages| async move {
            let next = pages.next().await?.filter(|stored| stored.sequence <= to);
            Ok(next.map(|stored| (stored, pages)))
        })
    }

    /// A tombstone accounts for all documents whose traces were removed with it.
    fn tombstone(&self, stored: &Stored) -> impl Iterator<Item = Evidence> {
        let id = stored.headers.get(header::ARTICLE_ID).and_then(|id| id.parse().ok());
        let replaces = stored.headers.get(header::REPLACE).is_some();
        let positions = broker::erased_positions(&stored.body).into_iter();
        positions.filter_map(|position| self.raws.at(&position)).map(move |sequence| Evidence {
            sequence,
            replayed: Vec::new(),
            kind: Kind::Erased,
            id,
            at: stored.stored_at,
            accepted_at: None,
            replaces,
        })
    }

    fn evidence(&self, stream: &str, stored: &Stored) -> Option<Evidence> {
        let id = stored.headers.get(header::ARTICLE_ID).and_then(|id| id.parse().ok());
        let kind = match stream {
            PUBLISHED => Kind::Published,
            DEAD => Kind::Dead,
            SET_ASIDE if stored.subject == "articles.filtered.dropped" => Kind::Dropped,
            SET_ASIDE if stored.subject == "articles.filtered.erased" => Kind::Erased,
            SET_ASIDE if stored.subject.starts_with("articles.filtered.") => Kind::Filtered,
            SET_ASIDE => Kind::Duplicate,
            _ => Kind::InFlight,
        };
        let (sequence, accepted_at) = match stream {
            raw if partition::of_stream(raw).0 == RAW => {
                (self.raws.number(raw, stored.sequence)?, Some(stored.stored_at))
            }
            DEAD | SET_ASIDE => (self.raws.at(&StreamPosition::read(&stored.headers)?)?, None),
            _ => {
                let record: Known = serde_json::from_slice(&stored.body).ok()?;
                let first = record.trail.into_iter().next()?;
                (self.raws.at(&first.raw?)?, record.document.received())
            }
        };
        let replaces = stored.headers.get(header::REPLACE).is_some();
        Some(Evidence {
            sequence,
            replayed: self.raws.replayed(stored.headers.get(header::RUN).unwrap_or_default()),
            kind,
            id,
            at: accepted_at.unwrap_or(stored.stored_at),
            accepted_at,
            replaces: replaces && kind == Kind::Published,
        })
    }
}

/// The first and the last sequence of each part.
fn parts(first: u64, last: u64) -> impl Iterator<Item = (u64, u64)> {
    let length = (last + 1).saturating_sub(first).div_ceil(PARTS).max(PART);
    let starts = (0..PARTS).map(move |part| first + part * length);
    starts
        .take_while(move |from| *from <= last)
        .map(move |from| (from, last.min(from + length - 1)))
}

/// The members of a record that are read, in one pass over its JSON.
#[derive(Deserialize)]
struct Known<'a> {
    #[serde(borrow)]
    document: Document<'a>,
    trail: Vec<Entry>,
}

#[derive(Deserialize)]
struct Document<'a> {
    #[serde(borrow)]
    received_at: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Entry {
    raw: Option<StreamPosition>,
}

impl Document<'_> {
    fn received(&self) -> Option<Timestamp> {
        serde_json::from_str(self.received_at?.get()).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn the_parts_of_a_stream_are_all_of_it() {
        let all = |first, last| parts(first, last).collect::<Vec<_>>();
        assert_eq!(all(1, 20_000), [(1, 10_000), (10_001, 20_000)]);
        assert_eq!(all(7, 20_001), [(7, 10_004), (10_005, 20_001)]);
        assert_eq!(all(5, 4_100), [(5, 4_100)]);
        assert_eq!(all(5, 4_101), [(5, 4_100), (4_101, 4_101)]);
        assert_eq!(all(3, 3), [(3, 3)]);
        assert_eq!(all(1, 0), [], "an empty stream");
        assert_eq!(all(8, 7), []);
    }
}
