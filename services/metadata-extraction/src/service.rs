use article::{Document, Language, Metadata, Record, RecordError, Source};
use metadata::extract;
use stage::{Context, Failure, Stage, Step, Verdict, attribute};

/// The stage `metadata-extraction`.
#[derive(Debug, Clone, Copy)]
pub struct MetadataExtraction;

/// The stage has no settings of its own.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct Settings {}

/// Why no metadata could be extracted.
#[derive(Debug, thiserror::Error)]
pub enum ExtractionError {
    /// A section that the stage reads is missing or malformed.
    #[error(transparent)]
    Record(#[from] RecordError),
}

impl Stage for MetadataExtraction {
    type Input = Record;
    type Section = Metadata;
    type Error = ExtractionError;
    type Settings = Settings;

    const ABOUT: &'static str = "Finds title, authors, dates, site, rights, keywords and counts";
    const TASK: &'static str = "extract metadata";

    fn new(_: Settings) -> Result<Self, String> {
        Ok(Self)
    }

    fn process(
        &self,
        record: &Record,
        context: &Context<'_>,
    ) -> Result<Step<Metadata>, ExtractionError> {
        let document: Document = record.section()?;
        let language: Language = record.section()?;
        let metadata = extract(&document, &language, &record.internal().cues);
        let recorded = [
            (attribute::TITLE_SOURCE, metadata.title.as_ref().map(|title| title.source)),
            (attribute::DATE_SOURCE, metadata.dates.published.as_ref().map(|date| date.source)),
        ];
        for (attribute, source) in recorded {
            context.record(attribute, source.map_or("none", Source::name));
        }
        Ok(Step::Forward(metadata))
    }
}

impl Failure for ExtractionError {
    fn code(&self) -> &'static str {
        match self {
            Self::Record(error) => error.code(),
        }
    }

    fn verdict(&self) -> Verdict {
        match self {
            Self::Record(error) => error.verdict(),
        }
    }
}
