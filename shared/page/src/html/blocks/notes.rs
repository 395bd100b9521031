//! Marks of notes in books (EPUB Structural Semantics, DPUB-ARIA) and in pages that Markdown was made of.

use crate::html::attributes::Attributes;

/// An open link to a note, or from a note back to its place in the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    /// Byte offset of its content in the text of the block.
    at: usize,
    leads_to_note: bool,
}

/// Maximum number of bytes of the number or letter of a note.
const LONGEST: usize = 8;

impl Mark {
    /// A link begins at the byte offset `at`. `None` if it can't be one to or from a note.
    pub(super) fn begin(at: usize, attributes: &Attributes) -> Option<Self> {
        let leads_to_note = is(attributes, "noteref");
        let is_inside = attributes.get("href").is_some_and(|href| href.contains('#'));
        (leads_to_note || is_inside).then_some(Self { at, leads_to_note })
    }

    /// The link ends. A number is put into brackets, so that it isn't glued to the text before it. An arrow
    /// back to the text is removed.
    pub(super) fn end(self, text: &mut String) {
        let Some(content) = text.get(self.at..) else { return };
        let content = content.trim();
        let is_arrow = content.starts_with('\u{21a9}')
            && content.chars().all(|c| matches!(c, '\u{21a9}' | '\u{fe0e}' | '\u{fe0f}'));
        if is_arrow {
            text.truncate(self.at);
        } else if self.leads_to_note
            && (1..=LONGEST).contains(&content.len())
            && content.chars().all(char::is_alphanumeric)
        {
            let mark = format!("[{content}]");
            text.truncate(self.at);
            text.push_str(&mark);
        }
    }
}

/// Whether an element is the number of a page of the printed book.
pub(super) fn is_page_number(attributes: &Attributes) -> bool {
    is(attributes, "pagebreak")
}

/// Whether an element has this meaning in a book.
fn is(attributes: &Attributes, meaning: &str) -> bool {
    let among = |name, prefix: &str| {
        let mut values = attributes.get(name).unwrap_or_default().split_ascii_whitespace();
        values.any(|value| value.strip_prefix(prefix) == Some(meaning))
    };
    among("epub:type", "") || among("role", "doc-")
}
