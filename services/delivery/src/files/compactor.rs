use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use article::ArticleId;
use stage::Article;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::batch_file::BatchFile;
use super::content;
use super::erased::{Erased, List};
use super::store::{Epoch, Store, Stored, blocking};
use super::{FilesSettings, Format};

/// Merges small files, and removes erased articles from all files.
///
/// A file is removed after its replacement is stored, so a crash may leave both. A reader that
/// takes the newest version of each article gets the same result.
#[derive(Debug)]
pub struct Compactor {
    store: Store,
    format: Format,
    rows: usize,
    bytes: usize,
    least: usize,
    erased: Arc<Erased>,
    seen: Mutex<Seen>,
    due: Notify,
    runs: AtomicBool,
    stop: CancellationToken,
    tasks: TaskTracker,
}

/// Files that needn't be read again. A file with different content has a different name.
#[derive(Debug, Default)]
struct Seen {
    /// Small files with too many articles to be merged with others.
    full: HashSet<String>,
    damaged: HashSet<String>,
    /// The list whose articles were removed from all files except damaged ones.
    swept: Option<(Epoch, usize)>,
}

/// A file is small if it is below this fraction of the maximum size before compression.
const SMALL: usize = 32;
/// Delay between two attempts, doubled from the first to the second value. Without jitter, because
/// a folder has only one writer.
const RETRY: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(60)];

impl Compactor {
    pub fn new(settings: &FilesSettings, bytes: usize, store: Store, erased: Arc<Erased>) -> Self {
        let &FilesSettings { format, rows, compact: least, .. } = settings;
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let (seen, due, runs) = (Mutex::default(), Notify::new(), AtomicBool::new(false));
        Self { store, format, rows, bytes, least, erased, seen, due, runs, stop, tasks }
    }

    /// Starts to look for work in the background, or repeats it if it is running.
    pub fn begin(this: &Arc<Self>) {
        this.due.notify_one();
        if this.runs.swap(true, Ordering::AcqRel) {
            return;
        }
        let running = Running(Arc::clone(this));
        this.tasks.spawn(async move {
            let compactor = &running.0;
            compactor.stop.run_until_cancelled(compactor.work()).await;
        });
    }

