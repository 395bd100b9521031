use serde::{Deserialize, Serialize};

/// Why a document can't be read. Each message says what the publisher can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum FormatError {
    /// It needs a password.
    #[error("the document is encrypted: send it without a password")]
    Encrypted,
    /// It is truncated or violates its format.
    #[error("the document is damaged: {0}; send it complete")]
    Damaged(Defect),
    /// Its pages are pictures; the number of pages.
    #[error(
        "the document has no text, only {0} page(s) that are pictures: send it with a text layer (OCR)"
    )]
    Pictures(u32),
    /// It exceeds a limit when it is unpacked.
    #[error("the document is too large to be read: it has more than {0}")]
    TooMuch(Bound),
}

/// What is wrong with a damaged document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Defect {
    /// Its archive.
    #[error("its archive can't be opened")]
    Archive,
    /// One of the files in its archive.
    #[error("a part of it can't be unpacked")]
    Entry,
    /// A part that every document of its format has.
    #[error("a part of it is missing")]
    Missing,
    /// Its XML.
    #[error("its XML is not well-formed")]
    Xml,
    /// A PDF without pages, or not one.
    #[error("its pages can't be found")]
    Pdf,
    /// Its sheets.
    #[error("its sheets can't be read")]
    Sheets,
    /// It ends too early.
    #[error("it is cut off")]
    CutOff,
    /// Its header.
    #[error("its header can't be read")]
    Header,
}

/// The exceeded limit of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Bound {
    /// Files in its archive.
    #[error("20,000 files in one archive")]
    Entries,
    /// Bytes.
    #[error("128 MB, 32 MB in one part, or 200 times its own size when it is unpacked")]
    Unpacked,
    /// Pages.
    #[error("20,000 pages")]
    Pages,
    /// Characters.
    #[error("16 MB of text")]
    Text,
    /// Bytes of the text as HTML.
    #[error("24 MB of text with its markup")]
    Html,
    /// Levels.
    #[error("512 levels of nested elements")]
    Elements,
    /// Levels.
    #[error("2,000 levels of nested groups")]
    Groups,
}
