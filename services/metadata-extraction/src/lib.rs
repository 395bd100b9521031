//! The metadata-extraction service: sections `document` and `language` in, `metadata` out.
//!
//! Extraction itself is in `courant-metadata`; this crate runs it as a stage.

mod recent;
mod service;

pub use service::{ExtractionError, MetadataExtraction, Settings};
