use std::fmt;

/// Why a valid record is not a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skip {
    /// A record of another type.
    Type(&'static str),
    /// An HTTP response that is not a success.
    Status(u16),
    /// Content that is neither HTML nor plain text.
    Media(&'static str),
    /// A response without a body.
    Empty,
    /// One segment of a response that is spread over many records.
    Segment,
}

/// The record types of the standard (ISO 28500, section 6).
const TYPES: [&str; 8] = [
    "warcinfo",
    "response",
    "resource",
    "request",
    "metadata",
    "revisit",
    "conversion",
    "continuation",
];
/// The registered top-level media types.
const MEDIA: [&str; 9] =
    ["application", "audio", "font", "image", "message", "model", "multipart", "text", "video"];

impl Skip {
    pub(crate) fn of_type(name: &str) -> Self {
        Self::Type(known(&TYPES, name))
    }

    /// By the media type's first half.
    pub(crate) fn of_media(media: &str) -> Self {
        Self::Media(known(&MEDIA, media.split('/').next().unwrap_or_default()))
    }
}

/// An archive can contain any name, so counts are kept under known ones.
fn known(names: &[&'static str], name: &str) -> &'static str {
    names.iter().find(|known| known.eq_ignore_ascii_case(name)).unwrap_or(&"unknown")
}

impl fmt::Display for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Type(name) => f.write_str(name),
            Self::Status(status) => write!(f, "HTTP {status}"),
            Self::Media(name) => write!(f, "{name}/*"),
            Self::Empty => f.write_str("empty"),
            Self::Segment => f.write_str("segmented"),
        }
    }
}
