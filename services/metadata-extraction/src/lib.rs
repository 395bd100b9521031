//! The metadata-extraction service: sections `document` and `language` in, `metadata` out.
//!
//! The finders are in `courant-metadata`; this crate runs them as a stage.

mod recent;
mod service;

pub use service::{ExtractionError, MetadataExtraction, Settings};
