use std::fmt;
use std::time::Duration;

use article::{ArticleId, Language, Publication, Record, RecordError, Timestamp};
use bytes::Bytes;

use crate::Verdict;

/// A place that published articles are delivered to: the contract of a delivery service.
///
/// The runtime groups articles into batches, retries failures, and acknowledges an article only
/// after the target has it. A target therefore receives an article at least once, with the same
/// [`Version`] each time.
pub trait Target: fmt::Debug + Send + Sync + Sized + 'static {
    /// The target's own settings.
    type Settings: clap::Args + fmt::Debug + Clone + Send + Sync + 'static;

    /// The kind: the name of its command, and the default of a delivery's name.
    const KIND: &'static str;
    /// One line about it.
    const ABOUT: &'static str;

    /// Creates the target, without connecting to it. An error is a usage error.
    fn new(settings: Self::Settings) -> Result<Self, String>;

    /// What to print instead of running, if the settings ask for it (`--dry-run`).
    fn preview(_settings: &Self::Settings) -> Option<String> {
        None
    }

    /// How articles are grouped into batches.
    fn batching(&self) -> Batching;

    /// Whether this process may write to the target now; articles are pulled only then. Called
    /// every few seconds, so that the process remains the writer while there is nothing to write.
    fn hold(&self) -> impl Future<Output = Result<(), Undelivered>> + Send {
        async { Ok(()) }
    }

    /// Delivers a batch, which never holds two versions of an article, and returns one result for
    /// each article, in order.
    fn deliver(
        &self,
        batch: &[Article],
    ) -> impl Future<Output = Vec<Result<(), Undelivered>>> + Send;

    /// Removes articles, and keeps their earlier versions from coming back. Returns one result for
    /// each, in order. There is nothing to remove if the target never had the article.
    fn erase(&self, batch: &[Erasure])
    -> impl Future<Output = Vec<Result<(), Undelivered>>> + Send;

    /// Closes and releases everything after the last batch.
    fn close(&self) -> impl Future<Output = ()> + Send {
        async {}
    }
}

/// How articles are grouped into batches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batching {
    /// Maximum number of articles in a batch.
    pub articles: usize,
    /// A batch is complete once its records have this many bytes.
    pub bytes: usize,
    /// How long a batch waits for more articles.
    pub wait: Duration,
    /// How many batches may be delivered at a time.
    pub parallel: usize,
}

/// An article to deliver.
#[derive(Debug, Clone)]
pub struct Article {
    /// Its id.
    pub id: ArticleId,
    /// Its language, a lower-case primary subtag of BCP 47, or `und`.
    pub language: String,
    /// Which version of the article it is.
    pub version: Version,
    /// When it was published.
    pub published_at: Timestamp,
    /// The record.
    pub record: Record,
    /// The record as JSON, as it was published.
    pub json: Bytes,
    /// The context of its trace (W3C), if it is traced.
    pub traceparent: Option<String>,
}

impl Article {
    /// Reads a record as it was published. `stored_at` is when its stream stored it.
    pub fn read(json: Bytes, version: Version, stored_at: Timestamp) -> Result<Self, RecordError> {
        let record = Record::from_bytes(&json)?;
        let language = record.section::<Language>().map(|language| language.code);
        let published_at = record.section::<Publication>().map(|published| published.published_at);
        Ok(Self {
            id: record.id(),
            language: language.unwrap_or_else(|_| "und".to_owned()),
            version,
            published_at: published_at.unwrap_or(stored_at),
            json,
            traceparent: None,
            record,
        })
    }
}

/// An article that was erased, and must be removed from the target.
#[derive(Debug, Clone)]
pub struct Erasure {
    /// The article's id.
    pub id: ArticleId,
    /// The place of the tombstone: every earlier version is erased.
    pub version: Version,
    /// When it was erased.
    pub erased_at: Timestamp,
    /// The context of its trace (W3C), if it is traced.
    pub traceparent: Option<String>,
}

/// A version of an article: its position in the stream of published articles. A replacement has a
/// greater one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// When the stream was created. A recreated stream counts from 1 again.
    pub stream_created_at: Timestamp,
    /// The sequence in the stream.
    pub sequence: u64,
}

/// Why the target doesn't have an article. Contains no text of the article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undelivered {
    /// A code from a closed list, usable as a token of a NATS subject.
    pub code: &'static str,
    /// A sentence that says what to do.
    pub detail: String,
    /// [`Verdict::Reject`] if the target rejects this article permanently, [`Verdict::Return`] if
    /// another process must deliver it.
    pub verdict: Verdict,
    /// How long the target asks to wait before the next attempt.
    pub after: Option<Duration>,
}

/// As the header `Courant-Published` has it: `2026-11-20T06:00:00.1Z/17`.
impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.stream_created_at, self.sequence)
    }
}

impl std::str::FromStr for Version {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (created_at, sequence) = text.split_once('/').ok_or(())?;
        Ok(Self {
            stream_created_at: created_at.parse().map_err(drop)?,
            sequence: sequence.parse().map_err(drop)?,
        })
    }
}

impl Undelivered {
    /// The target can't be reached or can't take anything now.
    pub fn retry(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), verdict: Verdict::Retry, after: None }
    }

    /// Another process writes to the target: the article goes back to the server at once.
    pub fn elsewhere(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), verdict: Verdict::Return, after: None }
    }

    /// The target rejects this article permanently.
    pub fn reject(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), verdict: Verdict::Reject, after: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_by_stream_and_sequence_and_survive_a_header() {
        let version = |created_at: &str, sequence| Version {
            stream_created_at: created_at.parse().unwrap(),
            sequence,
        };
        let old = version("2026-11-20T06:00:00.123456789Z", 9);
        let recreated = version("2026-11-21T06:00:00Z", 1);
        assert!(old < version("2026-11-20T06:00:00.123456789Z", 10) && old < recreated);
        assert_eq!(old.to_string().parse(), Ok(old));
        assert_eq!("9".parse::<Version>(), Err(()));
    }
}
