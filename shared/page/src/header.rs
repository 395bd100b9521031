//! Lines above an article: headline, byline, date, source.

mod date;
mod labels;

use article::{Source, Stated};

use text::cut;
use unicode_width::UnicodeWidthStr;

use crate::block::{Block, Kind};
use crate::bounds;
use date::is_date;
use labels::{Label, byline, label};

/// Number of lines at the top that may be header lines.
const LINES: usize = 8;
/// Maximum width of a headline in columns.
const HEADLINE: usize = 120;
/// Maximum width of other header lines in columns. A wider line belongs to the text.
const WIDEST: usize = 100;

/// What the lines above a text declare.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Header {
    pub(crate) title: Option<Stated>,
    pub(crate) authors: Vec<Stated>,
    pub(crate) published: Vec<Stated>,
    /// Lines that name a source, unchanged.
    pub(crate) sources: Vec<String>,
}

/// Removes the first paragraph and returns it as the title, if it is a headline.
pub(crate) fn headline(blocks: &mut Vec<Block>) -> Option<Stated> {
    let (first, below) = blocks.split_first()?;
    is_headline(&first.text, below)
        .then(|| stated(&blocks.remove(0).text, bounds::LINE, Source::Heading))
}

/// Removes lines with byline, date and source from the top of `blocks`. Other short lines between
/// them stay. Never removes the last block.
pub(crate) fn lines(blocks: &mut Vec<Block>) -> Header {
    let mut header = Header::default();
    let mut seen = 0;
    let mut at = 0;
    while seen < LINES && at + 1 < blocks.len() && blocks[at].text.width() <= WIDEST {
        let text = text_from(blocks, at);
        if text > 0 {
            seen += text;
            at += text;
            continue;
        }
        seen += 1;
        if header.read(&blocks[at].text) {
            blocks.remove(at);
        } else {
            at += 1;
        }
    }
    header
}

/// Number of blocks from `at` that belong to the text by their kind, whatever their content:
/// section headings, lists with items that are not header lines, quotations, code.
fn text_from(blocks: &[Block], at: usize) -> usize {
    let block = &blocks[at];
    match block.kind {
        Kind::Heading => {
            let is_sibling =
                |other: &Block| other.kind == Kind::Heading && other.level == block.level;
            usize::from(blocks.iter().filter(|other| is_sibling(other)).count() > 1)
        }
        Kind::ListItem => {
            let items = blocks[at..].iter().take_while(|block| block.kind == Kind::ListItem);
            let items = items.take(LINES);
            let is_header = items.clone().all(|item| Header::default().read(&item.text));
            if is_header { 0 } else { items.count() }
        }
        Kind::Quote | Kind::Code | Kind::Math | Kind::Signature => 1,
        Kind::Paragraph | Kind::Row | Kind::Caption => 0,
    }
}

impl Header {
    /// Reads a line if every part of it is a label, a date or a byline. Returns whether it did.
    fn read(&mut self, line: &str) -> bool {
        let parts = parts(line);
        let known = |part: &&str| label(part).is_some() || is_date(part) || byline(part).is_some();
        if !parts.iter().all(|part| known(&part.as_str())) {
            return false;
        }
        let mut sources = false;
        for part in &parts {
            match label(part) {
                Some((Label::Title, value)) => {
                    self.title.get_or_insert_with(|| stated(value, bounds::LINE, Source::Heading));
                }
                Some((Label::Author, value)) => self.authors.push(in_line(value)),
                Some((Label::Date, value)) => self.published.push(in_line(value)),
                Some((Label::Source, _)) => sources = true,
                Some((Label::Other, _)) => {}
                None => match byline(part) {
                    Some(name) => self.authors.push(in_line(name)),
                    None => self.published.push(in_line(part)),
                },
            }
        }
        if sources {
            self.sources.push(line.to_owned());
        }
        true
    }
}

/// Splits a line at separators and before labels.
fn parts(line: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    for word in line.split_whitespace() {
        if matches!(word, "|" | "·" | "•" | "—" | "–" | "｜" | "/") {
            parts.push(String::new());
            continue;
        }
        let labelled = word.contains([':', '：']) && label(&format!("{word} x")).is_some();
        match parts.last_mut().filter(|_| !labelled) {
            Some(part) if part.is_empty() => part.push_str(word),
            Some(part) => *part = format!("{part} {word}"),
            None => parts.push(word.to_owned()),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// A headline is short, doesn't end like a sentence, and longer lines follow it.
fn is_headline(line: &str, below: &[Block]) -> bool {
    #[rustfmt::skip]
    const ENDS: [char; 16] = [
        '.', '。', '…', ',', '，', '、', ':', '：', ';', '；', '⋯', '-', '—', '।', '؛', '،',
    ];
    let width = line.width();
    let begins = |c: char| c.is_alphanumeric() || "\"'“‘「『《【¿¡«„".contains(c);
    width <= HEADLINE
        && line.starts_with(begins)
        && !line.ends_with(ENDS)
        && !Header::default().read(line)
        && below.iter().take(4).any(|block| block.text.width() > width.max(40) * 5 / 4)
}

fn in_line(value: &str) -> Stated {
    stated(value, bounds::NAME, Source::Byline)
}

fn stated(value: &str, bytes: usize, source: Source) -> Stated {
    Stated { value: cut(value.trim(), bytes).to_owned(), source }
}

#[cfg(test)]
mod tests;
