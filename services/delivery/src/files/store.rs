use std::io;
use std::path::Path;
use std::sync::Arc;

use super::Format;
use super::batch_file::BatchFile;
use super::bucket::Bucket;
use super::content;
use super::folder::Folder;

/// The place of the files. Cheap to clone.
#[derive(Debug, Clone)]
pub enum Store {
    Folder(Arc<Folder>),
    Bucket(Arc<Bucket>),
}

/// A file that is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// `day=2026-11-26/000000000017-000000001042-5f0a1c22b9d4.jsonl.zst`.
    pub path: String,
    /// In bytes.
    pub size: u64,
}

/// A period in which this delivery is the only writer. It changes when another delivery may have
/// written in the meantime; data read in an earlier epoch may be stale.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Epoch(pub u64);

impl Store {
    /// A folder, or a bucket if it begins with `s3://`. An error is a usage error.
    pub fn open(place: &Path) -> Result<Self, String> {
        match place.to_str().and_then(|place| place.strip_prefix("s3://")) {
            Some(bucket) => Ok(Self::Bucket(Arc::new(Bucket::open(bucket)?))),
            None => Ok(Self::Folder(Arc::new(Folder::open(place.to_owned())?))),
        }
    }

    /// Becomes or remains the only writer. The error `ResourceBusy` means that another delivery is.
    pub async fn hold(&self) -> io::Result<Epoch> {
        match self {
            // Locked while the process lives.
            Self::Folder(_) => Ok(Epoch::default()),
            Self::Bucket(bucket) => bucket.hold().await,
        }
    }

    /// Waits for the file that is being written, and lets another delivery become the writer.
    pub async fn close(&self) {
        match self {
            Self::Folder(folder) => drop(folder.turn().await),
            Self::Bucket(bucket) => bucket.release().await,
        }
    }

    /// Writes a file of articles, and returns its path. Like all changes, this needs this delivery
    /// to be the only writer since `epoch`.
    pub async fn write(&self, file: BatchFile, format: Format, epoch: Epoch) -> io::Result<String> {
        let path = format!("{}/{}.{}", file.folder, file.name(), format.extension());
        // Compression would block the threads of the async runtime.
        let bytes = blocking(move || content::encode(&file.articles, format)).await?;
        self.put(path.clone(), bytes, epoch).await?;
        Ok(path)
    }

    /// Stores a file. It appears when it is complete.
    pub async fn put(&self, path: String, bytes: Vec<u8>, epoch: Epoch) -> io::Result<()> {
        match self {
            Self::Folder(folder) => {
                let (folder, turn) = (Arc::clone(folder), folder.turn().await);
                blocking(move || {
                    let _turn = turn;
                    folder.put(&path, &bytes)
                })
                .await
            }
            Self::Bucket(bucket) => bucket.put(&path, bytes, epoch).await,
        }
    }

    /// The content of a file; `None` if there is none of this name.
    pub async fn get(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        match self {
            Self::Folder(folder) => {
                let (folder, path) = (Arc::clone(folder), path.to_owned());
                blocking(move || folder.get(&path)).await
            }
            Self::Bucket(bucket) => bucket.get(path).await,
        }
    }

    /// The files of articles, by their paths.
    pub async fn list(&self) -> io::Result<Vec<Stored>> {
        let mut files = match self {
            Self::Folder(folder) => {
                let folder = Arc::clone(folder);
                blocking(move || folder.list()).await?
            }
            Self::Bucket(bucket) => bucket.list().await?,
        };
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(files)
    }

    /// Removes a file, if it exists.
    pub async fn delete(&self, path: &str, epoch: Epoch) -> io::Result<()> {
        match self {
            Self::Folder(folder) => {
                let (folder, path) = (Arc::clone(folder), path.to_owned());
                blocking(move || folder.delete(&path)).await
            }
            Self::Bucket(bucket) => bucket.delete(path, epoch).await,
        }
    }
}

/// Runs blocking work on a separate thread.
pub async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|_| {
        Err(io::Error::other("writing or reading a file panicked: see the log"))
    })
}
