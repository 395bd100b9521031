/// How the text of a document was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extractor {
    /// The document is plain text.
    PlainText,
    /// The block scorer.
    Scored,
    /// No main content was found, so the entire page was used.
    WholePage,
    /// The document is structured text, and all of it was used.
    Structured,
    /// The page shows no text, so its machine-readable declarations were used.
    Declared,
}

impl Extractor {
    /// The name used in traces.
    pub fn name(self) -> &'static str {
        match self {
            Self::PlainText => "plain_text",
            Self::Scored => "scored",
            Self::WholePage => "whole_page",
            Self::Structured => "structured",
            Self::Declared => "declared",
        }
    }
}
