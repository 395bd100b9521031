//! Erasure: removes documents from every stream, and blocks them from being published again.

mod files;
mod find;
mod remains;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use article::{ArticleId, BlockKey, Blocklist, StreamPosition, Timestamp};
use broker::table::{LARGE, SKETCHES};
use broker::{
    Broker, LookupError, MessageKey, PublishFault, deletion, erased_mark, put, tombstone,
    tombstone_note,
};
use serde::Serialize;

pub use files::{Remains, search_files};
pub use find::{Inspect, Seen};

use find::{Found, find};

/// What an erasure removes and blocks.
#[derive(Debug, Clone)]
pub struct Erasure {
    /// The requested keys.
    pub keys: Vec<BlockKey>,
}

/// What was found, or removed, and where.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Erased {
    /// The articles.
    pub articles: BTreeSet<ArticleId>,
    /// Those that are parts of others, such as the attachments of an e-mail.
    pub parts: BTreeSet<ArticleId>,
    /// How many messages in each stream.
    pub messages: BTreeMap<String, u64>,
    /// How many of them waited for a stage.
    pub in_flight: u64,
    /// Entries that were added to the blocklist.
    pub blocked: u64,
    /// Tombstones for deliveries and the audit.
    pub tombstones: u64,
    /// Messages that the last search still found.
    pub left: u64,
    /// Pieces of the removed documents, to search for in the server's files.
    #[serde(skip)]
    pub pieces: Vec<Vec<u8>>,
}

/// Why an erasure stopped. Starting it again removes the rest.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// A stream can't be read, or a message can't be deleted.
    #[error(transparent)]
    Lookup(#[from] LookupError),
    /// A tombstone, a mark or an entry was not stored.
    #[error(
        "{what} was not stored ({fault}): check that `courant setup --apply` was run with this version, and that this user may store it"
    )]
    NotStored {
        /// What.
        what: &'static str,
        /// Why.
        fault: PublishFault,
    },
}

/// The services read the list every half second.
const KNOWN_WITHIN: Duration = Duration::from_secs(2);
/// How long a document that a stage is processing may take to appear in the next stream: longer
/// than its deadline.
const IN_FLIGHT: Duration = Duration::from_secs(40);
const BETWEEN: Duration = Duration::from_secs(1);

impl Erasure {
    /// Finds what would be removed.
    pub async fn preview(
        &self,
        broker: &Broker,
        inspect: Inspect<'_>,
    ) -> Result<Erased, EraseError> {
        let mut erased = Erased::default();
        let (found, list) = find(broker, &self.keys, inspect).await?;
        found.iter().for_each(|found| erased.add(found));
        erased.articles.extend(ids(&list));
        Ok(erased)
    }

    /// Blocks, then removes until a search finds nothing.
    pub async fn run(
        &self,
        broker: &Broker,
        inspect: Inspect<'_>,
        mut progress: impl FnMut(&Erased),
    ) -> Result<Erased, EraseError> {
        let mut erased = Erased::default();
        let mut keys: BTreeSet<BlockKey> = BTreeSet::new();
        let mut wanted: BTreeSet<BlockKey> = self.keys.iter().copied().collect();
        let began = tokio::time::Instant::now();
        loop {
            for key in wanted.difference(&keys) {
                block(broker, key).await?;
                erased.blocked += 1;
            }
            if wanted.len() > keys.len() {
                tokio::time::sleep(KNOWN_WITHIN).await;
            }
            keys.clone_from(&wanted);
            let listed: Vec<BlockKey> = keys.iter().copied().collect();
            let (found, list) = find(broker, &listed, inspect).await?;
            // An article that was found by its address must not be published again from elsewhere.
            wanted.extend(list.iter());
            let new = wanted.len() > keys.len();
            let untold = ids(&list).filter(|id| !erased.articles.contains(id)).collect();
            self.leave_tombstones(broker, &found, untold, &mut erased).await?;
            for found in &found {
                self.remove(broker, found).await?;
                remove_object(broker, found, &mut erased).await?;
                erased.add(found);
                progress(&erased);
            }
            let settled = erased.in_flight == 0
                || began.elapsed() > IN_FLIGHT
                || !stages_work(broker).await?;
            if found.is_empty() && !new && settled {
                return Ok(erased);
            }
            if began.elapsed() > 3 * IN_FLIGHT {
                erased.left = found.len() as u64;
                return Ok(erased);
            }
            tokio::time::sleep(BETWEEN).await;
        }
    }

