use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use stage::{duration, size, up_to};

/// Where files are written, and how large they become.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Files")]
#[group(skip)]
pub struct FilesSettings {
    /// Folder of the files, created if it is missing, or s3://BUCKET/PREFIX
    #[arg(long, env = "COURANT_FILES_FOLDER", value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
    /// Create a folder for each language within each day's folder
    #[arg(long, env = "COURANT_FILES_BY_LANGUAGE")]
    pub by_language: bool,
    /// Format of the files
    #[arg(long, env = "COURANT_FILES_FORMAT", value_name = "FORMAT", default_value = "jsonl")]
    pub format: Format,
    /// Maximum number of articles in a file
    #[arg(long, env = "COURANT_FILES_ROWS", value_name = "N", default_value = "2000",
          value_parser = up_to(50_000))]
    pub rows: usize,
    /// Maximum size of a file before compression, about
    #[arg(
        long = "file-size",
        env = "COURANT_FILES_SIZE",
        value_name = "SIZE",
        default_value = "32MiB",
        value_parser = size
    )]
    pub bytes: u64,
    /// Time after which a file is written even if it is not full
    #[arg(long, env = "COURANT_FILES_INTERVAL", value_name = "TIME", default_value = "60s",
          value_parser = duration)]
    pub interval: Duration,
    /// Merge the small files of a folder once there are this many; 0 never merges
    #[arg(long, env = "COURANT_FILES_COMPACT", value_name = "N", default_value = "16")]
    pub compact: usize,
}

/// A format of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Records as lines of JSON, compressed with Zstandard
    Jsonl,
    /// Columns and the record as JSON
    Parquet,
}

impl Format {
    /// The extension of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl.zst",
            Self::Parquet => "parquet",
        }
    }

    /// The format of the file with this name; `None` if it is not a file of articles.
    pub fn of(path: &str) -> Option<Self> {
        let has = |format: &Self| path.ends_with(&format!(".{}", format.extension()));
        [Self::Jsonl, Self::Parquet].into_iter().find(has)
    }
}
