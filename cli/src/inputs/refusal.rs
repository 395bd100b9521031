use std::io;

use formats::MailboxError;
use warc::WarcError;

/// Why an input yields no document.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InputError {
    /// It doesn't exist.
    #[error("no such file or folder: check the path")]
    NotFound,
    /// It exists but can't be read.
    #[error("can't be read ({0}): check its permissions and the disk")]
    Unreadable(#[source] io::Error),
    /// A folder without documents.
    #[error(
        "the folder has no file of a known kind (`courant process --help` lists them): name files explicitly to read other kinds"
    )]
    NothingInside,
    /// Larger than the limit for raw documents.
    #[error(
        "larger than {limit} bytes: leave the document out, or raise the limit (--max-bytes; for `publish` the server's max_payload)"
    )]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// A file with the name of a mailbox that isn't one.
    #[error(transparent)]
    Mailbox(MailboxError),
    /// A broken record, or damaged compressed data.
    #[error(transparent)]
    Archive(WarcError),
}

impl From<WarcError> for InputError {
    fn from(error: WarcError) -> Self {
        if let WarcError::TooLarge { limit } = error {
            Self::TooLarge { limit }
        } else {
            Self::Archive(error)
        }
    }
}

impl InputError {
    pub(super) fn of(error: io::Error) -> Self {
        match error.downcast::<WarcError>() {
            Ok(error) => error.into(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::NotFound,
            Err(error) => Self::Unreadable(error),
        }
    }

    /// A code from a closed list, of the same form as the stages' codes.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Unreadable(_) => "unreadable",
            Self::NothingInside => "nothing_inside",
            Self::TooLarge { .. } => "too_large",
            Self::Mailbox(_) => "no_mailbox",
            Self::Archive(error) => error.code(),
        }
    }
}
