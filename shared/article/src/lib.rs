//! The article record: what the four stages hand on to one another.
//!
//! Owns the record and its sections, the article's id, and the names of subjects and headers.
//! Knows serde; knows no broker, clock, runtime or environment.
//!
//! In reading order: an [`ArticleId`] is made from a raw message's content; a [`Record`] is born
//! with it and only grows, by one [`Section`] and one [`TrailEntry`] per stage.

mod cues;
mod document;
pub mod header;
mod headers;
mod id;
mod language;
mod members;
mod metadata;
mod provenance;
mod publication;
mod raw;
mod record;
mod schema;
mod section;
pub mod subject;
mod trail;

pub use cues::{Cue, Cues, Mark, Zone};
pub use document::{Declared, Document, Stated, StatedDates};
pub use headers::{HeaderName, Headers};
pub use id::{ArticleId, ArticleIdError};
pub use language::{Alternative, Language, Share};
pub use metadata::{
    Counts, Dates, FoundDate, Keyword, Metadata, Named, Person, Precision, Registrations, Rights,
    Site,
};
pub use provenance::{Found, Source};
pub use publication::Publication;
pub use raw::RawMessage;
pub use record::{Record, RecordError, VERSION};
pub use schema::json_schema;
pub use section::{Section, Timestamp};
pub use trail::TrailEntry;
