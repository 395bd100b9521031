//! Delivery: sends published articles to other systems.
//!
//! Owns the targets: one type per kind, which implements [`stage::Target`]. The runtime pulls the
//! articles, groups them into batches, retries failures, and acknowledges what a target has
//! accepted.

mod columns;
mod files;
mod parquet_file;
mod postgres;
mod webhook;

pub use files::{Files, FilesSettings};
pub use parquet_file::ParquetFile;
pub use postgres::{Postgres, PostgresSettings};
pub use webhook::{Webhook, WebhookSettings};
