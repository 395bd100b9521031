use page::PageError;
use stage::{Failure, Verdict};

/// Why a document is rejected. Each message says what the publisher can do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IngestError {
    /// The message exceeds the size limit.
    #[error(
        "the message has {bytes} bytes, more than the limit of {limit}: send only the article, or raise COURANT_MAX_BYTES"
    )]
    TooLarge {
        /// Size of the message in bytes.
        bytes: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// The content can't be read as a page or text.
    #[error(transparent)]
    Page(#[from] PageError),
    /// The content has no text.
    #[error(
        "the content has no text: if scripts fill in the page, send it as rendered by a browser"
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
