use article::{Document, Language};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::json_ld::JsonLd;

/// An article as the finders read it: the sections, the text by paragraphs, JSON-LD by nodes.
pub(crate) struct Reading<'a> {
    /// What ingestion handed on.
    pub(crate) document: &'a Document,
    /// Primary subtag of the text's language: `en`, `zh`, `und`.
    pub(crate) code: &'a str,
    /// Paragraphs of the text, trimmed, none of them empty.
    pub(crate) paragraphs: Vec<&'a str>,
    /// The page's JSON-LD.
    pub(crate) json_ld: JsonLd<'a>,
    /// The day on which the document was received: nothing was published after it.
    pub(crate) today: Date,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(document: &'a Document, language: &'a Language) -> Self {
        let paragraphs = document.text.split("\n\n").map(str::trim);
        Self {
            document,
            code: &language.code,
            paragraphs: paragraphs.filter(|paragraph| !paragraph.is_empty()).collect(),
            json_ld: JsonLd::of(&document.declared.json_ld),
            today: document.received_at.to_zoned(TimeZone::UTC).date(),
        }
    }

    /// Whether it is a page, or part of one: something that declares more than its lines do.
    pub(crate) fn is_page(&self) -> bool {
        let declared = &self.document.declared;
        self.document.content_type == "text/html"
            || !declared.json_ld.is_empty()
            || !declared.meta.is_empty()
    }

    /// The beginning of the text, whole paragraphs and characters, at most `bytes` of it.
    ///
    /// For finders that would cost more than a pass: what a document is about, it says early.
    pub(crate) fn beginning(&self, bytes: usize) -> impl Iterator<Item = &'a str> {
        let mut left = bytes;
        self.paragraphs.iter().map_while(move |paragraph| {
            let part = text::cut(paragraph, left);
            left -= part.len();
            (!part.is_empty()).then_some(part)
        })
    }
}
