//! Delivery: sends published articles to where they are used.
//!
//! Owns the targets: one type for each kind, which implements [`stage::Target`]. The runtime pulls
//! the articles, groups them into batches, repeats what failed, and acknowledges what a target has.

mod columns;
mod files;
mod parquet_file;
mod postgres;
mod webhook;

pub use files::{Files, FilesSettings};
pub use parquet_file::ParquetFile;
pub use postgres::{Postgres, PostgresSettings};
pub use webhook::{Webhook, WebhookSettings};
