mod links;
mod text;

use super::attributes::Attributes;
use super::elements::is_block;
use super::superscripts::{Superscript, begin_denominator};
use super::surroundings::Surroundings;
use super::walk::Sink;
use crate::block::{Block, Kind};
use links::Links;
use text::{BREAK, CELL, code, is_visible, prose};

/// Splits a page into blocks.
#[derive(Debug, Default)]
pub(super) struct Collector {
    blocks: Vec<Block>,
    /// Text of the current block, its white space unchanged, with [`BREAK`] and [`CELL`].
    text: String,
    /// Open elements that determine the kind of a block, outermost first.
    kinds: Vec<(String, Kind)>,
    preformatted: usize,
    breaks: usize,
    /// Whether a cell has begun in the current row.
    in_row: bool,
    superscripts: Vec<Superscript>,
    /// Number of open links.
    open_links: usize,
    /// Byte offset of the innermost link in the text of the block.
    link_start: usize,
    /// Number of bytes of the current block inside links.
    linked: usize,
    links: Links,
    /// Number of visible bytes of the current block that are formulas.
    formulas: usize,
    surroundings: Surroundings,
    base: Option<String>,
}

/// The blocks of a page.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    /// All that have text.
    pub(super) all: Vec<Block>,
    /// The address that links are relative to, as the page gives it.
    pub(super) base: Option<String>,
}

impl Collector {
    /// Returns all blocks that have text.
    pub(super) fn finish(mut self) -> Blocks {
        self.flush();
        Blocks { all: self.blocks, base: self.base }
    }

    fn flush(&mut self) {
        let raw = std::mem::take(&mut self.text);
        let linked = std::mem::take(&mut self.linked) as f32 / raw.len().max(1) as f32;
        let formulas = std::mem::take(&mut self.formulas);
        self.breaks = 0;
        self.superscripts.clear();
        let text = if self.preformatted > 0 { code(&raw) } else { prose(&raw) };
        let links = self.links.take(&raw, &text);
        if !text.is_empty() {
            let (kind, level) = self.kind(formulas > 0 && formulas == visible_bytes(&raw));
            let location = self.surroundings.location();
            let mut block = Block { kind, level, text, links, linked, location };
            block.normalize();
            self.blocks.push(block);
        }
    }

    /// The kind of the current block, and its level.
    fn kind(&self, is_formula: bool) -> (Kind, u8) {
        match self.kinds.last() {
            _ if self.preformatted > 0 => (Kind::Code, 0),
            Some((name, Kind::Heading)) => (Kind::Heading, name.as_bytes()[1] - b'0'),
            Some((_, Kind::ListItem)) => {
                let depth = self.kinds.iter().filter(|(_, kind)| *kind == Kind::ListItem).count();
                (Kind::ListItem, u8::try_from(depth).unwrap_or(u8::MAX))
            }
            Some((_, kind)) => (*kind, 0),
            None if is_formula => (Kind::Math, 0),
            None => (Kind::Paragraph, 0),
        }
    }

    /// A block begins or ends. In preformatted text it is a line.
    fn boundary(&mut self) {
        if self.preformatted == 0 {
            self.flush();
        } else if !self.text.ends_with(['\n', BREAK]) && !self.text.is_empty() {
            self.text.push(BREAK);
        }
    }
}

impl Sink for Collector {
    fn open(&mut self, name: &str, attributes: &Attributes) {
        match name {
            // One break ends a line, two end a paragraph.
            "br" if self.preformatted > 0 => self.text.push(BREAK),
            "br" => {
                self.breaks += 1;
                if self.breaks > 1 {
                    self.flush();
                } else {
                    self.text.push(BREAK);
                }
                return;
            }
            "base" => {
                let href = attributes.get("href").filter(|_| self.base.is_none());
                self.base = href.map(str::to_owned).or(self.base.take());
                return;
            }
            "td" | "th" => {
                self.text.push(if self.in_row { CELL } else { ' ' });
                self.in_row = true;
            }
            "sup" => {
                // In a longer link it is part of the text.
                let in_link = self.open_links > 0 && self.link_start == self.text.len();
                self.superscripts.push(Superscript::begin(self.text.len(), in_link));
            }
            "sub" => begin_denominator(&mut self.text),
            "a" => {
                self.open_links += 1;
                self.link_start = self.text.len();
                self.links.begin(self.text.len(), attributes.get("href"));
                self.superscripts.iter_mut().for_each(Superscript::link);
            }
            _ if is_preformatted(name) => self.flush(),
            _ if is_block(name) => self.boundary(),
            _ => {}
        }
        if name == "tr" {
            self.in_row = false;
        }
        if is_preformatted(name) {
            self.preformatted += 1;
        }
        self.surroundings.open(name, attributes);
        if let Some(kind) = kind(name) {
            self.kinds.push((name.to_owned(), kind));
        }
    }

    fn close(&mut self, name: &str) {
        if is_preformatted(name) {
            self.flush();
            self.preformatted = self.preformatted.saturating_sub(1);
        } else if is_block(name) {
            self.boundary();
        } else if name == "sup"
            && let Some(superscript) = self.superscripts.pop()
        {
            if let Some(from) = superscript.end(&mut self.text) {
                self.links.replaced(from, self.text.len());
            }
        } else if name == "a" {
            self.open_links = self.open_links.saturating_sub(1);
            self.links.end(self.text.len());
        }
        self.surroundings.close(name);
        if self.kinds.last().is_some_and(|(open, _)| open == name) {
            self.kinds.pop();
        }
    }

    fn text(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.breaks = 0;
        }
        if self.open_links > 0 {
            self.linked += text.len();
        }
        self.text.extend(text.chars().filter(|c| *c != CELL));
    }

    fn formula(&mut self, text: &str) {
        self.text(text);
        self.formulas += visible_bytes(text);
    }
}

fn is_preformatted(name: &str) -> bool {
    matches!(name, "pre" | "listing" | "plaintext")
}

fn visible_bytes(text: &str) -> usize {
    text.chars().filter(|c| is_visible(*c)).map(char::len_utf8).sum()
}

fn kind(name: &str) -> Option<Kind> {
    match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Some(Kind::Heading),
        "li" | "dt" | "dd" => Some(Kind::ListItem),
        "blockquote" => Some(Kind::Quote),
        "tr" => Some(Kind::Row),
        "caption" | "figcaption" => Some(Kind::Caption),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
