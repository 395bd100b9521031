//! The fourth service: filter, route, publish.
//!
//! Owns the rules by which an article comes out or is set aside. Knows nothing of the stream it
//! comes out on: the runtime sees to it that it comes out once.

mod rules;

use article::{Document, Language, Publication, Record, RecordError};
use stage::{Context, Failure, Stage, Step, Verdict, attribute};

pub use rules::Rules;

/// Publishes every article that its rules let pass.
#[derive(Debug, Clone, Default)]
pub struct Publishing {
    rules: Rules,
}

/// Why an article can't be published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// A section that it goes by is missing or damaged.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The language's code does not fit into a subject.
    #[error(
        "the record's language code is no BCP 47 subtag: the stage before must give one in lower-case letters"
    )]
    Language,
}

impl Stage for Publishing {
    type Input = Record;
    type Section = Publication;
    type Error = PublishError;
    type Settings = Rules;

    const ABOUT: &'static str =
        "Publishes enriched articles under articles.published.<language>.<id>";
    const TASK: &'static str = "route article";
    const EXECUTION: stage::Execution = stage::Execution::Inline;

    fn new(rules: Rules) -> Result<Self, String> {
        Ok(Self { rules })
    }

    fn process(
        &self,
        record: &Record,
        context: &Context<'_>,
    ) -> Result<Step<Publication>, PublishError> {
        let language: Language = record.section()?;
        if !is_subtag(&language.code) {
            return Err(PublishError::Language);
        }
        context.record(attribute::LANGUAGE, language.tag.clone());
        let document: Document = record.section()?;
        if let Some(reason) = self.rules.leave_out(&document, &language) {
            context.record(attribute::ROUTE, reason);
            return Ok(Step::Filter(reason));
        }
        let subject = context
            .output
            .replace("{language}", &language.code)
            .replace("{id}", &record.id().to_string());
        context.record(attribute::ROUTE, subject.clone());
        let section = Publication { published_at: context.now, subject: subject.clone() };
        Ok(Step::Publish { section, subject, language: language.tag })
    }
}

/// BCP 47, section 2.2.1: a primary language is 2 to 8 letters. As a token of a subject it must
/// hold nothing that NATS gives a meaning to.
fn is_subtag(code: &str) -> bool {
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
