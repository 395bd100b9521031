use std::sync::Arc;

use article::{BENCH_SOURCE, Document, Language, Metadata, Record, RecordError, Source};
use metadata::extract;
use stage::{Context, Failure, Shared, Stage, Step, Verdict, attribute};

use crate::recent::Recent;

/// The stage `metadata-extraction`.
#[derive(Debug, Clone)]
pub struct MetadataExtraction {
    recent: Option<Arc<Recent>>,
}

/// The settings of the stage.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
#[command(next_help_heading = "Near-duplicates")]
pub struct Settings {
    /// Recent documents among which near-duplicates are recognised (metadata.near_duplicate), 88
    /// bytes of memory each; 0: none
    #[arg(long, env = "COURANT_NEAR_WINDOW", value_name = "N", default_value_t = 100_000)]
    pub near_window: usize,
}

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

    fn new(settings: Settings) -> Result<Self, String> {
        metadata::warm_up();
        let window = Some(settings.near_window).filter(|&window| window > 0);
        Ok(Self { recent: window.map(|window| Arc::new(Recent::new(window))) })
    }

    fn shared(&self) -> Vec<Arc<dyn Shared>> {
        self.recent.iter().map(|recent| Arc::clone(recent) as Arc<dyn Shared>).collect()
    }

    /// A window of a different size is loaded again from the shared state.
    fn adopt(&mut self, before: &Self) {
        let capacity = |stage: &Self| stage.recent.as_ref().map(|recent| recent.capacity());
        if capacity(self) == capacity(before) {
            self.recent.clone_from(&before.recent);
        }
    }

    fn process(
        &self,
        record: &Record,
        context: &Context<'_>,
    ) -> Result<Step<Metadata>, ExtractionError> {
        let document: Document = record.section()?;
        let language: Language = record.section()?;
        let mut metadata = extract(&document, &language, &record.internal().cues);
        let recorded = [
            (attribute::TITLE_SOURCE, metadata.title.as_ref().map(|title| title.source)),
            (attribute::DATE_SOURCE, metadata.dates.published.as_ref().map(|date| date.source)),
        ];
        for (attribute, source) in recorded {
            context.record(attribute, source.map_or("none", Source::name));
        }
        // Documents of `courant bench` are not articles.
        let is_article = document.source.as_deref() != Some(BENCH_SOURCE);
        if let Some(recent) = self.recent.as_ref().filter(|_| is_article) {
            metadata.near_duplicate = recent.pass(record.id(), &document.text);
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
