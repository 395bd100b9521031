use article::{Headers, RawMessage, Timestamp};
use broker::table;
use bytes::Bytes;
use ingestion::Ingestion;
use language_detection::LanguageDetection;
use metadata_extraction::MetadataExtraction;
use publishing::Publishing;
use stage::{Failed, Stage, Turn, Worked};

use super::settings::Settings;

/// The stages in their order, each seeing what it would see behind the broker.
#[derive(Default)]
pub(super) struct Pipeline {
    cores: Vec<Box<Core>>,
}

type Core = dyn Fn(RawMessage) -> Result<Worked, Failed> + Send + Sync;

/// What became of a document.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// The record, as JSON on one line.
    Record(Bytes),
    /// Left out by a rule of this name.
    Filtered(&'static str),
    /// Given up.
    Rejected {
        /// Why, as a word from the stage's closed list.
        code: &'static str,
        /// Why, as a sentence that says what to do.
        detail: String,
    },
}

impl Pipeline {
    /// The four stages as the table has them.
    pub(super) fn of_courant(settings: Settings) -> Result<Self, String> {
        let [ingested, detected, extracted, published] = table::STAGES.map(|spec| spec.output);
        Ok(Self::default()
            .then(Ingestion::new(settings.ingestion)?, ingested)
            .then(LanguageDetection::new(settings.language_detection)?, detected)
            .then(MetadataExtraction::new(settings.metadata_extraction)?, extracted)
            .then(Publishing::new(settings.publishing)?, published))
    }

    /// The pipeline with one stage more at its end. `output` is its output subject.
    pub(super) fn then<S: Stage>(mut self, stage: S, output: &'static str) -> Self {
        self.cores.push(Box::new(move |message| {
            stage::work(&stage, message, &Turn { now: Timestamp::now(), output }, 1)
        }));
        self
    }

    /// One document through all stages.
    ///
    /// Each runs once: what the stages call worth a retry is the outside world's, and here is none.
    pub(super) fn run(&self, mut message: RawMessage) -> Fate {
        for core in &self.cores {
            let received_at = message.received_at;
            let record = match core(message) {
                Ok(Worked::Forward(record) | Worked::Publish { record, .. }) => record,
                Ok(Worked::Filter { reason, .. }) => return Fate::Filtered(reason),
                Err(Failed { code, detail, .. }) => return Fate::Rejected { code, detail },
            };
            // As on the wire, so that what a stage writes is what the next can read.
            let (body, headers) = (record.to_json().into(), Headers::default());
            message = RawMessage { body, headers, lane: None, received_at };
        }
        Fate::Record(message.body)
    }
}

#[cfg(test)]
mod tests;
