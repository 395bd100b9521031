use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// An instant in UTC, written as in RFC 3339, section 5.6: `2026-11-23T08:15:00Z`.
pub type Timestamp = jiff::Timestamp;

/// A named part of the record and the only stage that writes it.
///
/// A stage gets a record to read and returns its own section by value; returning another stage's
/// section does not compile:
///
/// ```
/// # use courant_article::{Document, Language, Record, RecordError};
/// fn process(record: &Record, found: Language) -> Result<Language, RecordError> {
///     let document: Document = record.section()?;
///     Ok(Language { reliable: document.text.len() > 100, ..found })
/// }
/// ```
///
/// ```compile_fail,E0308
/// # use courant_article::{Document, Language, Record, RecordError};
/// fn process(record: &Record, found: Language) -> Result<Language, RecordError> {
///     let document: Document = record.section()?;
///     Ok(document)
/// }
/// ```
///
/// Adding a section to the record that it reads does not compile either:
///
/// ```compile_fail,E0507
/// # use courant_article::{Language, Record, RecordError, TrailEntry};
/// fn process(
///     record: &Record,
///     found: &Language,
///     entry: &TrailEntry,
/// ) -> Result<Record, RecordError> {
///     record.with(found, entry)
/// }
/// ```
///
/// A stage can't change another section's bytes either. This does not compile:
///
/// ```compile_fail,E0616
/// # use courant_article::Record;
/// fn process(record: &mut Record) {
///     record.sections.clear();
/// }
/// ```
pub trait Section: Serialize + DeserializeOwned + JsonSchema + Send + 'static {
    /// Name of the section's member in the record. `internal` is reserved.
    const NAME: &'static str;
    /// Name of the stage that writes it: `ingestion`, `language-detection`, ….
    const STAGE: &'static str;
}
