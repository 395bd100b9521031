use std::io::ErrorKind;

use formats::FormatError;
use page::PageError;
use stage::{Failure, Verdict};

/// Why a document is rejected. Each message says what the publisher can do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IngestError {
    /// The document exceeds the size limit.
    #[error(
        "the document has {bytes} bytes, more than the limit of {limit}: send only the article, or raise {setting}"
    )]
    TooLarge {
        /// Size of the document in bytes, or of its message.
        bytes: u64,
        /// The limit in bytes.
        limit: u64,
        /// The setting with the limit.
        setting: &'static str,
    },
    /// The content can't be read as a page or text.
    #[error(transparent)]
    Page(#[from] PageError),
    /// The content is a document that can't be read.
    #[error(transparent)]
    Format(#[from] FormatError),
    /// The content is a document in an unsupported format.
    #[error("the content is {0}, which is not read: send it as DOCX, ODT, RTF, HTML or plain text")]
    Unread(&'static str),
    /// The content is a mailbox.
    #[error(
        "the content is a mailbox with several e-mails: publish it with `courant publish`, which sends each e-mail of a file named *.mbox as a document"
    )]
    Mailbox,
    /// The process that read the document crashed.
    #[error(
        "the process that read the document crashed: send it in another format, and report the document"
    )]
    Crashed,
    /// The process that read the document needed too much memory.
    #[error(
        "reading the document needs more than {0} MB of memory: split it, or send it in another format"
    )]
    OutOfMemory(u64),
    /// The process that read the document took too long.
    #[error("the document could not be read in time: split it, or send it in another format")]
    TimedOut,
    /// The process that reads documents can't be started.
    #[error(
        "the process that reads documents could not be started ({0}): raise the limit of processes or memory"
    )]
    NoWorker(ErrorKind),
    /// The content has no text.
    #[error(
        "the content has no text: send a page as rendered by a browser, and a scanned document with a text layer (OCR)"
    )]
    NoText,
}

impl Failure for IngestError {
    fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "too_large",
            Self::Page(PageError::File(_) | PageError::Binary) => "binary",
            Self::Page(PageError::UnsupportedContentType(_)) => "unsupported_content_type",
            Self::Unread(_) | Self::Mailbox => "unsupported_content_type",
            Self::Format(FormatError::Encrypted) => "encrypted",
            Self::Format(FormatError::Damaged(_)) => "damaged",
            Self::Format(FormatError::TooMuch(_)) => "too_large",
            Self::Crashed => "crashed",
            Self::OutOfMemory(_) => "out_of_memory",
            Self::TimedOut => "timed_out",
            Self::NoWorker(_) => "no_worker",
            Self::NoText | Self::Format(FormatError::Pictures(_)) => "no_text",
        }
    }

    fn verdict(&self) -> Verdict {
        match self {
            Self::TooLarge { .. }
            | Self::Page(_)
            | Self::Format(_)
            | Self::Unread(_)
            | Self::Mailbox
            | Self::Crashed
            | Self::OutOfMemory(_)
            | Self::TimedOut
            | Self::NoText => Verdict::Reject,
            // Not the document's fault, and another replica may be able to read it.
            Self::NoWorker(_) => Verdict::Return,
        }
    }
}
