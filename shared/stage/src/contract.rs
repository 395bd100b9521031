use std::error::Error;

use article::{ArticleId, RawMessage, Record, RecordError, Section, Timestamp};
use telemetry::{Value, Work as Told};

/// One step of the pipeline: pure logic from an input to the section it owns.
///
/// The runtime does the rest: it pulls, decodes, watches the deadline, adds the section and the
/// trail entry, sends on, and settles.
pub trait Stage: Sized + Send + Sync + 'static {
    /// What it works on: [`Record`], or for the first stage what a raw message is read into.
    type Input: Input;
    /// The section it adds; names the stage.
    type Section: Section;
    /// Why it can't.
    type Error: Failure;
    /// Its own settings, beside those that every service has.
    type Settings: clap::Args;

    /// One line for `--help`.
    const ABOUT: &'static str;
    /// What its work is called in a trace: `detect language`.
    const TASK: &'static str = <Self::Section as Section>::STAGE;
    /// Where its work is done.
    const WORK: Work = Work::Threads;

    /// Makes the stage ready for work. An error is a usage error: one line that names the setting
    /// and says what would be right.
    fn new(settings: Self::Settings) -> Result<Self, String>;

    /// Fits itself to a server that takes messages of at most `max_payload` bytes. An error is a
    /// usage error, as in [`Stage::new`].
    fn fit(&mut self, max_payload: usize) -> Result<(), String> {
        let _ = max_payload;
        Ok(())
    }

    /// Works on one input. Called from many threads at once; must not block on anything outside.
    fn process(
        &self,
        input: &Self::Input,
        turn: &Turn<'_>,
    ) -> Result<Step<Self::Section>, Self::Error>;
}

/// What a stage may know of the turn it takes, beside its input.
#[derive(Debug, Clone, Copy)]
pub struct Turn<'a> {
    /// When this turn began.
    pub now: Timestamp,
    /// The output subject in force; publishing's has `{language}` and `{id}` in it.
    pub output: &'a str,
    told: Option<&'a Told>,
}

impl<'a> Turn<'a> {
    /// A turn that nobody watches.
    pub fn new(now: Timestamp, output: &'a str) -> Self {
        Self { now, output, told: None }
    }

    /// The same, with what is told going into a span.
    pub(crate) fn told(self, told: &'a Told) -> Self {
        Self { told: Some(told), ..self }
    }

    /// Tells what was decided and on what evidence, as an attribute of the stage's span: a word of
    /// a closed set or a figure, never the document's own words. Changes nothing else.
    pub fn tell(&self, attribute: &'static str, value: impl Into<Value>) {
        if let Some(told) = self.told.filter(|told| told.is_told()) {
            told.set(attribute, &value.into());
        }
    }
}

/// What should become of an article, after a stage's work.
#[derive(Debug, Clone, PartialEq)]
pub enum Step<S> {
    /// On to the next stage, under the output subject.
    Forward(S),
    /// Out of the pipeline, once per article.
    Publish {
        /// The section to add.
        section: S,
        /// The subject to publish under.
        subject: String,
        /// The BCP 47 tag for the header `Courant-Language`.
        language: String,
    },
    /// Set aside by a rule, with the rule's name as reason.
    Filter(&'static str),
}

/// What a stage's work can begin with.
pub trait Input: Sized + Send + 'static {
    /// Why a message is not one.
    type Error: Failure;

    /// Whether anyone may have sent it, so that its headers are but claims.
    const FROM_OUTSIDE: bool = false;

    /// Reads a message.
    fn decode(message: RawMessage) -> Result<Self, Self::Error>;

    /// The article's id.
    fn id(&self) -> ArticleId;

    /// The record as it was before this stage.
    fn into_record(self) -> Record;
}

/// An error that knows what should become of the document that caused it.
///
/// Its `Display` is the sentence that stands in the dead letter: it says what to do, and never
/// quotes the document.
pub trait Failure: Error + Send + Sync + 'static {
    /// A word from a closed list: lower-case letters, digits and `_`, fit for a subject's token.
    fn code(&self) -> &'static str;

    /// What should become of the document.
    fn verdict(&self) -> Verdict;
}

/// What should become of a document that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It will never work: a dead letter, at once.
    Reject,
    /// It may work later: again in place, until the attempts are spent.
    Retry,
    /// Another version or replica of this service can do it: back to the server, and no attempt
    /// counted.
    HandBack,
}

/// Where a stage's work is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// On the async threads: for work well under half a millisecond.
    Inline,
    /// On threads of its own, as many as there are cores.
    Threads,
}

impl Input for Record {
    type Error = RecordError;

    fn decode(message: RawMessage) -> Result<Self, RecordError> {
        Self::read(&message.body)
    }

    fn id(&self) -> ArticleId {
        self.id()
    }

    fn into_record(self) -> Record {
        self
    }
}

impl Failure for RecordError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAnObject { .. } => "record_not_json",
            Self::Missing(_) => "record_incomplete",
            Self::Malformed(_) | Self::Twice => "record_malformed",
            Self::FromTheFuture(_) => "record_version",
            Self::Written(_) => "record_section_written",
        }
    }

    fn verdict(&self) -> Verdict {
        match self {
            Self::NotAnObject { .. }
            | Self::Missing(_)
            | Self::Malformed(_)
            | Self::Twice
            | Self::Written(_) => Verdict::Reject,
            Self::FromTheFuture(_) => Verdict::HandBack,
        }
    }
}
