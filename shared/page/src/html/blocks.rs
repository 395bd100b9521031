mod custom;
mod initials;
mod layout;
mod links;
mod notes;
mod signature;
mod text;

use std::ops::Range;

use super::attributes::Attributes;
use super::elements::{is_block, is_void};
use super::superscripts::{Superscript, begin_denominator};
use super::surroundings::Surroundings;
use super::tree::Tree;
use super::unseen::Noscript;
use super::walk::Sink;
use crate::block::{Block, Kind, Link};
use custom::{CLOSE, OPEN, is_custom};
use links::Links;
use text::{BREAK, CELL, code, is_visible, listing, prose};

/// Splits a page into blocks.
#[derive(Debug, Default)]
pub(super) struct Collector {
    blocks: Vec<Block>,
    /// Text of the current block, its white space unchanged, with [`BREAK`], [`CELL`], [`OPEN`] and
    /// [`CLOSE`].
    text: String,
    /// Open elements that determine the kind of a block, outermost first.
    kinds: Vec<(String, Kind)>,
    preformatted: usize,
    breaks: usize,
    /// Whether a cell has begun in the current row.
    in_row: bool,
    superscripts: Vec<Superscript>,
    /// The open link, if it may lead to or from a note.
    note: Option<notes::Mark>,
    /// A drop capital that an image shows at the beginning of the current block.
    initial: Option<char>,
    /// Number of open links.
    open_links: usize,
    /// Byte offset of the innermost link in the text of the block.
    link_start: usize,
    /// Number of bytes of the current block inside links.
    linked: usize,
    links: Links,
    /// Number of visible bytes of the current block that are formulas, and that are code.
    formulas: usize,
    code: usize,
    /// Whether a custom element began or ended in the current block.
    has_custom: bool,
    /// Number of open elements.
    depth: usize,
    /// Depth at which a `code` element began.
    in_code: Option<usize>,
    /// Whether elements that mail programs put around signatures are recognised.
    marks_signatures: bool,
    /// Whether to take text that browsers hide.
    shows_hidden: bool,
    /// Number of open elements from the hidden one inwards.
    hidden: usize,
    hidden_bytes: usize,
    surroundings: Surroundings,
    base: Option<String>,
}

/// The blocks of a page.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    /// All that have text.
    pub(super) all: Vec<Block>,
    /// The elements around them.
    pub(super) tree: Tree,
    /// The address that links are relative to, as the page gives it.
    pub(super) base: Option<String>,
    /// Number of bytes of text that browsers hide.
    pub(super) hidden: usize,
}

impl Collector {
    /// A collector that takes hidden text if `noscript` elements are shown too.
    pub(super) fn new(noscript: Noscript) -> Self {
        Self { shows_hidden: noscript == Noscript::Show, ..Self::default() }
    }

    /// A collector for a document without menus and footers, which may be an e-mail.
    pub(super) fn of_document() -> Self {
        Self { marks_signatures: true, ..Self::default() }
    }

    /// Returns all blocks that have text, and the elements around them.
    pub(super) fn finish(mut self) -> Blocks {
        self.flush();
        let tree = self.surroundings.finish();
        initials::join(&mut self.blocks);
        layout::mark_paragraphs(&mut self.blocks, &tree);
        Blocks { all: self.blocks, tree, base: self.base, hidden: self.hidden_bytes }
    }

    fn flush(&mut self) {
        let raw = std::mem::take(&mut self.text);
        let linked = std::mem::take(&mut self.linked) as f32 / raw.len().max(1) as f32;
        let links = self.links.take(raw.len());
        let special = self.special(&raw);
        self.breaks = 0;
        self.superscripts.clear();
        self.note = None;
        self.initial = None;
        if std::mem::take(&mut self.has_custom) && special.is_none() && self.preformatted == 0 {
            for part in custom::parts(&raw) {
                self.push(&raw, part, special, linked, &links);
            }
        } else {
            self.push(&raw, 0..raw.len(), special, linked, &links);
        }
    }

