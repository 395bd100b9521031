use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use article::ArticleId;
use stage::{Article, Erasure, Version};
use tokio::sync::Mutex;

use super::store::{Epoch, Store};

/// The erased articles, which no file may keep or receive again.
#[derive(Debug)]
pub struct Erased {
    store: Store,
    /// The list, and the epoch since which nobody else can have changed it.
    known: Mutex<Option<(Epoch, Arc<List>)>>,
}

/// The erased articles with the versions of their tombstones.
#[derive(Debug, Clone, Default)]
pub struct List {
    tombstones: HashMap<ArticleId, Version>,
    /// In the order of erasure, as in the file.
    lines: String,
}

/// A line for each tombstone: the id and its version.
const LIST: &str = ".erased";
/// The number of bytes of the list whose articles are removed from all files.
const SWEPT: &str = ".swept";

impl Erased {
    pub fn new(store: Store) -> Self {
        Self { store, known: Mutex::new(None) }
    }

    /// The list, valid while this delivery writes in this epoch.
    pub async fn list(&self) -> io::Result<(Epoch, Arc<List>)> {
        self.read(&mut *self.known.lock().await).await
    }

    /// Adds erased articles.
    pub async fn add(&self, batch: &[Erasure]) -> io::Result<Epoch> {
        let mut known = self.known.lock().await;
        let (epoch, list) = self.read(&mut known).await?;
        let mut list = List::clone(&list);
        for erasure in batch {
            list.note(erasure.id, erasure.version);
        }
        self.store.put(LIST.to_owned(), list.lines.clone().into_bytes(), epoch).await?;
        *known = Some((epoch, Arc::new(list)));
        Ok(epoch)
    }

    /// The list, if files may still contain some of its articles.
    pub async fn unswept(&self) -> io::Result<Option<(Epoch, Arc<List>)>> {
        let (epoch, list) = self.list().await?;
        let swept = self.store.get(SWEPT).await?.unwrap_or_default();
        let swept = std::str::from_utf8(&swept).ok().and_then(|text| text.trim().parse().ok());
        // The list is shorter if it was damaged, or comes from a backup.
        Ok((list.len() != swept.unwrap_or(0)).then_some((epoch, list)))
    }

    /// Records that no file contains any article of the list.
    pub async fn swept(&self, list: &List, epoch: Epoch) -> io::Result<()> {
        self.store.put(SWEPT.to_owned(), list.len().to_string().into_bytes(), epoch).await
    }

    /// Reads the list, unless it is known since this delivery became the only writer.
    async fn read(&self, known: &mut Option<(Epoch, Arc<List>)>) -> io::Result<(Epoch, Arc<List>)> {
        let epoch = self.store.hold().await?;
        if let Some((since, list)) = known
            && *since == epoch
        {
            return Ok((epoch, Arc::clone(list)));
        }
        let bytes = self.store.get(LIST).await?.unwrap_or_default();
        let list = Arc::new(List::read(&String::from_utf8_lossy(&bytes)));
        *known = Some((epoch, Arc::clone(&list)));
        Ok((epoch, list))
    }
}

impl List {
    /// Length in bytes. It only grows.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether the version is older than the tombstone. A file keeps times in microseconds.
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

#[cfg(test)]
mod tests {
    use article::Timestamp;

    use super::*;

    #[tokio::test]
    async fn what_is_erased_is_swept_though_the_list_has_become_shorter() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path()).unwrap();
        let erased = Erased::new(store.clone());
        assert!(erased.unswept().await.unwrap().is_none(), "nothing is erased");
        let earlier = "1000".to_owned().into_bytes();
        store.put(SWEPT.to_owned(), earlier, Epoch::default()).await.unwrap();
        let version = Version { stream_created_at: Timestamp::UNIX_EPOCH, sequence: 7 };
        let id = ArticleId::of("", "", b"secret");
        let erasure = Erasure { id, version, erased_at: Timestamp::UNIX_EPOCH, traceparent: None };
        erased.add(&[erasure]).await.unwrap();
        let (epoch, list) = erased.unswept().await.unwrap().unwrap();
        erased.swept(&list, epoch).await.unwrap();
        assert!(erased.unswept().await.unwrap().is_none());
    }
}