    /// Ends the task.
    pub async fn close(&self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// Works whenever it is needed, and retries failures.
    async fn work(&self) {
        let mut wait = RETRY[0];
        loop {
            self.due.notified().await;
            while let Err(error) = self.run().await {
                if error.kind() != io::ErrorKind::ResourceBusy {
                    let why = error.kind();
                    tracing::warn!(
                        error.message = %why,
                        retry.delay_s = wait.as_secs(),
                        "files could not be compacted, retrying"
                    );
                }
                tokio::time::sleep(wait).await;
                wait = (2 * wait).min(RETRY[1]);
            }
            wait = RETRY[0];
        }
    }

    async fn run(&self) -> io::Result<()> {
        if let Some((epoch, list)) = self.erased.unswept().await? {
            self.sweep(&list, epoch).await?;
        }
        if self.least == 0 {
            return Ok(());
        }
        let epoch = self.store.hold().await?;
        let mut files = self.store.list().await?;
        let ending = format!(".{}", self.format.extension());
        files.retain(|file| file.path.ends_with(&ending) && self.is_small(file));
        self.seen(|seen| {
            let small: HashSet<&String> = files.iter().map(|file| &file.path).collect();
            seen.full.retain(|path| small.contains(path));
            files.retain(|file| {
                !seen.full.contains(&file.path) && !seen.damaged.contains(&file.path)
            });
        });
        let mut folders: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for Stored { path, .. } in files {
            folders.entry(folder_of(&path).to_owned()).or_default().push(path);
        }
        for (folder, files) in folders {
            if files.len() >= self.least.max(2) {
                self.merge(folder, files, epoch).await?;
            }
        }
        Ok(())
    }

    /// Removes erased articles from every file. After that, it only retries damaged files.
    async fn sweep(&self, list: &List, epoch: Epoch) -> io::Result<()> {
        let mut files = self.store.list().await?;
        let length = list.len();
        self.seen(|seen| {
            let all: HashSet<&String> = files.iter().map(|file| &file.path).collect();
            seen.damaged.retain(|path| all.contains(path));
            if seen.swept == Some((epoch, length)) {
                files.retain(|file| seen.damaged.contains(&file.path));
            }
        });
        for Stored { path, .. } in files {
            let Some(format) = Format::of(&path) else { continue };
            let Some(mut articles) = self.read(&path, format).await? else { continue };
            let before = articles.len();
            articles.retain(|article| !list.covers(article));
            if articles.len() == before {
                continue;
            }
            let mut written = None;
            if !articles.is_empty() {
                let file = BatchFile::merged(folder_of(&path).to_owned(), articles);
                written = Some(self.store.write(file, format, epoch).await?);
            }
            if written.as_ref() != Some(&path) {
                self.store.delete(&path, epoch).await?;
            }
        }
        let whole = self.seen(|seen| {
            seen.swept = Some((epoch, length));
            seen.damaged.is_empty()
        });
        match whole {
            true => self.erased.swept(list, epoch).await,
            false => Ok(()),
        }
    }

    /// Merges files of a folder into larger ones.
    async fn merge(&self, folder: String, files: Vec<String>, epoch: Epoch) -> io::Result<()> {
        let (mut group, mut articles) = (Vec::new(), Vec::new());
        for path in files {
            let Some(read) = self.read(&path, self.format).await? else { continue };
            if self.is_half_full(&read) {
                self.seen(|seen| seen.full.insert(path));
                continue;
            }
            articles.extend(read);
            group.push(path);
            // Another file that is not half full would still have fitted.
            if self.is_half_full(&articles) {
                let full = (std::mem::take(&mut group), std::mem::take(&mut articles));
                self.replace(&folder, full.0, full.1, epoch).await?;
            }
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
        let is_full = self.is_half_full(&file.articles);
        let written = self.store.write(file, self.format, epoch).await?;
        for path in files.iter().filter(|path| **path != written) {
            self.store.delete(path, epoch).await?;
        }
        if is_full {
            self.seen(|seen| seen.full.insert(written));
        }
        tracing::info!(courant.files = files.len(), "merged small files");
        Ok(())
    }

    fn is_small(&self, file: &Stored) -> bool {
        file.size < (self.bytes / SMALL) as u64
    }

    /// Whether a file with these articles is large enough.
    fn is_half_full(&self, articles: &[Article]) -> bool {
        let bytes: usize = articles.iter().map(|article| article.json.len()).sum();
        articles.len() > self.rows / 2 || bytes > self.bytes / 2
    }

    /// The articles of a file; `None` if it no longer exists, or is damaged.
    async fn read(&self, path: &str, format: Format) -> io::Result<Option<Vec<Article>>> {
        let read = match self.store.get(path).await {
            Ok(None) => return Ok(None),
            Ok(Some(bytes)) => blocking(move || content::decode(bytes, format)).await,
            // The bucket can't be reached, so the file is not damaged.
            Err(error) if error.kind() == io::ErrorKind::Other => return Err(error),
            Err(error) => Err(error),
        };
        match read {
            Ok(articles) => {
                self.seen(|seen| seen.damaged.remove(path));
                Ok(Some(articles))
            }
            Err(error) => {
                if self.seen(|seen| seen.damaged.insert(path.to_owned())) {
                    let why = error.kind();
                    tracing::error!(
                        file.path = path,
                        error.message = %why,
                        "a file can't be read, and may hold erased articles: restore or remove it"
                    );
                }
                Ok(None)
            }
        }
    }

    fn seen<T>(&self, see: impl FnOnce(&mut Seen) -> T) -> T {
        see(&mut self.seen.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The task runs until this is dropped, even if it panics.
struct Running(Arc<Compactor>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.runs.store(false, Ordering::Release);
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
