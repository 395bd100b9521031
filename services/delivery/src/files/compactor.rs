use std::collections::{BTreeMap, HashMap};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use article::ArticleId;
use stage::Article;
use tokio_util::task::TaskTracker;

use super::Format;
use super::batch_file::BatchFile;
use super::content;
use super::erased::{Erased, List};
use super::store::{Epoch, Store, Stored, blocking};

/// Merges small files, and takes erased articles out of all of them.
///
/// A file is removed after the one that takes its place is stored, so a crash leaves both; a reader
/// who takes the newest version of each article finds the same.
#[derive(Debug)]
pub struct Compactor {
    store: Store,
    format: Format,
    rows: usize,
    bytes: usize,
    least: usize,
    erased: Arc<Erased>,
    runs: AtomicBool,
    tasks: TaskTracker,
}

/// A file is small below this part of the maximum size before compression.
const SMALL: usize = 32;

impl Compactor {
    /// Files are merged once a folder has `least` small ones.
    pub fn new(
        store: Store,
        format: Format,
        rows: usize,
        bytes: usize,
        least: usize,
        erased: Arc<Erased>,
    ) -> Self {
        let (runs, tasks) = (AtomicBool::new(false), TaskTracker::new());
        Self { store, format, rows, bytes, least, erased, runs, tasks }
    }

    /// Looks for work beside the delivery, unless it does already.
    pub fn begin(this: &Arc<Self>) {
        if this.runs.swap(true, Ordering::AcqRel) {
            return;
        }
        let compactor = Arc::clone(this);
        this.tasks.spawn(async move {
            if let Err(error) = compactor.run().await {
                let why = error.kind();
                tracing::warn!(error.message = %why, "files could not be compacted, trying again later");
            }
            compactor.runs.store(false, Ordering::Release);
        });
    }

    async fn run(&self) -> io::Result<()> {
        if let Some((epoch, list)) = self.erased.unswept().await? {
            self.sweep(&list, epoch).await?;
            self.erased.swept(&list, epoch).await?;
        }
        let epoch = self.store.hold().await?;
        if self.least == 0 {
            return Ok(());
        }
        let mut folders: BTreeMap<String, Vec<Stored>> = BTreeMap::new();
        for file in self.files().await?.into_iter().filter(|file| self.is_small(file)) {
            let folder = folder_of(&file.path).to_owned();
            folders.entry(folder).or_default().push(file);
        }
        for (folder, files) in folders {
            if files.len() >= self.least.max(2) {
                self.merge(folder, files, epoch).await?;
            }
        }
        Ok(())
    }

    /// Takes erased articles out of every file.
    async fn sweep(&self, list: &List, epoch: Epoch) -> io::Result<()> {
        for Stored { path, .. } in self.files().await? {
            let Some(mut articles) = self.read(&path).await? else { continue };
            let before = articles.len();
            articles.retain(|article| !list.covers(article));
            if articles.len() == before {
                continue;
            }
            let mut written = None;
            if !articles.is_empty() {
                let file = BatchFile::merged(folder_of(&path).to_owned(), articles);
                written = Some(self.store.write(file, self.format, epoch).await?);
            }
            if written.as_ref() != Some(&path) {
                self.store.delete(&path, epoch).await?;
            }
        }
        Ok(())
    }

    /// Merges files of a folder into larger ones.
    async fn merge(&self, folder: String, files: Vec<Stored>, epoch: Epoch) -> io::Result<()> {
        let (mut group, mut articles, mut bytes) = (Vec::new(), Vec::new(), 0);
        for Stored { path, .. } in files {
            let Some(read) = self.read(&path).await? else { continue };
            let more: usize = read.iter().map(|article| article.json.len()).sum();
            if articles.len() + read.len() > self.rows || bytes + more > self.bytes {
                let full = (std::mem::take(&mut group), std::mem::take(&mut articles));
                self.replace(&folder, full.0, full.1, epoch).await?;
                bytes = 0;
            }
            bytes += more;
            articles.extend(read);
            group.push(path);
        }
        self.replace(&folder, group, articles, epoch).await
    }

    async fn replace(
        &self,
        folder: &str,
        files: Vec<String>,
        articles: Vec<Article>,
        epoch: Epoch,
    ) -> io::Result<()> {
        if files.len() < 2 {
            return Ok(());
        }
        let file = BatchFile::merged(folder.to_owned(), newest(articles));
        let written = self.store.write(file, self.format, epoch).await?;
        for path in files.iter().filter(|path| **path != written) {
            self.store.delete(path, epoch).await?;
        }
        tracing::info!(courant.files = files.len(), "merged small files");
        Ok(())
    }

    /// The files that are in this format.
    async fn files(&self) -> io::Result<Vec<Stored>> {
        let mut files = self.store.list().await?;
        let ending = format!(".{}", self.format.extension());
        files.retain(|file| file.path.ends_with(&ending));
        Ok(files)
    }

    fn is_small(&self, file: &Stored) -> bool {
        file.size < (self.bytes / SMALL) as u64
    }

    async fn read(&self, path: &str) -> io::Result<Option<Vec<Article>>> {
        let Some(bytes) = self.store.get(path).await? else { return Ok(None) };
        let format = self.format;
        blocking(move || content::decode(bytes, format)).await.map(Some)
    }
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The newest version of each article.
fn newest(articles: Vec<Article>) -> Vec<Article> {
    let mut newest: HashMap<ArticleId, Article> = HashMap::new();
    for article in articles {
        let known = newest.get(&article.id);
        if known.is_none_or(|known| known.version < article.version) {
            newest.insert(article.id, article);
        }
    }
    newest.into_values().collect()
}
