use article::{ArticleId, Record};
use broker::table::PUBLISHED;
use broker::{Broker, LookupError, Start};
use serde::{Deserialize, Serialize};

/// Fingerprints of near-duplicates differ in at most this many of 64 bits.
const DISTANCE: u32 = 10;
/// Maximum number of results.
const MOST: usize = 20;

/// A published article that is nearly the same.
#[derive(Debug, Clone, Serialize)]
pub struct Near {
    /// Its id.
    pub id: ArticleId,
    /// Its title.
    pub title: Option<String>,
    /// How many of 64 bits differ.
    pub distance: u32,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Metadata {
    fingerprint: Option<String>,
    title: Option<Title>,
}

#[derive(Deserialize)]
struct Title {
    value: String,
}

/// The near-duplicates of a published article among all published articles, nearest first. Empty if
/// it is not published.
pub async fn near(broker: &Broker, id: ArticleId) -> Result<Vec<Near>, LookupError> {
    let Some(own) = broker.published(id).await? else { return Ok(Vec::new()) };
    let Some((own, _)) = read(&own.body) else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    let mut pages = broker.pages(PUBLISHED, "articles.published.>", Start::Sequence(1));
    while let Some(stored) = pages.next().await? {
        let other = stored.subject.rsplit('.').next().and_then(|id| id.parse().ok());
        let (Some(other), Some((fingerprint, title))) = (other, read(&stored.body)) else {
            continue;
        };
        let distance = (own ^ fingerprint).count_ones();
        if other != id && distance <= DISTANCE {
            found.push(Near { id: other, title, distance });
            found.sort_by_key(|near| near.distance);
            found.truncate(MOST);
        }
    }
    Ok(found)
}

fn read(body: &bytes::Bytes) -> Option<(u64, Option<String>)> {
    let record = Record::from_bytes(body).ok()?;
    let metadata: Metadata = serde_json::from_str(record.raw("metadata")?.get()).ok()?;
    let fingerprint = u64::from_str_radix(metadata.fingerprint.as_deref()?, 16).ok()?;
    Some((fingerprint, metadata.title.map(|title| title.value)))
}
