//! The attachments of an e-mail, each of which is an article of its own.

use article::ArticleId;
use broker::table::PUBLISHED;
use broker::{Broker, LookupError, Start, Stored};
use serde::Deserialize;

use crate::articles::{Summary, summary};

/// How far before an e-mail its attachments are looked for, in messages. Only their place in the stream
/// connects them: ingestion sends them on together, so they are published soon after one another, in any
/// order.
const BEFORE: u64 = 100;
/// The maximum number and total size of the articles that are read.
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
