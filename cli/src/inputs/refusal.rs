use std::io;

/// Why an input gives no document.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InputError {
    /// Nothing stands there.
    #[error("there is no such file or folder: check the path")]
    NotFound,
    /// It stands there, and can't be read.
    #[error("can't be read ({0}): check its permissions and the disk")]
    Unreadable(#[source] io::Error),
    /// A folder without documents.
    #[error(
        "the folder holds no .txt, .html, .htm, .json, .jsonl or .ndjson file: name files to read others"
    )]
    NothingInside,
    /// Larger than a raw document may be.
    #[error("larger than {limit} bytes: raise --max-bytes, or leave it out")]
    TooLarge {
        /// What a raw document may have.
        limit: u64,
    },
}

impl InputError {
    pub(super) fn of(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::NotFound {
            Self::NotFound
        } else {
            Self::Unreadable(error)
        }
    }

    /// A word from a closed list, of the same form as the stages' codes.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Unreadable(_) => "unreadable",
            Self::NothingInside => "nothing_inside",
            Self::TooLarge { .. } => "too_large",
        }
    }
}
