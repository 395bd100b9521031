//! Writes articles to JSON Lines or Parquet files, with one folder per day, in a local folder or an
//! S3 bucket.

mod batch_file;
mod bucket;
mod compactor;
mod content;
mod erased;
mod folder;
mod line;
mod settings;
mod store;
mod tombstone;

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use stage::{Article, Batching, Erasure, Target, Undelivered};

pub use settings::{FilesSettings, Format};

use batch_file::BatchFile;
use compactor::Compactor;
use erased::Erased;
use store::{Epoch, Store};

/// Writes articles to files.
#[derive(Debug)]
pub struct Files {
    store: Store,
    by_language: bool,
    format: Format,
    rows: usize,
    bytes: usize,
    interval: Duration,
    erased: Arc<Erased>,
    compactor: Arc<Compactor>,
}

impl Target for Files {
    type Settings = FilesSettings;

    const KIND: &'static str = "files";
    const ABOUT: &'static str =
        "Writes articles to JSON Lines or Parquet, a folder for each day, also in S3";

    fn new(settings: FilesSettings) -> Result<Self, String> {
        let folder = settings.folder.as_deref();
        let folder = folder.ok_or("COURANT_FILES_FOLDER (--folder) is not set")?;
        let store = Store::open(folder)?;
        let bytes = usize::try_from(settings.bytes).unwrap_or(usize::MAX);
        let erased = Arc::new(Erased::new(store.clone()));
        let compactor = Compactor::new(&settings, bytes, store.clone(), Arc::clone(&erased));
        let compactor = Arc::new(compactor);
        // An earlier process may have left work.
        Compactor::begin(&compactor);
        let FilesSettings { by_language, format, rows, interval, .. } = settings;
        Ok(Self { store, by_language, format, rows, bytes, interval, erased, compactor })
    }

    fn batching(&self) -> Batching {
        let Self { rows, bytes, interval, .. } = *self;
        Batching { articles: rows, bytes, wait: interval, parallel: 1 }
    }

    async fn hold(&self) -> Result<(), Undelivered> {
        self.store.hold().await.map(drop).map_err(|error| unavailable(&error))
    }

    async fn deliver(&self, batch: &[Article]) -> Vec<Result<(), Undelivered>> {
        let results = match self.erased.list().await {
            Ok((epoch, list)) => {
                let wanted: Vec<bool> = batch.iter().map(|article| !list.covers(article)).collect();
                self.write(batch, &wanted, epoch).await
            }
            Err(error) => vec![Err(unavailable(&error)); batch.len()],
        };
        Compactor::begin(&self.compactor);
        results
    }

    /// Writes a row for the erasure, and removes the article from the files that contain it.
    async fn erase(&self, batch: &[Erasure]) -> Vec<Result<(), Undelivered>> {
        let rows: Vec<Article> = batch.iter().map(tombstone::row).collect();
        let results = match self.erased.add(batch).await {
            Ok(epoch) => self.write(&rows, &vec![true; rows.len()], epoch).await,
            Err(error) => vec![Err(unavailable(&error)); rows.len()],
        };
        Compactor::begin(&self.compactor);
        results
    }

    async fn close(&self) {
        self.compactor.close().await;
        self.store.close().await;
    }
}

impl Files {
    /// Writes the wanted articles of a batch; the others are done.
    async fn write(
        &self,
        batch: &[Article],
        wanted: &[bool],
        epoch: Epoch,
    ) -> Vec<Result<(), Undelivered>> {
        let mut results = vec![Ok(()); batch.len()];
        for file in BatchFile::of(batch, wanted, self.by_language) {
            let places = file.places.clone();
            let Err(error) = self.store.write(file, self.format, epoch).await else { continue };
            let error = unavailable(&error);
            for place in places {
                results[place] = Err(error.clone());
            }
        }
        results
    }
}

fn unavailable(error: &std::io::Error) -> Undelivered {
    let why = error.kind();
    if why == ErrorKind::ResourceBusy {
        let detail = "another delivery writes to COURANT_FILES_FOLDER: give each a folder of its own, or \
                      wait until its lease has expired";
        return Undelivered::elsewhere("unavailable", detail);
    }
    let detail = format!(
        "a file can't be written ({why}): check COURANT_FILES_FOLDER and its disk, or the bucket's \
         address and credentials"
    );
    Undelivered::retry("unavailable", detail)
}
