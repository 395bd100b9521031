//! The article record, which the stages of the Courant pipeline exchange and readers receive.
//!
//! Owns the record and its sections, the article's id, and the names of subjects and headers.
//! Knows nothing of brokers, clocks, async runtimes or the environment.
//!
//! ```
//! use courant_article::{ArticleId, Document, Record};
//!
//! let json = r#"{
//!     "courant": 1,
//!     "id": "59bd4d7d2a0aff3bbe3fc14b99d23767",
//!     "document": {
//!         "content_type": "text/plain", "charset": "utf-8", "bytes": 6, "sha256": "…",
//!         "received_at": "2026-11-23T08:15:00Z", "text": "你好"
//!     },
//!     "weather": {"of": "another program"},
//!     "trail": []
//! }"#;
//! let record = Record::parse(json.as_bytes())?;
//! assert_eq!(record.section::<Document>()?.text, "你好");
//! assert!(record.raw("weather").is_some(), "unknown sections are kept");
//!
//! // The same document always has the same id.
//! let id = ArticleId::of("https://example.org/a", "42", "你好".as_bytes());
//! assert_eq!(record.id(), id);
//! # Ok::<(), courant_article::RecordError>(())
//! ```

mod author;
mod blocklist;
mod cues;
mod document;
mod full_text;
pub mod header;
mod headers;
mod id;
mod image;
mod internal;
mod language;
mod members;
mod metadata;
mod position;
mod provenance;
mod publication;
mod raw;
mod record;
pub mod render;
mod schema;
mod section;
mod structure;
pub mod subject;
mod trail;

pub use author::{Author, AuthorKind};
pub use blocklist::{BlockKey, Blocked, Blocklist};
pub use cues::{Cue, Cues, Mark, Zone};
pub use document::{BENCH_SOURCE, Declared, Document, Stated, StatedDates};
pub use full_text::{AlteredText, FullText, FullTextContent};
pub use headers::{HeaderName, Headers};
pub use id::{ArticleId, ArticleIdError};
pub use image::Image;
pub use internal::{Internal, LeftOut};
pub use language::{Alternative, Language, Share};
pub use metadata::{
    Counts, Dates, FoundDate, Keyword, Metadata, Named, NearDuplicate, Person, Precision,
    Registrations, Rights, Site,
};
pub use position::StreamPosition;
pub use provenance::{Found, Source};
pub use publication::Publication;
pub use raw::{LARGEST_OBJECT, RawMessage};
pub use record::{Record, RecordError, VERSION};
pub use schema::json_schema;
pub use section::{Section, Timestamp};
pub use structure::{BlockKind, TextBlock, TextLink};
pub use trail::TrailEntry;
