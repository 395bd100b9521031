//! From blocks to a text with offsets.

use article::{BlockKind, TextBlock, TextLink};
use url::Url;

use crate::block::{Block, Kind, Link};
use crate::bounds;

/// Maximum number of blocks. Further ones are one paragraph.
const MOST_BLOCKS: usize = 10_000;
/// Maximum number of links, and of bytes of their addresses.
const MOST_LINKS: usize = 1000;
const MOST_LINK_BYTES: usize = 64 * 1024;

/// A text, its blocks and links.
#[derive(Debug, Default)]
pub(crate) struct Structure {
    pub(crate) text: String,
    pub(crate) blocks: Vec<TextBlock>,
    pub(crate) links: Vec<TextLink>,
    pub(crate) warnings: Vec<String>,
}

/// Joins the texts of `blocks` with blank lines. Links are relative to `base`.
pub(crate) fn structure(mut blocks: Vec<Block>, base: Option<&Url>) -> Structure {
    blocks.retain(|block| !block.text.trim().is_empty());
    // A row may begin with an empty cell, and code with indentation.
    if let Some(first) = blocks.first_mut() {
        let lead = first.text.len() - first.text.trim_start().len();
        if lead > 0 {
            first.remove(std::slice::from_ref(&(0..lead)));
        }
    }
    if let Some(last) = blocks.last_mut() {
        last.text.truncate(last.text.trim_end().len());
    }
    let tables = tables(&blocks);
    let length = blocks.iter().map(|block| block.text.len() + 2).sum();
    let mut whole = Structure {
        text: String::with_capacity(length),
        blocks: Vec::with_capacity(blocks.len().min(MOST_BLOCKS)),
        ..Structure::default()
    };
    let mut budget = MOST_LINK_BYTES;
    let mut left_out = 0;
    for (block, in_table) in blocks.into_iter().zip(tables) {
        if !whole.text.is_empty() {
            whole.text.push_str("\n\n");
        }
        let start = whole.text.len();
        whole.text.push_str(&block.text);
        for link in block.links {
            let Some(link) = absolute(link, start, base) else { continue };
            match budget.checked_sub(link.href.len()).filter(|_| whole.links.len() < MOST_LINKS) {
                Some(rest) => {
                    budget = rest;
                    whole.links.push(link);
                }
                None => left_out += 1,
            }
        }
        let level = (block.level > 0).then_some(block.level);
        let kind = named(block.kind, in_table);
        whole.push(TextBlock { kind, level, start, end: start + block.text.len() });
    }
    if left_out > 0 {
        whole.warnings.push(format!("{left_out} link(s) of the text were left out"));
    }
    whole
}

impl Structure {
    fn push(&mut self, block: TextBlock) {
        if self.blocks.len() < MOST_BLOCKS {
            self.blocks.push(block);
        } else if let Some(last) = self.blocks.last_mut() {
            (last.kind, last.level, last.end) = (BlockKind::Paragraph, None, block.end);
        }
    }
}

/// For each block, whether it is a row of a table with more than one cell in a row. Other tables
/// only lay out a page.
fn tables(blocks: &[Block]) -> Vec<bool> {
    let mut tables = vec![false; blocks.len()];
    let mut at = 0;
    while at < blocks.len() {
        let run = blocks[at..].iter().take_while(|block| block.kind == Kind::Row).count();
        let is_table = blocks[at..at + run].iter().any(|row| row.text.contains('\t'));
        tables[at..at + run].fill(is_table);
        at += run.max(1);
    }
    tables
}

fn named(kind: Kind, in_table: bool) -> BlockKind {
    match kind {
        Kind::Heading => BlockKind::Heading,
        Kind::Paragraph => BlockKind::Paragraph,
        Kind::ListItem => BlockKind::ListItem,
        Kind::Quote => BlockKind::Quote,
        Kind::Row if in_table => BlockKind::TableRow,
        Kind::Row => BlockKind::Paragraph,
        Kind::Caption => BlockKind::Caption,
        Kind::Code => BlockKind::Code,
        Kind::Math => BlockKind::Math,
        Kind::Signature => BlockKind::Signature,
    }
}

/// A link of a block that begins at the byte offset `start` of the text.
fn absolute(link: Link, start: usize, base: Option<&Url>) -> Option<TextLink> {
    let url = Url::options().base_url(base).parse(link.href.trim()).ok()?;
    let is_followed = matches!(url.scheme(), "http" | "https" | "mailto");
    let href = String::from(url);
    let (start, end) = (start + link.range.start, start + link.range.end);
    (is_followed && href.len() <= bounds::ADDRESS).then_some(TextLink { start, end, href })
}

/// What links are relative to: the address of the document, or the one that the page gives.
pub(crate) fn base(document: Option<&str>, page: Option<&str>) -> Option<Url> {
    let document = document.and_then(|url| Url::parse(url).ok());
    let page = page.and_then(|href| Url::options().base_url(document.as_ref()).parse(href).ok());
    page.or(document)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_absolute_and_safe() {
        let cases = [
            ("/a?b c", None, Some("https://example.org/a?b%20c")),
            ("b", None, Some("https://example.org/x/b")),
            ("../b", Some("/y/z/"), Some("https://example.org/y/b")),
            ("b", Some("https://other.example/q/"), Some("https://other.example/q/b")),
            ("//other.example", None, Some("https://other.example/")),
            (" HTTP://Other.Example/ä ", None, Some("http://other.example/%C3%A4")),
            ("mailto:a@example.org", None, Some("mailto:a@example.org")),
            ("javascript:x", None, None),
            ("java\nscript:x", None, None),
            ("data:text/html,x", None, None),
            ("file:///etc/passwd", None, None),
            ("tel:+1", None, None),
            ("http://", None, None),
        ];
        for (href, page, expected) in cases {
            let base = base(Some("https://example.org/x/y"), page);
            let link = Link { range: 0..1, href: href.to_owned() };
            let found = absolute(link, 0, base.as_ref()).map(|link| link.href);
            assert_eq!(found.as_deref(), expected, "{href} {page:?}");
        }
        let relative = Link { range: 0..1, href: "/a".to_owned() };
        assert_eq!(absolute(relative, 0, None), None);
    }

    #[test]
    fn blocks_and_links_are_bounded() {
        let mut blocks: Vec<Block> =
            (0..MOST_BLOCKS + 10).map(|_| Block::paragraph("a".to_owned())).collect();
        for block in &mut blocks {
            block.links.push(Link { range: 0..1, href: "https://example.org/".to_owned() });
        }
        let whole = structure(blocks, None);
        assert_eq!((whole.blocks.len(), whole.links.len()), (MOST_BLOCKS, MOST_LINKS));
        assert_eq!(whole.blocks.last().map(|block| block.end), Some(whole.text.len()));
        assert_eq!(whole.warnings, ["9010 link(s) of the text were left out"]);
    }
}
