use super::attributes::Attributes;
use super::elements::is_block;
use super::superscripts::{Superscript, begin_denominator};
use super::surroundings::Surroundings;
use super::walk::Sink;
use crate::block::{Block, Kind};
use crate::plain::unwrapped;
use text::characters::{clean, collapse, nfc};

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
    links: usize,
    /// Number of bytes of the current block inside links.
    linked: usize,
    surroundings: Surroundings,
}

/// Line separator, for `<br>`. Line feeds of the source are only white space.
const BREAK: char = '\u{2028}';
/// Unit separator, between the cells of a row.
const CELL: char = '\u{1f}';

impl Collector {
    /// Returns all blocks that have text.
    pub(super) fn finish(mut self) -> Vec<Block> {
        self.flush();
        self.blocks
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let linked = std::mem::take(&mut self.linked) as f32 / text.len().max(1) as f32;
        self.breaks = 0;
        self.superscripts.clear();
        let text = if self.preformatted > 0 { code(&text) } else { prose(&text) };
        if !text.is_empty() {
            let kind = self.kinds.last().map_or(Kind::Paragraph, |(_, kind)| *kind);
            let location = self.surroundings.location();
            self.blocks.push(Block { kind, text: nfc(&text).into_owned(), linked, location });
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
            "td" | "th" => {
                self.text.push(if self.in_row { CELL } else { ' ' });
                self.in_row = true;
            }
            "sup" => {
                let in_link = self.links > 0;
                self.superscripts.push(Superscript::begin(self.text.len(), in_link));
            }
            "sub" => begin_denominator(&mut self.text),
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
        if name == "a" {
            self.links += 1;
            self.superscripts.iter_mut().for_each(Superscript::link);
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
            superscript.end(&mut self.text);
        }
        self.links = self.links.saturating_sub(usize::from(name == "a"));
        self.surroundings.close(name);
        if self.kinds.last().is_some_and(|(open, _)| open == name) {
            self.kinds.pop();
        }
    }

    fn text(&mut self, text: &str) {
        if !text.trim().is_empty() {
            self.breaks = 0;
        }
        if self.links > 0 {
            self.linked += text.len();
        }
        self.text.extend(text.chars().filter(|c| *c != CELL));
    }
}

fn is_preformatted(name: &str) -> bool {
    matches!(name, "pre" | "listing" | "plaintext")
}

/// Cleans the text of a block: a row of tab-separated cells, or lines that end at `<br>`. Lines that
/// are wrapped to a width become one.
fn prose(text: &str) -> String {
    let cells = text.split(CELL).map(|cell| {
        let lines = cell.split(BREAK).map(|line| collapse(&clean(line)));
        let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
        if lines.len() > 1 { unwrapped(&lines) } else { lines.concat() }
    });
    let cells: Vec<String> = cells.collect();
    cells.join("\t").trim_end().to_owned()
}

/// Cleans preformatted text: keeps its lines and their indentation. Removes blank lines, which
/// separate blocks.
fn code(text: &str) -> String {
    let text = clean(&text.replace(CELL, " "));
    let lines = text.lines().map(|line| line.trim_end().replace('\t', "    "));
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    lines.join("\n")
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
