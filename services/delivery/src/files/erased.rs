use std::collections::HashMap;
use std::io;

use article::ArticleId;
use stage::{Article, Erasure, Version};
use tokio::sync::Mutex;

use super::store::Store;

/// The articles that were erased, so that no file keeps them and none comes back.
#[derive(Debug)]
pub struct Erased {
    store: Store,
    list: Mutex<Option<List>>,
}

/// The place of the tombstone of each, in the order of their arrival in the file.
#[derive(Debug, Clone, Default)]
pub struct List {
    tombstones: HashMap<ArticleId, Version>,
    lines: String,
}

/// A line for each tombstone: the id and its version.
const LIST: &str = ".erased";
/// How much of the list, in bytes, no file holds any more.
const SWEPT: &str = ".swept";

impl Erased {
    pub fn new(store: Store) -> Self {
        Self { store, list: Mutex::new(None) }
    }

    /// Which articles were not erased, or published again after that.
    pub async fn later(&self, batch: &[Article]) -> io::Result<Vec<bool>> {
        let list = self.list().await?;
        Ok(batch.iter().map(|article| !list.covers(article)).collect())
    }

    /// Notes what is erased.
    pub async fn add(&self, batch: &[Erasure]) -> io::Result<()> {
        let mut list = self.list().await?;
        for erasure in batch {
            list.note(erasure.id, erasure.version);
        }
        self.store.put(LIST.to_owned(), list.lines.clone().into_bytes()).await?;
        *self.list.lock().await = Some(list);
        Ok(())
    }

    /// The list, if files may hold something of it.
    pub async fn unswept(&self) -> io::Result<Option<List>> {
        let list = self.list().await?;
        let swept = self.store.get(SWEPT).await?.unwrap_or_default();
        let swept = std::str::from_utf8(&swept).ok().and_then(|text| text.trim().parse().ok());
        Ok(Some(list).filter(|list| list.lines.len() > swept.unwrap_or(0)))
    }

    /// Notes that no file holds anything of the list any more.
    pub async fn swept(&self, list: &List) -> io::Result<()> {
        self.store.put(SWEPT.to_owned(), list.lines.len().to_string().into_bytes()).await
    }

    async fn list(&self) -> io::Result<List> {
        let mut known = self.list.lock().await;
        if let Some(list) = &*known {
            return Ok(list.clone());
        }
        let bytes = self.store.get(LIST).await?.unwrap_or_default();
        let list = List::read(&String::from_utf8_lossy(&bytes));
        *known = Some(list.clone());
        Ok(list)
    }
}

impl List {
    /// Whether it is a version from before the tombstone. A file keeps times in microseconds.
    pub fn covers(&self, article: &Article) -> bool {
        let place =
            |version: Version| (version.stream_created_at.as_microsecond(), version.sequence);
        let tombstone = self.tombstones.get(&article.id);
        tombstone.is_some_and(|&tombstone| place(article.version) < place(tombstone))
    }

    fn note(&mut self, id: ArticleId, version: Version) {
        if self.tombstones.get(&id).is_none_or(|known| *known < version) {
            self.tombstones.insert(id, version);
            self.lines += &format!("{id} {version}\n");
        }
    }

    fn read(text: &str) -> Self {
        let mut list = Self::default();
        for line in text.lines() {
            let parts = line
                .split_once(' ')
                .and_then(|(id, version)| Some((id.parse().ok()?, version.parse().ok()?)));
            if let Some((id, version)) = parts {
                list.note(id, version);
            }
        }
        list
    }
}
