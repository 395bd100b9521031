use stage::{Failure, Verdict};

/// Why an arrival is not an article. Each says what the publisher can do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IngestError {
    /// Larger than the limit.
    #[error(
        "the message has {bytes} bytes, more than the {limit} that are allowed: send the article alone, or raise COURANT_MAX_BYTES"
    )]
    TooLarge {
        /// How large it is.
        bytes: u64,
        /// How large it may be.
        limit: u64,
    },
    /// A PDF file.
    #[error("the content is a PDF: send the text that is in it, as plain text or HTML")]
    Pdf,
    /// A file of another known kind that is no text.
    #[error("the content is a {0} file, not a text: send the article as plain text or HTML")]
    File(&'static str),
    /// No text in any charset.
    #[error(
        "the content is binary, or its charset is unknown: send text, and name its charset in Content-Type"
    )]
    Binary,
    /// Text, but of a kind that holds no article.
    #[error(
        "the content is {0}: send one article a message, as plain text, HTML or a JSON envelope"
    )]
    UnsupportedContentType(&'static str),
    /// Nothing to read in it.
    #[error(
        "the content holds no words to read: if the page is filled in by scripts, send it as a browser shows it"
    )]
    NoText,
}

impl Failure for IngestError {
    fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "too_large",
            Self::Pdf => "pdf",
            Self::File(_) | Self::Binary => "binary",
            Self::UnsupportedContentType(_) => "unsupported_content_type",
            Self::NoText => "no_text",
        }
    }

    fn verdict(&self) -> Verdict {
        match self {
            Self::TooLarge { .. }
            | Self::Pdf
            | Self::File(_)
            | Self::Binary
            | Self::UnsupportedContentType(_)
            | Self::NoText => Verdict::Reject,
        }
    }
}