    /// Leaves a tombstone for each article that was found, or that readers don't know to be erased yet.
    async fn leave_tombstones(
        &self,
        broker: &Broker,
        found: &[Found],
        untold: BTreeSet<ArticleId>,
        erased: &mut Erased,
    ) -> Result<(), EraseError> {
        let mut accepted: BTreeMap<ArticleId, Vec<StreamPosition>> =
            untold.into_iter().map(|id| (id, Vec::new())).collect();
        // A mark accounts for what was in flight.
        for found in found.iter().filter(|found| !found.in_flight) {
            if let Some(id) = found.id {
                accepted.entry(id).or_default().extend(found.raw.clone());
            }
        }
        for (id, mut accepted) in accepted {
            accepted.sort_by(|a, b| {
                let order = |position: &StreamPosition| (position.created_at, position.sequence);
                a.stream.cmp(&b.stream).then_with(|| order(a).cmp(&order(b)))
            });
            accepted.dedup();
            let replaced = found.iter().any(|found| found.replaces && found.id == Some(id));
            let at = Timestamp::now();
            let stored = broker.publish(tombstone(id, at, &accepted, replaced)).await;
            let receipt = stored.map_err(EraseError::stored("a tombstone"))?;
            let key = MessageKey { sequence: receipt.sequence, stored_at: at };
            let noted = broker.publish(tombstone_note(key)).await;
            noted.map_err(EraseError::stored("the note of a tombstone"))?;
            erased.articles.insert(id);
            erased.tombstones += 1;
        }
        Ok(())
    }

    async fn remove(&self, broker: &Broker, found: &Found) -> Result<(), EraseError> {
        if found.in_flight {
            // A document that can't be read has no id.
            let id = found.id.unwrap_or_else(|| ArticleId::of("", "", &found.body));
            let mark = erased_mark(&found.stream, found.key, id, found.raw.as_ref());
            broker.publish(mark).await.map_err(EraseError::stored("a mark"))?;
        }
        broker.overwrite(&found.stream, found.key.sequence).await?;
        if let (SKETCHES, Some(id)) = (found.stream.as_str(), found.id) {
            let forgotten = broker.publish(deletion("ARTICLES_SKETCHES", &id.to_string())).await;
            forgotten.map_err(EraseError::stored("the deletion of a sketch"))?;
        }
        Ok(())
    }
}

/// Removes the document itself, if it is too large for a message.
async fn remove_object(
    broker: &Broker,
    found: &Found,
    erased: &mut Erased,
) -> Result<(), EraseError> {
    let Some(object) = &found.object else { return Ok(()) };
    let (messages, first) = broker.overwrite_object(object).await?;
    if messages > 0 {
        *erased.messages.entry(LARGE.to_owned()).or_default() += messages;
        remains::add_pieces(&mut erased.pieces, &first);
    }
    Ok(())
}

impl EraseError {
    fn stored(what: &'static str) -> impl FnOnce(PublishFault) -> Self {
        move |fault| Self::NotStored { what, fault }
    }
}

impl Erased {
    fn add(&mut self, found: &Found) {
        self.articles.extend(found.id);
        self.parts.extend(found.id.filter(|_| found.is_part));
        *self.messages.entry(found.stream.clone()).or_default() += 1;
        self.in_flight += u64::from(found.in_flight);
        remains::add_pieces(&mut self.pieces, &found.body);
    }

    /// Total number of messages.
    pub fn total(&self) -> u64 {
        self.messages.values().sum()
    }
}

async fn block(broker: &Broker, key: &BlockKey) -> Result<(), EraseError> {
    let at = Timestamp::now().to_string();
    let entry = put("ARTICLES_ERASED", &key.to_string(), at.into());
    broker.publish(entry).await.map_err(EraseError::stored("an entry of the list"))?;
    Ok(())
}

/// Whether any stage has a document in flight.
async fn stages_work(broker: &Broker) -> Result<bool, LookupError> {
    let stages = broker.all_stage_metrics().await?;
    let pending = stages.iter().filter_map(|stage| stage.consumer.as_ref());
    Ok(pending.map(|consumer| consumer.ack_pending).sum::<u64>() > 0)
}

fn ids(list: &Blocklist) -> impl Iterator<Item = ArticleId> {
    list.iter().filter_map(|key| match key {
        BlockKey::Id(id) => Some(id),
        BlockKey::Url(_) | BlockKey::Site(_) => None,
    })
}
