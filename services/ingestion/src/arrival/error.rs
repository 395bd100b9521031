use stage::{Failure, Verdict};

/// Why a message is rejected before its content is read. Each message says what the publisher can do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArrivalError {
    /// The message is empty or white space.
    #[error("the message has no content: send plain text, HTML or a JSON envelope with `content`")]
    Empty,
    /// The message is declared as JSON or looks like it, but is not valid.
    #[error(
        "the message is not valid JSON (line {line}, column {column}): send it complete, or declare another Content-Type"
    )]
    NotJson {
        /// Line of the first error, counted from 1.
        line: usize,
        /// Column of the first error.
        column: usize,
    },
    /// The JSON is not an object.
    #[error(
        "the message is JSON but not an object: wrap each article as {{\"content\": \"…\"}} in a message of its own"
    )]
    NotAnObject,
    /// The JSON is nested too deeply.
    #[error("the JSON is nested more than {0} levels deep: send an envelope with plain values")]
    TooDeep(usize),
    /// The envelope has no content.
    #[error(
        "the envelope has neither `content` nor `content_base64`: put the article into one of them"
    )]
    NoContent,
    /// The content is not a string.
    #[error("the envelope's `{0}` is not a valid JSON string: put the article there")]
    ContentNotText(&'static str),
    /// A member occurs twice.
    #[error("the envelope has `{0}` twice: remove one")]
    Twice(&'static str),
    /// The envelope has two contents.
    #[error("the envelope has both `content` and `content_base64`: remove one")]
    TwoContents,
    /// The content is an object, and there is another in the envelope.
    #[error(
        "the content is an object, and the envelope in the body has another: remove `content` and `content_base64`"
    )]
    ContentBesideObject,
    /// The content is not Base64.
    #[error("the envelope's `content_base64` is not Base64 (RFC 4648): encode the content's bytes")]
    BadBase64,
}

impl Failure for ArrivalError {
    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NotJson { .. } => "envelope_not_json",
            Self::NotAnObject => "envelope_not_object",
            Self::TooDeep(_) => "envelope_too_deep",
            Self::NoContent => "envelope_no_content",
            Self::ContentNotText(_)
            | Self::Twice(_)
            | Self::TwoContents
            | Self::ContentBesideObject => "envelope_malformed",
            Self::BadBase64 => "bad_base64",
        }
    }

    fn verdict(&self) -> Verdict {
        match self {
            Self::Empty
            | Self::NotJson { .. }
            | Self::NotAnObject
            | Self::TooDeep(_)
            | Self::NoContent
            | Self::ContentNotText(_)
            | Self::Twice(_)
            | Self::TwoContents
            | Self::ContentBesideObject
            | Self::BadBase64 => Verdict::Reject,
        }
    }
}
