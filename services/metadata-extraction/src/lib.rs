//! The metadata-extraction service: sections `document` and `language` in, `metadata` out.
//!
//! `courant-metadata` does the work; this crate makes a stage of it.

mod service;

pub use service::{ExtractionError, MetadataExtraction, Settings};
