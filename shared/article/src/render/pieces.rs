//! Blocks and their links, as the renderers need them.

use crate::{BlockKind, Document, TextBlock, TextLink};

/// A block of a document with its text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'a> {
    pub(super) kind: BlockKind,
    pub(super) level: u8,
    pub(super) text: &'a str,
    /// Offset of the text in the document.
    start: usize,
    links: &'a [TextLink],
}

/// A part of a block: text, and the address that it links to.
pub(super) type Part<'a> = (&'a str, Option<&'a str>);

/// The blocks of a document. Blocks outside its text are left out; a document without blocks gets
/// one for each paragraph.
pub(super) fn pieces(document: &Document) -> Vec<Piece<'_>> {
    let text = document.text.as_str();
    let mut links = document.links.as_slice();
    let piece = |block: &TextBlock| {
        let inside = text.get(block.start..block.end).filter(|text| !text.trim().is_empty())?;
        let before = links.partition_point(|link| link.start < block.start);
        let after = links.partition_point(|link| link.start < block.end);
        let own = links.get(before..after).unwrap_or_default();
        links = links.get(after..).unwrap_or_default();
        let level = block.level.unwrap_or(1);
        Some(Piece { kind: block.kind, level, text: inside, start: block.start, links: own })
    };
    if document.blocks.is_empty() {
        paragraphs(text).iter().filter_map(piece).collect()
    } else {
        document.blocks.iter().filter_map(piece).collect()
    }
}

fn paragraphs(text: &str) -> Vec<TextBlock> {
    let mut start = 0;
    let block = |paragraph: &str| {
        let from = start;
        start += paragraph.len() + 2;
        let end = from + paragraph.len();
        TextBlock { kind: BlockKind::Paragraph, level: None, start: from, end }
    };
    text.split("\n\n").map(block).collect()
}

impl<'a> Piece<'a> {
    /// The parts of the block, in order. Links that are not safe to follow are text.
    pub(super) fn parts(&self) -> Vec<Part<'a>> {
        let mut parts = Vec::with_capacity(2 * self.links.len() + 1);
        let mut at = 0;
        for link in self.links {
            let range = link.start.wrapping_sub(self.start)..link.end.wrapping_sub(self.start);
            let Some(inside) = self.text.get(range.clone()) else { continue };
            let Some(before) = self.text.get(at..range.start) else { continue };
            if is_safe(&link.href) && !inside.trim().is_empty() {
                parts.push((before, None));
                parts.push((inside, Some(link.href.as_str())));
                at = range.end;
            }
        }
        parts.push((&self.text[at..], None));
        parts.retain(|(text, _)| !text.is_empty());
        parts
    }

    /// The cells of a row. A link that spans cells is text.
    pub(super) fn cells(&self) -> Vec<Vec<Part<'a>>> {
        let mut cells = vec![Vec::new()];
        for (text, href) in self.parts() {
            let href = href.filter(|_| !text.contains('\t'));
            for (at, inside) in text.split('\t').enumerate() {
                if at > 0 {
                    cells.push(Vec::new());
                }
                if let Some(cell) = cells.last_mut().filter(|_| !inside.is_empty()) {
                    cell.push((inside, href));
                }
            }
        }
        cells
    }
}

/// Whether a link can be followed without running a script.
fn is_safe(href: &str) -> bool {
    let begins = |scheme: &str| {
        href.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    ["https://", "http://", "mailto:"].iter().any(|scheme| begins(scheme))
}
