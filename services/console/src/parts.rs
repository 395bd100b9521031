//! The attachments of an e-mail, each of which is an article of its own.

use article::ArticleId;
use broker::table::PUBLISHED;
use broker::{Broker, LookupError, Start, Stored};
use serde::Deserialize;

use crate::articles::{Summary, summary};

/// Nothing leads from an e-mail to its attachments but their place in the stream: ingestion sends them on
/// together, so that they are published soon after each other, in any order.
const BEFORE: u64 = 100;
/// At most so many articles are read, of so many bytes.
const ARTICLES: usize = 600;
const BYTES: usize = 8 << 20;

/// The attachments among the articles published about when this one was, in their order.
pub(crate) async fn parts_of(
    broker: &Broker,
    whole: ArticleId,
    sequence: u64,
) -> Result<Vec<Summary>, LookupError> {
    let start = Start::Sequence(sequence.saturating_sub(BEFORE).max(1));
    let mut pages = broker.pages(PUBLISHED, "articles.published.*.*", start);
    let (mut parts, mut bytes) = (Vec::new(), 0);
    for _ in 0..ARTICLES {
        let Some(stored) = pages.next().await? else { break };
        if part_of(&stored) == Some(whole) {
            parts.push(summary(&stored));
        }
        bytes += stored.body.len();
        if bytes > BYTES {
            break;
        }
    }
    Ok(parts)
}

/// The article that this one was attached to.
pub(crate) fn part_of(stored: &Stored) -> Option<ArticleId> {
    /// The rest of a record is skipped.
    #[derive(Deserialize)]
    struct Partial {
        document: Document,
    }
    #[derive(Deserialize)]
    struct Document {
        part_of: Option<ArticleId>,
    }
    serde_json::from_slice::<Partial>(&stored.body).ok()?.document.part_of
}
