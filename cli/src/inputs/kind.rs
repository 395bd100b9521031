use std::path::Path;

use warc::Packing;

/// The kind of a file, by its name alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Plain text.
    Text,
    /// An HTML page.
    Html,
    /// One envelope.
    Json,
    /// One envelope per line.
    Lines,
    /// One document of this media type.
    Document(&'static str),
    /// A web archive: one page per response.
    Archive,
    /// Several e-mails.
    Mailbox,
    /// One document, whose kind the pipeline detects.
    Unknown,
}

impl Kind {
    /// One e-mail.
    pub(super) const EMAIL: Self = Self::Document("message/rfc822");

    /// The kind of a file once it is decompressed, and its compression.
    pub(super) fn packed(path: &Path) -> (Self, Packing) {
        let (packing, name) = Packing::of(path);
        let kind = Self::of_name(name);
        (kind, if kind == Self::Unknown { Packing::None } else { packing })
    }

    /// The kind of a file, compressed or not.
    pub(super) fn of(path: &Path) -> Self {
        Self::packed(path).0
    }

    fn of_name(path: &Path) -> Self {
        let extension = path.extension().map(|text| text.to_string_lossy().to_ascii_lowercase());
        match extension.as_deref() {
            Some("txt" | "rst") => Self::Text,
            Some("html" | "htm") => Self::Html,
            Some("json") => Self::Json,
            Some("jsonl" | "ndjson") => Self::Lines,
            Some("warc" | "wet") => Self::Archive,
            Some("md" | "markdown") => Self::Document("text/markdown"),
            Some("csv" | "tsv") => Self::Document("text/csv"),
            Some("eml") => Self::EMAIL,
            Some("mbox") => Self::Mailbox,
            // Their kind is detected from the content.
            Some("docx" | "pptx" | "xlsx" | "odt" | "odp" | "ods" | "epub" | "rtf" | "pdf") => {
                Self::Document("application/octet-stream")
            }
            Some(_) | None => Self::Unknown,
        }
    }

    /// Whether a document of this kind may be larger than a page or a text.
    pub(super) fn may_be_large(self) -> bool {
        match self {
            Self::Document("text/csv") | Self::Text | Self::Html | Self::Json => false,
            Self::Lines | Self::Archive => false,
            Self::Document(_) | Self::Mailbox | Self::Unknown => true,
        }
    }

    /// The matching `Content-Type`.
    pub(super) fn content_type(self) -> Option<&'static str> {
        match self {
            Self::Text => Some("text/plain"),
            Self::Html => Some("text/html"),
            Self::Document(media_type) => Some(media_type),
            Self::Json | Self::Lines => Some("application/json"),
            Self::Archive | Self::Mailbox | Self::Unknown => None,
        }
    }
}
