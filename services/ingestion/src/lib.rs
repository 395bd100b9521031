//! Ingestion: the first service. Bytes and headers in, `document` out.
//!
//! Owns the way from whatever a publisher sends to one clean text: envelope, charset, main
//! content, paragraphs, and what the document says of itself. Knows no language beyond what
//! tidying needs, and judges nothing that it finds declared: that is for the later stages.
//!
//! In reading order: [`Arrival`] reads a message as far as its id; [`Ingestion`] finds its
//! charset and form; `html` or `plain` cut it into blocks; `tidy` cleans those for both.

mod arrival;
mod binary;
mod block;
mod bounds;
mod charset;
mod document;
mod error;
mod form;
mod html;
mod plain;
mod script;
mod settings;
mod tidy;

use article::Document;
use stage::{Stage, Step, Turn};

pub use arrival::{Arrival, ArrivalError};
pub use error::IngestError;
pub use settings::{DEFAULT_MAX_BYTES, Settings};

/// The stage: from an arrival to its [`Document`].
#[derive(Debug, Clone)]
pub struct Ingestion {
    max_bytes: u64,
}

impl Ingestion {
    /// A stage that rejects messages of more than `max_bytes` bytes.
    pub fn with_max_bytes(max_bytes: u64) -> Self {
        Self { max_bytes }
    }
}

impl Default for Ingestion {
    fn default() -> Self {
        Self::with_max_bytes(DEFAULT_MAX_BYTES)
    }
}

impl Stage for Ingestion {
    type Input = Arrival;
    type Section = Document;
    type Error = IngestError;
    type Settings = Settings;

    const ABOUT: &'static str = "Reads raw documents in any form and finds their clean text";

    fn new(settings: Settings) -> Result<Self, String> {
        Ok(Self::with_max_bytes(settings.max_bytes.unwrap_or(DEFAULT_MAX_BYTES)))
    }

    fn process(&self, arrival: &Arrival, _: &Turn<'_>) -> Result<Step<Document>, IngestError> {
        document::document(arrival, self.max_bytes).map(Step::Forward)
    }
}
