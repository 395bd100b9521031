use serde::{Deserialize, Serialize};

/// A format that this crate reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// CommonMark with tables and footnotes.
    Markdown,
    /// Comma-separated values, or separated by semicolons, tabs or vertical bars.
    Csv,
    /// Rich Text Format.
    Rtf,
    /// An e-mail (RFC 5322).
    Mail,
    /// Word, since 2007.
    Docx,
    /// PowerPoint, since 2007.
    Pptx,
    /// Excel, since 2007.
    Xlsx,
    /// OpenDocument text.
    Odt,
    /// OpenDocument presentation.
    Odp,
    /// OpenDocument spreadsheet.
    Ods,
    /// EPUB 2 and 3.
    Epub,
    /// PDF.
    Pdf,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Markdown,
        Self::Csv,
        Self::Rtf,
        Self::Mail,
        Self::Docx,
        Self::Pptx,
        Self::Xlsx,
        Self::Odt,
        Self::Odp,
        Self::Ods,
        Self::Epub,
        Self::Pdf,
    ];

    /// The media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Markdown => "text/markdown",
            Self::Csv => "text/csv",
            Self::Rtf => "application/rtf",
            Self::Mail => "message/rfc822",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Pptx => {
                "application/vnd.openxmlformats-officedocument.presentationml.presentation"
            }
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Odt => "application/vnd.oasis.opendocument.text",
            Self::Odp => "application/vnd.oasis.opendocument.presentation",
            Self::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Self::Epub => "application/epub+zip",
            Self::Pdf => "application/pdf",
        }
    }

    /// Whether it must be read in a sandbox: a hostile document can make its reader panic, or use
    /// more time or memory than its size suggests.
    pub fn needs_sandbox(self) -> bool {
        !matches!(self, Self::Csv)
    }
}
