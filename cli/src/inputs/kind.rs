use std::path::Path;

/// What a file holds, judged by its name alone.
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
    /// One document of a kind that the pipeline detects.
    Unknown,
}

impl Kind {
    pub(super) fn of(path: &Path) -> Self {
        let extension = path.extension().map(|text| text.to_string_lossy().to_ascii_lowercase());
        match extension.as_deref() {
            Some("txt") => Self::Text,
            Some("html" | "htm") => Self::Html,
            Some("json") => Self::Json,
            Some("jsonl" | "ndjson") => Self::Lines,
            Some(_) | None => Self::Unknown,
        }
    }

    /// The matching `Content-Type`.
    pub(super) fn content_type(self) -> Option<&'static str> {
        match self {
            Self::Text => Some("text/plain"),
            Self::Html => Some("text/html"),
            Self::Json | Self::Lines => Some("application/json"),
            Self::Unknown => None,
        }
    }
}
