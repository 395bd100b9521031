//! The ingestion service: turns bytes and headers into the record section `document`.
//!
//! Owns the envelope, the article id and the size limit. `courant-page` decodes pages and texts and
//! extracts their text; `courant-formats` reads other documents, in a worker process of this program
//! ([`read_documents`]).

mod arrival;
mod document;
mod documents;
mod error;
mod limits;
mod parts;
mod settings;
mod truncate;

use std::sync::Arc;
use std::time::Duration;

use article::{Document, FullText, LARGEST_OBJECT};
use stage::{Context, Erased, Input, Shared, Stage, Step, StoredText, attribute};
use text::has_words;

pub use arrival::{Arrival, ArrivalError};
pub use documents::{Documents, read_documents};
pub use error::IngestError;
pub use limits::Limits;
pub use settings::{DEFAULT_MAX_BYTES, LongTexts, Settings};

/// Stage that turns an [`Arrival`] into a [`Document`].
#[derive(Debug, Default)]
pub struct Ingestion {
    /// `None` until it is configured or derived from the server's limit.
    max_bytes: Option<u64>,
    /// The maximum size of a document that a worker reads, if it is configured.
    max_document_bytes: Option<u64>,
    /// The maximum size of the section and the internal data; `None` without a server.
    max_section: Option<usize>,
    long_texts: LongTexts,
    keeps_textless: bool,
    keep_raw: Option<Duration>,
    documents: Documents,
    erased: Erased,
}

impl Ingestion {
    /// Creates a stage that rejects pages and texts of more than `max_bytes` bytes, and other documents of
    /// more than that and the default.
    pub fn with_max_bytes(max_bytes: u64) -> Self {
        let max_document_bytes = Some(max_bytes.max(LARGEST_OBJECT));
        Self { max_bytes: Some(max_bytes), max_document_bytes, ..Self::default() }
    }

    /// The same stage with workers of another program, for tests.
    pub fn with_documents(self, documents: Documents) -> Self {
        Self { documents, ..self }
    }

    /// Accepts pages without text: their document has declarations and an empty text. For tools that
    /// inspect pages; the pipeline rejects such pages.
    pub fn keeping_textless(self) -> Self {
        Self { keeps_textless: true, ..self }
    }
}

impl Ingestion {
    fn limits(&self) -> Limits {
        Limits {
            pages: self.max_bytes.unwrap_or(DEFAULT_MAX_BYTES),
            documents: self.max_document_bytes.unwrap_or(LARGEST_OBJECT),
        }
    }
}

impl Stage for Ingestion {
    type Input = Arrival;
    type Section = Document;
    type Error = IngestError;
    type Settings = Settings;

    const ABOUT: &'static str = "Decodes raw documents and extracts their text";
    const TASK: &'static str = "find text";

    fn new(settings: Settings) -> Result<Self, String> {
        let Settings { max_bytes, max_document_bytes, keep_raw, large: long_texts } = settings;
        Ok(Self { max_bytes, max_document_bytes, keep_raw, long_texts, ..Self::default() })
    }

    /// A record may be twice as large as its document, so a document may have at most half of the
    /// server's maximum payload.
    fn set_max_payload(&mut self, max_payload: usize) -> Result<(), String> {
        // The rest is reserved for later sections and headers.
        self.max_section = Some(max_payload - max_payload / 8);
        let most = max_payload as u64 / 2;
        let max_bytes = *self.max_bytes.get_or_insert(most);
        if max_bytes > most {
            return Err(format!(
                "COURANT_MAX_BYTES is {max_bytes}, more than half of the server's max_payload: lower it to {most}, or raise max_payload"
            ));
        }
        Ok(())
    }

    fn keeps_originals(&self) -> Option<Duration> {
        self.keep_raw
    }

    fn largest_object(&self) -> u64 {
        self.limits().documents
    }

    fn start(&self) {
        self.documents.start();
    }

    fn shared(&self) -> Vec<Arc<dyn Shared>> {
        vec![self.erased.shared()]
    }

    fn adopt(&mut self, before: &Self) {
        self.erased = before.erased.clone();
    }

    fn process(
        &self,
        arrival: &Arrival,
        context: &Context<'_>,
    ) -> Result<Step<Document>, IngestError> {
        if let Some(blocked) = self.erased.blocks(arrival.id(), arrival.part_of(), arrival.url()) {
            context.record(attribute::ROUTE, blocked.reason());
            return Ok(Step::Filter(blocked.reason()));
        }
        let (mut document, internal, parts) =
            document::document(arrival, self.limits(), &self.documents, context)?;
        if !has_words(&document.text) {
            if !self.keeps_textless {
                return Err(IngestError::NoText);
            }
            document.text.clear();
        }
        let mut full_text = None;
        if let Some(limit) = self.max_section
            && truncate::exceeds(&document, &internal, limit)
        {
            if self.long_texts == LongTexts::Reference {
                let (reference, json) = FullText::of(&document, arrival.id());
                full_text =
                    Some(StoredText { subject: reference.subject.clone(), json: json.into() });
                document.full_text = Some(reference);
            }
            truncate::truncate(&mut document, &internal, limit);
        }
        Ok(Step::ForwardWith { section: document, internal, parts, full_text })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_fits_the_server() {
        let mut unset = Ingestion::default();
        assert_eq!(unset.set_max_payload(8 << 20), Ok(()));
        assert_eq!(unset.max_bytes, Some(4 << 20));
        assert_eq!(Ingestion::with_max_bytes(4 << 20).set_max_payload(8 << 20), Ok(()));
        let refusal =
            Ingestion::with_max_bytes((4 << 20) + 1).set_max_payload(8 << 20).unwrap_err();
        assert!(refusal.starts_with("COURANT_MAX_BYTES is 4194305"), "{refusal}");
    }
}
