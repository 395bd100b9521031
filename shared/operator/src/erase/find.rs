use article::{ArticleId, BlockKey, Blocklist, Record, StreamPosition, header, subject};
use broker::table::{DEAD, DELIVERY, LARGE, ORIGINALS, PUBLISHED, RAW, SET_ASIDE, SKETCHES};
use broker::{Broker, Layout, LookupError, MessageKey, Reference, Start, Stored, partition};
use bytes::Bytes;
use serde::Deserialize;

use crate::content::content;

/// A message to remove.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) stream: String,
    pub(super) key: MessageKey,
    pub(super) id: Option<ArticleId>,
    /// Whether it is removed as a part of another article.
    pub(super) is_part: bool,
    /// Whether it waits for a stage.
    pub(super) in_flight: bool,
    /// Whether it is a record that has replaced an earlier one.
    pub(super) replaces: bool,
    /// Where its raw document was stored.
    pub(super) raw: Option<StreamPosition>,
    pub(super) body: Bytes,
    /// The document, if it is too large for a message.
    pub(super) object: Option<Reference>,
}

/// What a raw document belongs to.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// The article's id.
    pub id: Option<ArticleId>,
    /// The article that it is a part of.
    pub part_of: Option<ArticleId>,
    /// Its address.
    pub url: Option<String>,
}

/// Reads a raw document as ingestion does. The content is given if it is stored separately.
pub type Inspect<'a> = &'a dyn Fn(&Stored, Option<Bytes>) -> Seen;

/// Every message of the documents that the keys name, and the list with the ids of those documents.
pub(super) async fn find(
    broker: &Broker,
    keys: &[BlockKey],
    inspect: Inspect<'_>,
) -> Result<(Vec<Found>, Blocklist), LookupError> {
    let mut list = Blocklist::default();
    keys.iter().for_each(|key| list.insert(*key));
    let layout = broker.read_layout().await?;
    loop {
        let (mut found, before) = (Vec::new(), list.len());
        for (stream, in_flight) in streams(broker, &layout) {
            match search(broker, (&stream, in_flight), &mut list, inspect, &mut found).await {
                // It was drained and removed meanwhile.
                Err(LookupError::NoStream(_)) if layout.is_draining(&stream) => {}
                read => read?,
            }
        }
        // Marks only have the id, which may be found after them, as may the article that contains a part.
        if list.len() == before {
            for id in super::ids(&list) {
                add_full_texts(broker, id, &mut found).await?;
            }
            return Ok((found, list));
        }
    }
}

/// Adds what one stream holds.
async fn search(
    broker: &Broker,
    (stream, in_flight): (&str, bool),
    list: &mut Blocklist,
    inspect: Inspect<'_>,
    found: &mut Vec<Found>,
) -> Result<(), LookupError> {
    let is_raw = partition::of_stream(stream).0 == RAW;
    let created_at = match is_raw {
        true => broker.stream_report(stream).await?.map(|report| report.created_at),
        false => None,
    };
    let mut pages = broker.pages(stream, ">", Start::Sequence(1));
    while let Some(stored) = pages.next().await? {
        let object = Reference::read(&stored.headers).ok().flatten();
        let content = content_for_id(broker, is_raw, &stored, object.as_ref()).await?;
        let seen = seen(stream, &stored, content, inspect);
        if stays(stream, &stored) || !is_wanted(list, &seen) {
            continue;
        }
        // Its parts are removed, too.
        if let Some(id) = seen.id {
            list.insert(BlockKey::Id(id));
        }
        let here = created_at.map(|created_at| StreamPosition {
            stream: stream.to_owned(),
            created_at,
            sequence: stored.sequence,
        });
        found.push(Found {
            stream: stream.to_owned(),
            key: stored.key(),
            id: seen.id,
            is_part: seen.part_of.is_some_and(|whole| list.blocks(whole, None, None).is_some()),
            in_flight,
            replaces: stream == PUBLISHED && stored.headers.get(header::REPLACE).is_some(),
            raw: here.or_else(|| position(&stored)),
            body: stored.body,
            object,
        });
    }
    Ok(())
}

