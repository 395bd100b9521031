/// What gave a document its text: a closed list, for the trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extractor {
    /// A document without markup is its own text.
    PlainText,
    /// The block scorer of our own.
    Scored,
    /// Readability's rules (`dom_smoothie`).
    Readability,
    /// Trafilatura's rules.
    Trafilatura,
    /// A page on which nothing stands out: all of it.
    WholePage,
    /// What a page that shows no text declares for machines.
    Declared,
}

impl Extractor {
    /// The name, as it appears in a trace.
    pub fn name(self) -> &'static str {
        match self {
            Self::PlainText => "plain_text",
            Self::Scored => "scored",
            Self::Readability => "readability",
            Self::Trafilatura => "trafilatura",
            Self::WholePage => "whole_page",
            Self::Declared => "declared",
        }
    }
}
