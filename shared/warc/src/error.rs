use std::io;

/// Why a record yields no page, or a compressed file no bytes.
#[derive(Debug, thiserror::Error)]
pub enum WarcError {
    /// The file can't be read.
    #[error("the file can't be read ({0}): check the disk")]
    Unreadable(#[source] io::Error),
    /// The compressed bytes are damaged.
    #[error("the compressed data is damaged ({0}): fetch the file again")]
    Damaged(#[source] io::Error),
    /// The file ends within a record.
    #[error("the file ends within the record: fetch the file again")]
    Cut,
    /// Not the beginning of a record.
    #[error("no WARC record begins here: check that the file is a WARC file")]
    NoRecord,
    /// The record's length differs from that of its content.
    #[error("the record is longer or shorter than its Content-Length says")]
    Length,
    /// Headers that can't be parsed.
    #[error("the record's {0} can't be parsed")]
    Head(&'static str),
    /// The body can't be decoded.
    #[error("the body can't be decoded as {0}")]
    Encoding(&'static str),
    /// Larger than the limit for a page.
    #[error("the page has more than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// Compressed more than any real archive.
    #[error(
        "the data is compressed more than {} times and may be a bomb: unpack it yourself if you trust it",
        crate::unpacked::RATIO
    )]
    Bomb,
}

impl WarcError {
    /// A code from a closed list.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "unreadable",
            Self::Damaged(_) => "damaged",
            Self::Cut => "cut_off",
            Self::NoRecord => "no_record",
            Self::Length => "bad_length",
            Self::Head(_) => "bad_head",
            Self::Encoding(_) => "bad_encoding",
            Self::TooLarge { .. } => "too_large",
            Self::Bomb => "bomb",
        }
    }

    /// Whether the rest of the member can't be read.
    pub(crate) fn is_of_member(&self) -> bool {
        matches!(self, Self::Damaged(_) | Self::Bomb | Self::Cut)
    }

    /// The error wrapped by [`crate::Unpacked`], or an error of the file itself.
    pub(crate) fn of(error: io::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(error) => error,
            Err(error) => Self::Unreadable(error),
        }
    }
}

impl From<WarcError> for io::Error {
    fn from(error: WarcError) -> Self {
        let kind = match &error {
            WarcError::Unreadable(error) => error.kind(),
            WarcError::Cut => io::ErrorKind::UnexpectedEof,
            WarcError::Damaged(_)
            | WarcError::NoRecord
            | WarcError::Length
            | WarcError::Head(_)
            | WarcError::Encoding(_)
            | WarcError::TooLarge { .. }
            | WarcError::Bomb => io::ErrorKind::InvalidData,
        };
        Self::new(kind, error)
    }
}