/// Adds the pieces of the full texts of an article.
async fn add_full_texts(
    broker: &Broker,
    id: ArticleId,
    found: &mut Vec<Found>,
) -> Result<(), LookupError> {
    let subjects = format!("{}{id}.*.*", subject::FULL_TEXT_PREFIX);
    let mut pages = broker.pages(LARGE, &subjects, Start::Sequence(1));
    while let Some(stored) = pages.next().await? {
        found.push(Found {
            stream: LARGE.to_owned(),
            key: stored.key(),
            id: Some(id),
            is_part: false,
            in_flight: false,
            replaces: false,
            raw: None,
            body: stored.body,
            object: None,
        });
    }
    Ok(())
}

/// In the order of the pipeline, so that a document that moves on meanwhile is seen later. Without
/// `KV_ARTICLES_SEEN`: a source's notes contain nothing of a document, and keep the source from
/// fetching it again.
fn streams(broker: &Broker, layout: &Layout) -> Vec<(String, bool)> {
    let stages = broker.topology().stages().iter();
    let inputs = stages.flat_map(|stage| layout.streams(stage.input)).map(|stream| (stream, true));
    let others = [ORIGINALS, PUBLISHED, DELIVERY, SET_ASIDE, DEAD, SKETCHES];
    inputs.chain(others.map(|stream| (stream.to_owned(), false))).collect()
}

/// Tombstones and the marks of erased documents are kept.
fn stays(stream: &str, stored: &Stored) -> bool {
    let prefix = match stream {
        PUBLISHED => subject::ERASED_PREFIX,
        SET_ASIDE => "articles.filtered.erased",
        // A deletion, which the replicas still have to read.
        SKETCHES => return stored.body.is_empty(),
        _ => return false,
    };
    stored.subject.starts_with(prefix)
}

fn is_wanted(list: &Blocklist, seen: &Seen) -> bool {
    let known = [seen.id, seen.part_of].into_iter().flatten();
    let mut by_id = known.map(|id| list.blocks(id, None, None));
    let by_url = || seen.url.as_deref().and_then(|url| list.blocks_url(url));
    by_id.any(|blocked| blocked.is_some()) || by_url().is_some()
}

/// The content that a raw document refers to. It is read only if the id depends on it.
async fn content_for_id(
    broker: &Broker,
    is_raw: bool,
    stored: &Stored,
    object: Option<&Reference>,
) -> Result<Option<Bytes>, LookupError> {
    if object.is_some() && !is_raw && given(stored).is_some() {
        return Ok(Some(Bytes::from_static(b"of a known article")));
    }
    content(broker, stored).await
}

/// The id that a stage has written.
fn given(stored: &Stored) -> Option<ArticleId> {
    stored.headers.get(header::ARTICLE_ID)?.parse().ok()
}

fn seen(stream: &str, stored: &Stored, content: Option<Bytes>, inspect: Inspect<'_>) -> Seen {
    if let Ok(record) = Record::from_bytes(&stored.body) {
        let Origin { part_of, url } = origin(&record);
        return Seen { id: Some(record.id()), part_of, url };
    }
    match stream {
        raw if partition::of_stream(raw).0 == RAW => inspect(stored, content),
        SKETCHES => {
            let id = stored.subject.rsplit('.').next().and_then(|id| id.parse().ok());
            Seen { id, ..Seen::default() }
        }
        // The document as it was sent. Ingestion added the id.
        ORIGINALS | DEAD => {
            let seen = inspect(stored, content);
            Seen { id: given(stored).or(seen.id), ..seen }
        }
        _ => Seen { id: given(stored), ..Seen::default() },
    }
}

/// Where a document came from.
#[derive(Default, Deserialize)]
struct Origin {
    part_of: Option<ArticleId>,
    url: Option<String>,
}

fn origin(record: &Record) -> Origin {
    let document = record.raw("document");
    document.and_then(|document| serde_json::from_str(document.get()).ok()).unwrap_or_default()
}

fn position(stored: &Stored) -> Option<StreamPosition> {
    let of_record = || Record::from_bytes(&stored.body).ok()?.raw_position();
    StreamPosition::read(&stored.headers).or_else(of_record)
}
