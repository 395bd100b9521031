//! The stages one after another, without a server.

mod settings;

use article::{Document, Headers, Publication, RawMessage, Record, RecordError, Timestamp};
use broker::table;
use bytes::Bytes;
use ingestion::Ingestion;
use language_detection::LanguageDetection;
use metadata_extraction::MetadataExtraction;
use publishing::Publishing;
use stage::{Context, Failed, Failure, Processed, Stage};

pub(crate) use settings::Settings;

/// The stages in order. Each receives what it would receive from the server.
#[derive(Default)]
pub(crate) struct Pipeline {
    cores: Vec<Box<Core>>,
    keeps_internal: bool,
}

type Core = dyn Fn(RawMessage) -> Result<Processed, Failed> + Send + Sync;

/// The outcome of a document.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The record, as JSON on one line.
    Record(Bytes),
    /// Filtered by the rule of this name.
    Filtered(&'static str),
    /// Rejected by a stage.
    Rejected {
        /// Why, as a code from the stage's closed list.
        code: &'static str,
        /// Why, as a sentence that says what to do.
        detail: String,
    },
}

impl Pipeline {
    /// The four stages, as in the table.
    pub(crate) fn of_courant(settings: Settings) -> Result<Self, String> {
        let [.., published] = table::STAGES.map(|spec| spec.output);
        let publishing = Publishing::new(settings.publishing)?;
        let up_to_metadata = Self::up_to_metadata(
            Ingestion::new(settings.ingestion)?,
            settings.language_detection,
            settings.metadata_extraction,
        )?;
        Ok(up_to_metadata.then(publishing, published))
    }

    /// The stages that read a document, without publishing.
    pub(crate) fn up_to_metadata(
        ingestion: Ingestion,
        language_detection: <LanguageDetection as Stage>::Settings,
        metadata_extraction: <MetadataExtraction as Stage>::Settings,
    ) -> Result<Self, String> {
        let [ingested, detected, extracted, _] = table::STAGES.map(|spec| spec.output);
        Ok(Self::default()
            .then(ingestion, ingested)
            .then(LanguageDetection::new(language_detection)?, detected)
            .then(MetadataExtraction::new(metadata_extraction)?, extracted))
    }

    /// The pipeline with one more stage at its end, whose output subject is `output`.
    pub(crate) fn then<S: Stage>(mut self, stage: S, output: &'static str) -> Self {
        self.cores.push(Box::new(move |message| {
            stage::process(&stage, message, &Context::new(Timestamp::now(), output), 1)
        }));
        self
    }

    /// The pipeline whose records keep what publishing drops: the internal section, and what the
    /// document declares.
    pub(crate) fn keeping_internal(self) -> Self {
        Self { keeps_internal: true, ..self }
    }

    /// One document through all stages.
    ///
    /// Each runs once, because there are no transient failures without a server.
    pub(crate) fn run(&self, mut message: RawMessage) -> Outcome {
        for core in &self.cores {
            let (received_at, before) = (message.received_at, message.body.clone());
            let record = match core(message) {
                Ok(Processed::Publish { record, .. }) if self.keeps_internal => {
                    match complete(&before, &record) {
                        Ok(record) => record,
                        Err(error) => {
                            let (code, detail) = (error.code(), error.to_string());
                            return Outcome::Rejected { code, detail };
                        }
                    }
                }
                Ok(Processed::Forward { record, .. } | Processed::Publish { record, .. }) => record,
                Ok(Processed::Filter { reason, .. }) => return Outcome::Filtered(reason),
                Err(Failed { code, detail, .. }) => return Outcome::Rejected { code, detail },
            };
            // Serialised as on the wire, so that each stage reads what the previous one has written.
            message = RawMessage::new(record.to_json().into(), Headers::default(), received_at);
        }
        Outcome::Record(message.body)
    }
}

/// The record `before` publishing, with the section that publishing has added.
fn complete(before: &Bytes, published: &Record) -> Result<Record, RecordError> {
    let record = Record::from_bytes(before)?;
    let record = match published.trail()?.last() {
        Some(entry) => record.with(&published.section::<Publication>()?, entry)?,
        None => record,
    };
    match published.section::<Document>()?.markdown {
        Some(markdown) => record.with_markdown(&markdown),
        None => Ok(record),
    }
}

#[cfg(test)]
mod tests;
