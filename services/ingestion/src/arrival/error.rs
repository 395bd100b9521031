use stage::{Failure, Verdict};

/// Why a message is not even an arrival. Each says what the publisher can do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArrivalError {
    /// Nothing but white space.
    #[error("the message has no content: send plain text, HTML or a JSON envelope with `content`")]
    Empty,
    /// Meant as JSON, and is not.
    #[error(
        "the message is not valid JSON (line {line}, column {column}): send it whole, or name another Content-Type"
    )]
    NotJson {
        /// Line of the first fault, from 1.
        line: usize,
        /// Column of the first fault.
        column: usize,
    },
    /// JSON of another shape.
    #[error(
        "the message is JSON but no object: wrap the article as {{\"content\": \"…\"}}, one a message"
    )]
    NotAnObject,
    /// Nested beyond all need.
    #[error(
        "the JSON is nested more than {0} deep: send an envelope whose members are plain values"
    )]
    TooDeep(usize),
    /// An object without content.
    #[error(
        "the envelope has neither `content` nor `content_base64`: put the article's text into one of them"
    )]
    NoContent,
    /// The content is no string.
    #[error("the envelope's `{0}` is not a valid JSON string: put the article's text there")]
    ContentNotText(&'static str),
    /// A member that may stand once stands twice.
    #[error("the envelope says `{0}` twice: leave one")]
    Twice(&'static str),
    /// Two contents.
    #[error("the envelope has both `content` and `content_base64`: leave one")]
    TwoContents,
    /// Not Base64.
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
            Self::ContentNotText(_) | Self::Twice(_) | Self::TwoContents => "envelope_malformed",
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
            | Self::BadBase64 => Verdict::Reject,
        }
    }
}
