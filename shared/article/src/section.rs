use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// An instant in UTC, written as RFC 3339 (`2026-11-23T08:15:00Z`).
pub type Timestamp = jiff::Timestamp;

/// A named part of the record, with the one stage that may write it.
///
/// A stage returns its section by value and never holds a record it could write into; which
/// section that is follows from its type, so writing another's does not compile.
///
/// A stage of languages is given a record to read, and answers with its own section:
///
/// ```
/// # use article::{Document, Language, Record, RecordError};
/// fn process(record: &Record, found: Language) -> Result<Language, RecordError> {
///     let document: Document = record.section()?;
///     Ok(Language { reliable: document.text.len() > 100, ..found })
/// }
/// ```
///
/// It can't answer with the document instead:
///
/// ```compile_fail,E0308
/// # use article::{Document, Language, Record, RecordError};
/// fn process(record: &Record, found: Language) -> Result<Language, RecordError> {
///     let document: Document = record.section()?;
///     Ok(document)
/// }
/// ```
///
/// It can't grow the record it reads, not even by its own section:
///
/// ```compile_fail,E0507
/// # use article::{Language, Record, RecordError, TrailEntry};
/// fn process(record: &Record, found: &Language, mark: &TrailEntry) -> Result<Record, RecordError> {
///     record.with(found, mark)
/// }
/// ```
///
/// It can't reach the bytes of another's section:
///
/// ```compile_fail,E0616
/// # use article::Record;
/// fn process(record: &mut Record) {
///     record.sections.clear();
/// }
/// ```
pub trait Section: Serialize + DeserializeOwned + JsonSchema + Send + 'static {
    /// The member of the record that holds this section.
    const NAME: &'static str;
    /// The stage that writes it: `ingestion`, `language-detection`, ….
    const STAGE: &'static str;
}
