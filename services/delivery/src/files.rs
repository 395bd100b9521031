//! Writes articles to files of JSON lines or of Parquet, one folder for each day.

mod batch_file;
mod folder;
mod line;
mod settings;
mod tombstone;

use std::sync::Arc;
use std::time::Duration;

use stage::{Article, Batching, Erasure, Target, Undelivered};

pub use settings::{FilesSettings, Format};

use batch_file::BatchFile;
use folder::Folder;

/// Level of compression: faster than the pipeline, and a quarter of the size.
const LEVEL: i32 = 3;

/// Writes articles to files.
#[derive(Debug)]
pub struct Files {
    folder: Arc<Folder>,
    by_language: bool,
    format: Format,
    rows: usize,
    bytes: usize,
    interval: Duration,
}

impl Target for Files {
    type Settings = FilesSettings;

    const KIND: &'static str = "files";
    const ABOUT: &'static str = "Writes articles to JSON Lines or Parquet, a folder for each day";

    fn new(settings: FilesSettings) -> Result<Self, String> {
        let FilesSettings { folder, by_language, format, rows, bytes, interval } = settings;
        let folder = folder.ok_or("COURANT_FILES_FOLDER (--folder) is not set")?;
        let folder = Arc::new(Folder::open(folder)?);
        let bytes = usize::try_from(bytes).unwrap_or(usize::MAX);
        Ok(Self { folder, by_language, format, rows, bytes, interval })
    }

    fn batching(&self) -> Batching {
        let Self { rows, bytes, interval, .. } = *self;
        Batching { articles: rows, bytes, wait: interval, parallel: 1 }
    }

    async fn deliver(&self, batch: &[Article]) -> Vec<Result<(), Undelivered>> {
        let files = BatchFile::of(batch, self.by_language);
        let mut results = vec![Ok(()); batch.len()];
        for file in files {
            let (folder, places) = (Arc::clone(&self.folder), file.places.clone());
            let format = self.format;
            // Compression and the disk are no work for the threads of the async runtime.
            let written = tokio::task::spawn_blocking(move || folder.write(&file, format)).await;
            let error = match written {
                Ok(Ok(())) => continue,
                Ok(Err(error)) => unavailable(&error),
                Err(_) => Undelivered::retry("target_failed", "writing a file failed: see the log"),
            };
            for place in places {
                results[place] = Err(error.clone());
            }
        }
        results
    }

    /// Writes a row that says so: the files that hold the article stay as they are until they are
    /// compacted.
    async fn erase(&self, batch: &[Erasure]) -> Vec<Result<(), Undelivered>> {
        let rows: Vec<Article> = batch.iter().map(tombstone::row).collect();
        self.deliver(&rows).await
    }
}

fn unavailable(error: &std::io::Error) -> Undelivered {
    let why = error.kind();
    let detail =
        format!("a file can't be written ({why}): check COURANT_FILES_FOLDER and its disk");
    Undelivered::retry("unavailable", detail)
}
