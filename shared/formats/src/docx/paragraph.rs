use super::styles::Meaning;
use crate::html::Html;

/// A paragraph that is being read.
#[derive(Debug)]
pub(super) struct Paragraph {
    pub(super) inner: String,
    pub(super) meaning: Meaning,
    /// The depth in a list, from 0.
    pub(super) level: Option<usize>,
    pub(super) has_link: bool,
    /// Whether its end is deleted.
    pub(super) is_joined: bool,
    /// Blocks of text boxes, which follow it.
    pub(super) boxes: Vec<String>,
}

impl Paragraph {
    pub(super) fn new(inner: String) -> Self {
        Self {
            inner,
            meaning: Meaning::Plain,
            level: None,
            has_link: false,
            is_joined: false,
            boxes: Vec::new(),
        }
    }

    /// Writes the paragraph, and its text boxes after it.
    pub(super) fn write(&self, html: &mut Html) {
        let inner = &self.inner;
        match (self.meaning, self.level) {
            (Meaning::Heading(level), _) => html.heading(level, inner),
            (Meaning::Quote, _) => html.block("blockquote", inner),
            (Meaning::Code, _) => html.block("pre", &inner.replace("<br>", "\n")),
            (Meaning::Caption, _) => html.block("figcaption", inner),
            (Meaning::List(own), level) => {
                let level = level.map_or(own, |level| level.saturating_add(1));
                html.item(level.max(own), inner);
            }
            (Meaning::Plain | Meaning::Author | Meaning::Date, Some(level)) => {
                html.item(level.saturating_add(1), inner)
            }
            (Meaning::Plain | Meaning::Author | Meaning::Date, None) => {
                html.block("p", inner);
            }
        }
        for inner in &self.boxes {
            html.block("p", inner);
        }
    }
}
