use std::sync::Arc;
use std::time::Duration;

use article::{ArticleId, Headers, Internal, RawMessage, Record, RecordError, Section};
use bytes::Bytes;

use crate::{Context, Failure, Shared};

/// One step of the pipeline: pure logic from an input to the section that it owns.
///
/// The runtime does everything else: it pulls and decodes messages, enforces the deadline, adds
/// the section and a trail entry to the record, sends the record on, and settles the message.
pub trait Stage: Sized + Send + Sync + 'static {
    /// What the stage reads: [`Record`], or for the first stage what a raw message decodes to.
    type Input: Input;
    /// The section that the stage adds. It names the stage.
    type Section: Section;
    /// Why the stage can't process an input.
    type Error: Failure;
    /// The stage's own settings, in addition to those that every service has.
    type Settings: clap::Args;

    /// One line for `--help`.
    const ABOUT: &'static str;
    /// The name of the stage's span in a trace, such as `detect language`.
    const TASK: &'static str = <Self::Section as Section>::STAGE;
    /// Where [`Stage::process`] runs.
    const EXECUTION: Execution = Execution::Threads;

    /// Creates the stage. An error is a usage error: one line that names the setting and says
    /// which value would be right. Called once more when a running service reads other settings.
    fn new(settings: Self::Settings) -> Result<Self, String>;

    /// Adapts the stage to a server that accepts messages of at most `max_payload` bytes. An error
    /// is a usage error, as in [`Stage::new`].
    fn set_max_payload(&mut self, max_payload: usize) -> Result<(), String> {
        let _ = max_payload;
        Ok(())
    }

    /// How long the raw documents that the stage has processed are kept; `None` if they are not.
    fn keeps_originals(&self) -> Option<Duration> {
        None
    }

    /// Maximum size in bytes of a document that is stored as an object. By default there are no
    /// such documents.
    fn largest_object(&self) -> u64 {
        0
    }

    /// Called once, after the service has connected and before it receives anything. Not called by
    /// `courant process`.
    fn start(&self) {}

    /// The state that the replicas of the stage share.
    fn shared(&self) -> Vec<Arc<dyn Shared>> {
        Vec::new()
    }

    /// Takes over the state of `before`, which it replaces in a running service.
    fn adopt(&mut self, before: &Self) {
        let _ = before;
    }

    /// Processes one input. Called from many threads at once; must not block on I/O.
    fn process(
        &self,
        input: &Self::Input,
        context: &Context<'_>,
    ) -> Result<Step<Self::Section>, Self::Error>;
}

/// What should happen to an article that a stage has processed.
#[derive(Debug, Clone, PartialEq)]
pub enum Step<S> {
    /// Send it to the next stage, under the output subject.
    Forward(S),
    /// The same, with data for later stages that readers never receive.
    ForwardWith {
        /// The section to add.
        section: S,
        /// The internal data to add. The pipeline carries it until the article is published.
        internal: Internal,
        /// Documents inside it. They are published as raw documents before it is sent on.
        parts: Vec<Part>,
        /// The full text, if the section's text is truncated. It is stored before the record is sent on.
        full_text: Option<StoredText>,
    },
    /// Publish it, once per article, without internal data.
    Publish {
        /// The section to add.
        section: S,
        /// The subject to publish under.
        subject: String,
        /// The BCP 47 tag for the header `Courant-Language`.
        language: String,
        /// Whether readers receive `document.declared`.
        keep_declared: bool,
        /// What readers receive as `document.markdown`.
        markdown: Option<String>,
    },
    /// Filter it out, with the name of the rule as the reason.
    Filter(&'static str),
}

/// A document inside another one: an attachment of an e-mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The headers of the raw document.
    pub headers: Headers,
    /// The document.
    pub body: Bytes,
}

/// The full text of a document, to which its section refers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredText {
    /// Prefix of the pieces' subjects.
    pub subject: String,
    /// The text and its structure, as JSON.
    pub json: Bytes,
}

/// What a stage can read.
pub trait Input: Sized + Send + 'static {
    /// Why a message can't be decoded.
    type Error: Failure;

    /// Whether any publisher may have sent the message, so that its headers can't be trusted.
    const FROM_OUTSIDE: bool = false;

    /// Decodes a message.
    fn decode(message: RawMessage) -> Result<Self, Self::Error>;

    /// The article's id.
    fn id(&self) -> ArticleId;

    /// The record before this stage.
    fn into_record(self) -> Record;
}

/// Where a stage's work runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Execution {
    /// On the async threads: for work well under half a millisecond.
    Inline,
    /// On worker threads, as many as there are cores.
    Threads,
}

impl Input for Record {
    type Error = RecordError;

    fn decode(message: RawMessage) -> Result<Self, RecordError> {
        Self::from_bytes(&message.body)
    }

    fn id(&self) -> ArticleId {
        self.id()
    }

    fn into_record(self) -> Record {
        self
    }
}
