//! The publishing service: filters, routes and publishes articles.
//!
//! Owns the rules that filter articles out, the subject of a published article, and which parts of
//! the record readers receive. The runtime publishes each article once.

mod rules;
mod settings;

use std::sync::Arc;

use article::{Document, Language, Metadata, Publication, Record, RecordError, render};
use stage::{Context, Erased, Execution, Failure, Shared, Stage, Step, Verdict, attribute};

pub use rules::{Rules, language_code};
pub use settings::{DeclaredValues, Settings};

/// Publishes every article that passes the rules.
#[derive(Debug, Clone)]
pub struct Publishing {
    settings: Settings,
    erased: Erased,
    /// Maximum size of a message; `None` without a server.
    max_payload: Option<usize>,
}

/// Bytes that publishing adds to a message: its own section, and headers.
const AROUND: usize = 16 << 10;

/// Why an article can't be published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// A required section is missing or damaged.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The language code can't be a token of a subject.
    #[error(
        "the record's language code is not a BCP 47 primary subtag: language-detection must write 2 to 8 lower-case letters"
    )]
    Language,
}

impl Stage for Publishing {
    type Input = Record;
    type Section = Publication;
    type Error = PublishError;
    type Settings = Settings;

    const ABOUT: &'static str =
        "Publishes enriched articles under articles.published.<language>.<id>";
    const TASK: &'static str = "route article";
    const EXECUTION: Execution = Execution::Inline;

    fn new(settings: Settings) -> Result<Self, String> {
        Ok(Self { settings, erased: Erased::default(), max_payload: None })
    }

    fn set_max_payload(&mut self, max_payload: usize) -> Result<(), String> {
        self.max_payload = Some(max_payload);
        Ok(())
    }

    fn shared(&self) -> Vec<Arc<dyn Shared>> {
        vec![self.erased.shared()]
    }

    fn adopt(&mut self, before: &Self) {
        self.erased = before.erased.clone();
    }

    fn process(
        &self,
        record: &Record,
        context: &Context<'_>,
    ) -> Result<Step<Publication>, PublishError> {
        let language: Language = record.section()?;
        if !is_primary_subtag(&language.code) {
            return Err(PublishError::Language);
        }
        context.record(attribute::LANGUAGE, language.tag.clone());
        let document: Document = record.section()?;
        // It may have been in flight when it was erased.
        let url = document.url.as_deref();
        if let Some(blocked) = self.erased.blocks(record.id(), document.part_of, url) {
            context.record(attribute::ROUTE, blocked.reason());
            return Ok(Step::Filter(blocked.reason()));
        }
        let is_copy = || {
            let metadata: Result<Metadata, _> = record.section();
            metadata.is_ok_and(|metadata| metadata.near_duplicate.is_some())
        };
        if let Some(reason) = self.settings.rules.filter(&document, &language, is_copy) {
            context.record(attribute::ROUTE, reason);
            return Ok(Step::Filter(reason));
        }
        let subject = context
            .output
            .replace("{language}", &language.code)
            .replace("{id}", &record.id().to_string());
        context.record(attribute::ROUTE, subject.clone());
        Ok(Step::Publish {
            section: Publication { published_at: context.now, subject: subject.clone() },
            subject,
            language: language.tag,
            keep_declared: self.settings.declared == DeclaredValues::Keep,
            markdown: self.markdown(record, &document),
        })
    }
}

impl Publishing {
    /// The text as Markdown, if configured and if it fits into the message.
    fn markdown(&self, record: &Record, document: &Document) -> Option<String> {
        if !self.settings.markdown {
            return None;
        }
        let markdown = render::markdown(document);
        let Some(most) = self.max_payload else { return Some(markdown) };
        // In JSON, most characters take as many bytes as before, some twice as many, and few more.
        if 8 * markdown.len() < most {
            return Some(markdown);
        }
        let size = serde_json::to_string(&markdown).map_or(usize::MAX, |json| json.len());
        let fits = record.to_json().len().saturating_add(size).saturating_add(AROUND) <= most;
        fits.then_some(markdown)
    }
}

/// BCP 47, section 2.2.1: 2 to 8 letters. Anything else could change the meaning of the subject.
fn is_primary_subtag(code: &str) -> bool {
    (2..=8).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_lowercase())
}

impl Failure for PublishError {
    fn code(&self) -> &'static str {
        match self {
            Self::Record(error) => error.code(),
            Self::Language => "language_code",
        }
    }

    fn verdict(&self) -> Verdict {
        match self {
            Self::Record(error) => error.verdict(),
            Self::Language => Verdict::Reject,
        }
    }
}
