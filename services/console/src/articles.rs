//! Reads published articles, newest first, without a consumer, at most one page at a time.

use article::Timestamp;
use broker::table::PUBLISHED;
use broker::{Broker, LookupError, Start, Stored};
use futures_util::future::try_join;
use serde::Deserialize;

/// What a list shows of an article.
#[derive(Debug)]
pub(crate) struct Summary {
    pub(crate) id: String,
    pub(crate) sequence: u64,
    pub(crate) published_at: Timestamp,
    pub(crate) language: String,
    /// Whether the language can be relied on.
    pub(crate) reliable: bool,
    pub(crate) title: Option<String>,
    pub(crate) site: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) confidence: Option<f64>,
    /// For near-duplicates.
    pub(crate) fingerprint: Option<u64>,
}

/// Which articles.
#[derive(Debug, Default, Clone)]
pub(crate) struct Filter {
    /// A language's primary subtag.
    pub(crate) language: Option<String>,
    /// Published since then.
    pub(crate) since: Option<Timestamp>,
    /// Older than the article with this sequence.
    pub(crate) before: Option<u64>,
}

impl Filter {
    /// Whether it leaves out nothing.
    pub(crate) fn is_everything(&self) -> bool {
        let Self { language, since, before } = self;
        language.is_none() && since.is_none() && before.is_none()
    }
}

/// Minimum number of articles in a list, except for the last one.
pub(crate) const PAGE: usize = 50;

/// The newest articles that match. The stream can only be read forwards, so windows of doubling
/// length are read from its end until there are enough.
pub(crate) async fn newest(
    broker: &Broker,
    filter: &Filter,
    most: usize,
) -> Result<Vec<Summary>, LookupError> {
    let Some(mut windows) = Windows::new(broker, filter).await? else { return Ok(Vec::new()) };
    let (mut found, mut length) = (Vec::new(), most as u64);
    while found.len() < most
        && let Some(part) = windows.next(length, most, |_| true).await?
    {
        found.extend(part);
        length = length.saturating_mul(2);
    }
    found.truncate(most);
    Ok(found)
}

/// Reads a stream of articles window by window from its end.
#[derive(Debug)]
pub(crate) struct Windows {
    broker: Broker,
    subject: String,
    first: u64,
    /// The last sequence that has not been read.
    last: u64,
    /// Total number of sequences.
    total: u64,
}

impl Windows {
    /// `None` if nothing was published in this language.
    pub(crate) async fn new(broker: &Broker, filter: &Filter) -> Result<Option<Self>, LookupError> {
        let subject = format!("articles.published.{}.*", filter.language.as_deref().unwrap_or("*"));
        let start = filter.since.map_or(Start::Sequence(1), Start::Time);
        let mut oldest = broker.pages(PUBLISHED, &subject, start).at_most(1);
        let (newest, oldest) = try_join(broker.newest(PUBLISHED, &subject), oldest.next()).await?;
        let Some(newest) = newest else { return Ok(None) };
        let last = filter.before.map_or(newest.sequence, |before| before.saturating_sub(1));
        let last = last.min(newest.sequence);
        // For a time after the last message, the server begins at the first one.
        let oldest = oldest.filter(|it| filter.since.is_none_or(|since| it.stored_at >= since));
        let first = oldest.map_or(u64::MAX, |stored| stored.sequence);
        let total = (last + 1).saturating_sub(first);
        Ok(Some(Self { broker: broker.clone(), subject, first, last, total }))
    }

    /// The newest `most` that are wanted in the next window, newest first; `None` at the end.
    pub(crate) async fn next(
        &mut self,
        length: u64,
        most: usize,
        mut wanted: impl FnMut(&Summary) -> bool,
    ) -> Result<Option<Vec<Summary>>, LookupError> {
        if self.last < self.first {
            return Ok(None);
        }
        let from = self.last.saturating_sub(length.saturating_sub(1)).max(self.first);
        let mut part = std::collections::VecDeque::new();
        let pages = self.broker.pages(PUBLISHED, &self.subject, Start::Sequence(from));
        let mut pages = pages.at_most(length);
        while let Some(stored) = pages.next().await? {
            if stored.sequence > self.last {
                break;
            }
            let summary = summary(&stored);
            if wanted(&summary) {
                part.push_front(summary);
                part.truncate(most);
            }
        }
        self.last = from - 1;
        Ok(Some(part.into()))
    }

    /// How many sequences were read, and how many there are.
    pub(crate) fn progress(&self) -> (u64, u64) {
        (self.total.saturating_sub((self.last + 1).saturating_sub(self.first)), self.total)
    }
}

/// The members that are shown. The rest of a record is skipped.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Partial {
    language: Language,
    metadata: Metadata,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Language {
    tag: Option<String>,
    reliable: bool,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Metadata {
    title: Option<Found>,
    site: Site,
    dates: Dates,
    fingerprint: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Site {
    name: Option<Found>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Dates {
    published: Option<Found>,
}

#[derive(Deserialize)]
struct Found {
    value: String,
    confidence: Option<f64>,
}

pub(crate) fn summary(stored: &Stored) -> Summary {
    let Partial { language, metadata } = serde_json::from_slice(&stored.body).unwrap_or_default();
    let text = |text: &str| crate::shown::line(text, 200);
    let mut subject = stored.subject.rsplit('.');
    let id = subject.next().unwrap_or_default().to_owned();
    let date = metadata.dates.published.as_ref().map(|date| text(&date.value));
    Summary {
        id,
        sequence: stored.sequence,
        published_at: stored.stored_at,
        reliable: language.reliable,
        language: language
            .tag
            .map(|tag| text(&tag))
            .or_else(|| subject.next().map(str::to_owned))
            .unwrap_or_default(),
        confidence: metadata.title.as_ref().and_then(|title| title.confidence),
        title: metadata.title.map(|title| text(&title.value)),
        site: metadata.site.name.map(|name| text(&name.value)),
        date: date.map(|date| date.chars().take(10).collect()),
        fingerprint: metadata.fingerprint.and_then(|it| u64::from_str_radix(&it, 16).ok()),
    }
}
