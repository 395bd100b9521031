use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use article::{ArticleId, BlockKey, Blocked, Blocklist};

/// State that all replicas of a stage share, kept in a JetStream key-value bucket.
///
/// The runtime reads the bucket before the stage receives its first document, then watches it
/// (about a second behind), and stores what the stage adds.
pub trait Shared: fmt::Debug + Send + Sync {
    /// The bucket's name.
    fn bucket(&self) -> &'static str;

    /// Learns an entry; `None` if it was deleted.
    fn learn(&self, key: &str, value: Option<&[u8]>);

    /// Takes the entries that the other replicas don't know yet.
    fn take_new(&self) -> Vec<(String, Vec<u8>)> {
        Vec::new()
    }
}

/// The list of erased articles, as shared by all replicas of a stage.
#[derive(Debug, Clone, Default)]
pub struct Erased(Arc<Known>);

#[derive(Debug, Default)]
struct Known(RwLock<Blocklist>);

impl Erased {
    /// Why a document is blocked, if it is. `part_of` is the article that contains it.
    pub fn blocks(
        &self,
        id: ArticleId,
        part_of: Option<ArticleId>,
        url: Option<&str>,
    ) -> Option<Blocked> {
        self.0.0.read().unwrap_or_else(PoisonError::into_inner).blocks(id, part_of, url)
    }

    /// The list, for the runtime.
    pub fn shared(&self) -> Arc<dyn Shared> {
        Arc::clone(&self.0) as Arc<dyn Shared>
    }
}

impl Shared for Known {
    fn bucket(&self) -> &'static str {
        "ARTICLES_ERASED"
    }

    fn learn(&self, key: &str, value: Option<&[u8]>) {
        // A key that this version doesn't know blocks nothing here.
        let Some(key) = BlockKey::parse(key) else { return };
        let mut list = self.0.write().unwrap_or_else(PoisonError::into_inner);
        match value {
            Some(_) => list.insert(key),
            None => list.remove(key),
        }
    }
}
