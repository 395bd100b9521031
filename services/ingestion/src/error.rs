use page::PageError;
use stage::{Failure, Verdict};

/// Why an arrival is not an article. Each variant says what the publisher can do.
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
    /// Nothing that can be read as a page or a text.
    #[error(transparent)]
    Page(#[from] PageError),
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
            Self::Page(PageError::Pdf) => "pdf",
            Self::Page(PageError::File(_) | PageError::Binary) => "binary",
            Self::Page(PageError::UnsupportedContentType(_)) => "unsupported_content_type",
            Self::NoText => "no_text",
        }
    }

    fn verdict(&self) -> Verdict {
        match self {
            Self::TooLarge { .. } | Self::Page(_) | Self::NoText => Verdict::Reject,
        }
    }
}
