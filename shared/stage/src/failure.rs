use std::error::Error;

use article::{ArticleId, RecordError};

/// An error that knows what should happen to the document that caused it.
///
/// Its `Display` is the sentence in the dead letter. It says what to do next and never quotes the
/// document.
pub trait Failure: Error + Send + Sync + 'static {
    /// A code from a closed list, usable as a token of a NATS subject: lower-case letters, digits
    /// and `_`.
    fn code(&self) -> &'static str;

    /// What should happen to the document.
    fn verdict(&self) -> Verdict;
}

/// What should happen to a document that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A permanent failure: the document becomes a dead letter at once.
    Reject,
    /// A transient failure: the document is retried until its attempts are exhausted.
    Retry,
    /// Another version or replica of this service can process the document: it is returned to the
    /// server, and no attempt is counted.
    Return,
}

/// Why a message could not be processed. Contains no text of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// The article's id, if the message could be decoded.
    pub id: Option<ArticleId>,
    /// The error's [code](Failure::code).
    pub code: &'static str,
    /// A sentence that says what to do.
    pub detail: String,
    /// What should happen to the document.
    pub verdict: Verdict,
}

impl Failed {
    /// The failure of the article `id` by `error`.
    pub fn new(id: Option<ArticleId>, error: &impl Failure) -> Self {
        Self { id, code: error.code(), detail: error.to_string(), verdict: error.verdict() }
    }
}

impl Failure for RecordError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAnObject { .. } => "record_not_json",
            Self::Missing(_) => "record_incomplete",
            Self::Malformed(_) | Self::Duplicate => "record_malformed",
            Self::NewerVersion(_) => "record_version",
            Self::AlreadyWritten(_) => "record_section_written",
        }
    }

    fn verdict(&self) -> Verdict {
        match self {
            Self::NotAnObject { .. }
            | Self::Missing(_)
            | Self::Malformed(_)
            | Self::Duplicate
            | Self::AlreadyWritten(_) => Verdict::Reject,
            Self::NewerVersion(_) => Verdict::Return,
        }
    }
}
