use article::{Cues, Document, Headers, Language, Metadata, RawMessage, Record, Timestamp, header};
use ingestion::Ingestion;
use language_detection::{EngineName, LanguageDetection, Settings};
use metadata_extraction::MetadataExtraction;
use stage::{Context, Processed, Stage, process};

use crate::yardstick::Example;

/// A page after the stages of the pipeline.
pub(crate) struct Article {
    pub(crate) document: Document,
    pub(crate) language: Language,
    pub(crate) metadata: Metadata,
    pub(crate) cues: Cues,
}

/// The three stages that read a page.
pub(crate) struct Reader {
    ingestion: Ingestion,
    language_detection: LanguageDetection,
    metadata_extraction: MetadataExtraction,
}

impl Reader {
    pub(crate) fn new() -> Result<Self, String> {
        let language = Settings { engine: EngineName::Ngrams, detect_languages: Vec::new() };
        Ok(Self {
            ingestion: Ingestion::default().keeping_textless(),
            language_detection: LanguageDetection::new(language)?,
            metadata_extraction: MetadataExtraction::new(metadata_extraction::Settings::default())?,
        })
    }

    /// Reads a page as of a fixed day; `None` if a stage rejects it.
    pub(crate) fn read(&self, page: &Example) -> Option<Article> {
        let mut headers = Headers::default();
        if let Some(url) = &page.url {
            headers.push(header::URL, url.clone());
        }
        let message = message(page.content.clone().into(), headers);
        let record = through(&self.ingestion, message)?;
        let record = through(&self.language_detection, passed(&record))?;
        let record = through(&self.metadata_extraction, passed(&record))?;
        Some(Article {
            document: record.section().ok()?,
            language: record.section().ok()?,
            metadata: record.section().ok()?,
            cues: record.internal().cues,
        })
    }
}

/// A day after all pages of the yardstick.
const TODAY: &str = "2026-11-24T00:00:00Z";

fn message(body: bytes::Bytes, headers: Headers) -> RawMessage {
    let received_at: Timestamp = TODAY.parse().expect("a time");
    RawMessage::new(body, headers, received_at)
}

fn passed(record: &Record) -> RawMessage {
    message(record.to_json().into(), Headers::default())
}

fn through<S: Stage>(stage: &S, message: RawMessage) -> Option<Record> {
    let context = Context::new(message.received_at, "");
    match process(stage, message, &context, 1).ok()? {
        Processed::Forward { record, .. } => Some(record),
        Processed::Publish { .. } | Processed::Filter { .. } => None,
    }
}
