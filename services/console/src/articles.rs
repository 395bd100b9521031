//! Published articles, newest first, without a consumer and without holding more than a page.

use article::Timestamp;
use broker::table::PUBLISHED;
use broker::{Broker, LookupError, Start, Stored};
use serde_json::Value;

/// What a list shows of an article.
#[derive(Debug)]
pub(crate) struct Summary {
    pub(crate) id: String,
    pub(crate) sequence: u64,
    pub(crate) published_at: Timestamp,
    pub(crate) language: String,
    pub(crate) title: Option<String>,
    pub(crate) site: Option<String>,
    pub(crate) date: Option<String>,
    pub(crate) confidence: Option<f64>,
}

/// Which articles.
#[derive(Debug, Default)]
pub(crate) struct Filter<'a> {
    /// A language's primary subtag.
    pub(crate) language: Option<&'a str>,
    /// Published since then.
    pub(crate) since: Option<Timestamp>,
    /// Older than the article with this sequence.
    pub(crate) before: Option<u64>,
}

/// A list that is not the last one has at least this many.
pub(crate) const PAGE: usize = 50;

/// The newest articles that match. The stream is read forwards only, so windows that double in
/// length are read from the end, until there are enough.
pub(crate) async fn newest(
    broker: &Broker,
    filter: &Filter<'_>,
    most: usize,
) -> Result<Vec<Summary>, LookupError> {
    let subject = format!("articles.published.{}.*", filter.language.unwrap_or("*"));
    let Some(newest) = broker.newest(PUBLISHED, &subject).await? else { return Ok(Vec::new()) };
    let mut last = filter.before.map_or(newest.sequence, |before| before.saturating_sub(1));
    last = last.min(newest.sequence);
    let first = match filter.since {
        Some(since) => {
            let mut pages = broker.pages(PUBLISHED, &subject, Start::Time(since));
            // For a time after the last message, the server begins at the first one.
            let first = pages.next().await?.filter(|stored| stored.stored_at >= since);
            first.map_or(u64::MAX, |stored| stored.sequence)
        }
        None => 1,
    };
    let (mut found, mut window) = (Vec::new(), most as u64);
    while last >= first && found.len() < most {
        let from = last.saturating_sub(window - 1).max(first);
        let mut part = Vec::new();
        let mut pages = broker.pages(PUBLISHED, &subject, Start::Sequence(from));
        while let Some(stored) = pages.next().await? {
            if stored.sequence > last {
                break;
            }
            part.push(summary(&stored));
            // Only the newest of the window are shown.
            if part.len() > most {
                part.remove(0);
            }
        }
        part.reverse();
        found.extend(part);
        last = from - 1;
        window = window.saturating_mul(2);
    }
    found.truncate(most);
    Ok(found)
}

fn summary(stored: &Stored) -> Summary {
    let record: Value = serde_json::from_slice(&stored.body).unwrap_or_default();
    let text = |value: &Value| value.as_str().map(|text| crate::shown::line(text, 200));
    let (metadata, mut subject) = (&record["metadata"], stored.subject.rsplit('.'));
    let id = subject.next().unwrap_or_default().to_owned();
    let language = text(&record["language"]["tag"]);
    Summary {
        id,
        sequence: stored.sequence,
        published_at: stored.stored_at,
        language: language.or_else(|| subject.next().map(str::to_owned)).unwrap_or_default(),
        title: text(&metadata["title"]["value"]),
        site: text(&metadata["site"]["name"]["value"]),
        date: text(&metadata["dates"]["published"]["value"])
            .map(|date| date.chars().take(10).collect()),
        confidence: metadata["title"]["confidence"].as_f64(),
    }
}