    /// The kind of the current block if all of it is a formula, or lines of code.
    fn special(&mut self, raw: &str) -> Option<Kind> {
        let (formulas, code) = (std::mem::take(&mut self.formulas), std::mem::take(&mut self.code));
        if formulas + code == 0 {
            return None;
        }
        let all = visible_bytes(raw);
        let is_code = code == all && raw.contains(BREAK);
        is_code.then_some(Kind::Code).or((formulas == all).then_some(Kind::Math))
    }

    /// Adds a block whose raw text is a part of `raw`, unless it is empty.
    fn push(
        &mut self,
        raw: &str,
        part: Range<usize>,
        special: Option<Kind>,
        linked: f32,
        links: &[Link],
    ) {
        let own = &raw[part.clone()];
        let text = match special {
            _ if self.preformatted > 0 => code(own),
            Some(Kind::Code) => listing(own),
            // Neighbouring elements hold different words.
            _ if own.contains(custom::BETWEEN) => prose(&own.replace(custom::BETWEEN, "\n")),
            _ => prose(own),
        };
        if text.is_empty() {
            return;
        }
        let links = links::within(links, raw, part, &text);
        let (kind, level) = self.kind(special);
        let element = self.surroundings.element();
        let mut block = Block { kind, level, text, links, linked, element };
        block.normalize();
        self.blocks.push(block);
    }

    /// The kind of the current block, and its level.
    fn kind(&self, special: Option<Kind>) -> (Kind, u8) {
        match self.kinds.last() {
            _ if self.in_signature() => (Kind::Signature, 0),
            _ if self.preformatted > 0 || special == Some(Kind::Code) => (Kind::Code, 0),
            Some((name, Kind::Heading)) => (Kind::Heading, name.as_bytes()[1] - b'0'),
            Some((_, Kind::ListItem)) => {
                let depth = self.kinds.iter().filter(|(_, kind)| *kind == Kind::ListItem).count();
                (Kind::ListItem, u8::try_from(depth).unwrap_or(u8::MAX))
            }
            Some((_, kind)) => (*kind, 0),
            None => (special.unwrap_or(Kind::Paragraph), 0),
        }
    }

    /// Whether the current block is in a signature, and not in that of a quoted e-mail.
    fn in_signature(&self) -> bool {
        let mut kinds = self.kinds.iter().map(|(_, kind)| *kind);
        let outer = kinds.find(|kind| matches!(kind, Kind::Quote | Kind::Signature));
        outer == Some(Kind::Signature)
    }

    /// Whether an element is around a signature, or of the same name inside one: its end doesn't end the
    /// signature.
    fn is_signature(&self, name: &str, attributes: &Attributes) -> bool {
        let last = self.kinds.last();
        last.is_some_and(|(outer, kind)| *kind == Kind::Signature && outer == name)
            || self.marks_signatures && is_block(name) && signature::is_one(attributes)
    }

    /// A block begins or ends. In preformatted text it is a line, and so is one in code that may be a
    /// line.
    fn boundary(&mut self, name: &str) {
        if self.in_code.is_some() && !matches!(name, "div" | "li" | "ol" | "ul") {
            self.in_code = None;
        }
        if self.preformatted == 0 && self.in_code.is_none() {
            self.flush();
        } else if !self.text.ends_with(['\n', BREAK]) && !self.text.is_empty() {
            self.text.push(BREAK);
        }
    }
}

