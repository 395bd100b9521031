use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// An instant in UTC, written as RFC 3339 (`2026-11-23T08:15:00Z`).
pub type Timestamp = jiff::Timestamp;

/// A named part of the record, with the one stage that may write it.
///
/// A stage returns its section by value and never holds a record it could write into; which
/// section that is follows from its type, so writing another's does not compile.
pub trait Section: Serialize + DeserializeOwned + JsonSchema + Send + 'static {
    /// The member of the record that holds this section.
    const NAME: &'static str;
    /// The stage that writes it: `ingestion`, `language-detection`, ….
    const STAGE: &'static str;
}