impl Sink for Collector {
    fn open(&mut self, name: &str, attributes: &Attributes) {
        if self.hidden > 0 {
            self.hidden += usize::from(!is_void(name));
            return;
        }
        if !self.shows_hidden && is_hidden(name, attributes) {
            if is_block(name) {
                self.boundary(name);
            }
            self.hidden = 1;
            return;
        }
        self.depth += usize::from(!is_void(name));
        match name {
            // One break ends a line, two end a paragraph.
            "br" if self.preformatted > 0 || self.in_code.is_some() => self.text.push(BREAK),
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
            "img" => {
                self.initial = initials::of_image(attributes.get("alt"))
                    .filter(|_| initials::is_beginning(&self.text));
            }
            "input" if asks_for_address(attributes) => self.surroundings.asks_for_address(),
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
                self.note = notes::Mark::begin(self.text.len(), attributes);
                self.superscripts.iter_mut().for_each(Superscript::link);
            }
            _ if is_preformatted(name) => self.flush(),
            _ if is_block(name) => self.boundary(name),
            _ if is_custom(name) => {
                self.text.push(OPEN);
                self.has_custom = true;
            }
            _ => {}
        }
        if name == "tr" {
            self.in_row = false;
        }
        if is_preformatted(name) {
            self.preformatted += 1;
        }
        self.surroundings.open(name, attributes);
        let signature = self.is_signature(name, attributes).then_some(Kind::Signature);
        if let Some(kind) = signature.or_else(|| kind(name)) {
            self.kinds.push((name.to_owned(), kind));
        }
    }

    fn close(&mut self, name: &str) {
        if self.hidden > 0 {
            self.hidden -= 1;
            return;
        }
        // The element around the code ends.
        self.in_code = self.in_code.filter(|depth| *depth < self.depth);
        self.depth = self.depth.saturating_sub(1);
        if is_preformatted(name) {
            self.flush();
            self.preformatted = self.preformatted.saturating_sub(1);
        } else if is_block(name) {
            self.boundary(name);
        } else if is_custom(name) {
            self.text.push(CLOSE);
            self.has_custom = true;
        } else if name == "sup"
            && let Some(superscript) = self.superscripts.pop()
        {
            if let Some(from) = superscript.end(&mut self.text) {
                self.links.replaced(from, self.text.len());
            }
        } else if name == "a" {
            self.open_links = self.open_links.saturating_sub(1);
            if let Some(mark) = self.note.take() {
                mark.end(&mut self.text);
            }
            self.links.end(self.text.len());
        }
        self.surroundings.close(name);
        if self.kinds.last().is_some_and(|(open, _)| open == name) {
            self.kinds.pop();
        }
    }

    fn text(&mut self, text: &str) {
        if self.hidden > 0 {
            self.hidden_bytes += text.trim().len();
            return;
        }
        if !text.trim().is_empty() {
            self.breaks = 0;
        }
        if let Some(initial) = self.initial.take_if(|_| !text.trim().is_empty())
            && text.starts_with(char::is_lowercase)
        {
            self.text.push(initial);
        }
        if self.open_links > 0 {
            self.linked += text.len();
        }
        if self.in_code.is_some() {
            self.code += visible_bytes(text);
        }
        if text.contains([CELL, OPEN, CLOSE]) {
            self.text.extend(text.chars().filter(|c| ![CELL, OPEN, CLOSE].contains(c)));
        } else {
            self.text.push_str(text);
        }
    }

    fn formula(&mut self, text: &str) {
        self.text(text);
        self.formulas += if self.hidden > 0 { 0 } else { visible_bytes(text) };
    }

    fn transparent(&mut self, name: &str, _: &Attributes) {
        if name == "code" && self.preformatted == 0 && self.hidden == 0 {
            self.in_code = Some(self.depth);
        }
    }

    fn transparent_end(&mut self, name: &str) {
        if name == "code" {
            self.in_code = None;
        }
    }
}

/// Whether browsers hide an element unless a script shows it.
fn is_hidden(name: &str, attributes: &Attributes) -> bool {
    let hidden = attributes.get("hidden").filter(|how| !how.eq_ignore_ascii_case("until-found"));
    let closed = name == "dialog" && attributes.get("open").is_none();
    let hidden = hidden.is_some() || closed || attributes.get("popover").is_some();
    !is_void(name) && (hidden || notes::is_page_number(attributes))
}

/// Whether an `input` element is for an e-mail address.
fn asks_for_address(attributes: &Attributes) -> bool {
    let is_address = |name: &str| {
        let value = attributes.get(name).unwrap_or_default().to_ascii_lowercase();
        value.contains("email") || value.contains("e-mail")
    };
    ["type", "name", "id", "autocomplete"].into_iter().any(is_address)
        && attributes.get("type") != Some("hidden")
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
