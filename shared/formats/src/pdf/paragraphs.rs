//! Paragraphs, headings, items and rows, from lines.

use super::items::{is_item, without_mark};
use super::join::{Words, join};
use super::lines::Line;
use super::order::Region;
use super::structure::{Element, Role};
use super::tables::{cells, is_tagged, table, tagged_cells, tagged_table};

/// A block of a document.
#[derive(Debug, Clone)]
pub(super) struct Block {
    pub(super) kind: Kind,
    /// Its lines.
    pub(super) text: String,
    pub(super) size: f64,
    pub(super) is_bold: bool,
    /// Its block in the structure tree.
    pub(super) element: Option<Element>,
    /// Whether its last line reaches the margin.
    is_full: bool,
    lines: usize,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    Paragraph,
    /// An item, and where it begins.
    Item(f64),
    /// A row of a table: cells separated by tabs.
    Row,
    Note,
}

/// The typical look of a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// The size of its type.
    pub(super) size: f64,
    /// The distance between baselines, as a fraction of the size.
    pub(super) leading: f64,
    /// Whether the structure tree has headings.
    pub(super) has_headings: bool,
}

impl Look {
    pub(super) fn of(regions: &[&Region]) -> Self {
        let mut sizes: Vec<(i64, usize)> = Vec::new();
        let mut gaps = Vec::new();
        for region in regions {
            let right = region.right();
            for pair in region.rows.windows(2) {
                let ([above], [below]) = (&pair[0][..], &pair[1][..]) else { continue };
                let gap = (below.base - above.base) / above.size;
                let is_full = above.right > right - above.size * 4.0;
                if is_full && gap > 0.8 && gap < 3.0 && (above.size - below.size).abs() < 0.3 {
                    gaps.push(gap);
                }
            }
            for line in region.rows.iter().flatten() {
                let rounded = (line.size * 5.0).round() as i64;
                match sizes.iter_mut().find(|(size, _)| *size == rounded) {
                    Some((_, count)) => *count += line.length(),
                    None => sizes.push((rounded, line.length())),
                }
            }
        }
        let most = sizes.into_iter().max_by_key(|(_, count)| *count);
        gaps.sort_by(f64::total_cmp);
        let leading = gaps.get(gaps.len() / 2).copied().unwrap_or(1.2);
        let mut lines = regions.iter().flat_map(|region| region.rows.iter().flatten());
        let has_headings =
            lines.any(|line| matches!(line.element, Some(Element { role: Role::Heading(_), .. })));
        Self { size: most.map_or(10.0, |(size, _)| size as f64 / 5.0), leading, has_headings }
    }
}

impl Region {
    /// Takes out the footnotes: rows in small type at the end, of which the first begins with a marker.
    pub(super) fn take_notes(&mut self, look: Look) -> Vec<Vec<Line>> {
        let is_small = |row: &Vec<Line>| row.iter().all(|line| line.size < look.size * 0.93);
        let small = self.rows.iter().rev().take_while(|row| is_small(row)).count();
        let from = self.rows.len() - small;
        let marked = self.rows[from..].iter().position(|row| begins_note(&row[0].text));
        match marked {
            Some(at) if small < self.rows.len() => self.rows.split_off(from + at),
            _ => Vec::new(),
        }
    }

    fn left(&self) -> f64 {
        let lines = self.rows.iter().flatten();
        lines.map(|line| line.left).fold(f64::INFINITY, f64::min)
    }

    fn right(&self) -> f64 {
        let lines = self.rows.iter().flatten();
        lines.map(|line| line.right).fold(f64::NEG_INFINITY, f64::max)
    }
}

/// Adds footnotes, each a paragraph.
pub(super) fn add_notes(rows: &[Vec<Line>], words: &Words, notes: &mut Vec<Block>) {
    let mut own: Vec<Block> = Vec::new();
    for row in rows {
        let line = whole(row);
        let begins = begins_note(&line.text);
        match own.last_mut().filter(|_| !begins) {
            Some(note) => join(&mut note.text, &line.text, words),
            None => own.push(block(Kind::Note, line.text.trim().to_owned(), &line)),
        }
    }
    notes.append(&mut own);
}

/// Whether a line begins with a footnote marker.
fn begins_note(text: &str) -> bool {
    let text = text.trim_start();
    let mark = text.trim_start_matches('[');
    mark.starts_with(|c: char| {
        c.is_ascii_digit() || matches!(c, '*' | '†' | '‡' | '§' | '¹' | '²' | '³')
    })
}

/// The blocks of a region, added to those before it.
pub(super) fn add(region: &Region, look: Look, words: &Words, blocks: &mut Vec<Block>) {
    let begin = blocks.len();
    let margins = (region.left(), region.right());
    let mut rows = region.rows.as_slice();
    while let Some(row) = rows.first() {
        let tagged = tagged_table(rows);
        if tagged > 0 {
            for cells in tagged_cells(&rows[..tagged], words) {
                blocks.push(block(Kind::Row, cells, &row[0]));
            }
            rows = &rows[tagged..];
            continue;
        }
        let table = if is_tagged(row) { 0 } else { table(rows) };
        if table > 0 {
            for cells in cells(&rows[..table]) {
                blocks.push(block(Kind::Row, cells, &row[0]));
            }
            rows = &rows[table..];
            continue;
        }
        let line = whole(row);
        let chunk = chunk(rows, look);
        let lines: Vec<Line> =
            std::iter::once(line).chain(rows[1..chunk].iter().map(|row| whole(row))).collect();
        add_lines(&lines, margins, look, words, blocks);
        rows = &rows[chunk.max(1)..];
    }
    // A paragraph that continues from the previous column or page.
    if begin > 0 && begin < blocks.len() {
        let (before, after) = (&blocks[begin - 1], &blocks[begin]);
        if continues(before, after) {
            let after = blocks.remove(begin);
            let before = &mut blocks[begin - 1];
            join(&mut before.text, &after.text, words);
            before.is_full = after.is_full;
            before.lines += after.lines;
        }
    }
}

fn continues(before: &Block, after: &Block) -> bool {
    if let Some(same) = same_block(before.element, after.element) {
        return same;
    }
    let same = (before.size - after.size).abs() < 0.3 && before.is_bold == after.is_bold;
    let is_text =
        matches!(before.kind, Kind::Paragraph | Kind::Item(_)) && after.kind == Kind::Paragraph;
    let ended = before
        .text
        .trim_end()
        .ends_with(['.', '!', '?', ':', '。', '！', '？', '؟', '।', '"', '”', '»']);
    let first = after.text.chars().find(|c| c.is_alphanumeric());
    let goes_on = first.is_some_and(|c| c.is_lowercase() || before.is_full);
    same && is_text && !ended && goes_on
}

fn block(kind: Kind, text: String, line: &Line) -> Block {
    let (size, is_bold, element) = (line.size, line.is_bold, line.element);
    Block { kind, text, size, is_bold, element, is_full: false, lines: 1 }
}

/// A row as one line.
fn whole(row: &[Line]) -> Line {
    let mut whole = row[0].clone();
    for line in &row[1..] {
        whole.text.push(' ');
        whole.text.push_str(&line.text);
        whole.right = whole.right.max(line.right);
    }
    // It looks like most of its text, because a bullet can be large.
    if let Some(longest) = row.iter().max_by_key(|line| line.length()) {
        (whole.size, whole.base, whole.is_bold) = (longest.size, longest.base, longest.is_bold);
    }
    whole
}

/// Whether two lines are in the same block; `None` if the document doesn't say.
fn same_block(one: Option<Element>, other: Option<Element>) -> Option<bool> {
    one.zip(other).map(|(one, other)| one.block == other.block)
}

/// How many rows from here are close to each other and look the same.
fn chunk(rows: &[Vec<Line>], look: Look) -> usize {
    let mut end = 1;
    for pair in rows.windows(2) {
        let (above, below) = (whole(&pair[0]), whole(&pair[1]));
        match same_block(above.element, below.element) {
            Some(true) => {
                end += 1;
                continue;
            }
            Some(false) => break,
            None => {}
        }
        let gap = below.base - above.base;
        let size = above.size.max(below.size);
        let same = (above.size - below.size).abs() < size * 0.08;
        let is_close = gap < look.leading * above.size * 1.22 + 0.5
            || above.size > look.size * 1.1 && gap < above.size * 1.5;
        if !same
            || !is_close
            || gap < 0.0
            || above.is_bold != below.is_bold
            || table(&rows[end..]) > 0
        {
            break;
        }
        end += 1;
    }
    end
}

fn add_lines(
    lines: &[Line],
    (begin, end): (f64, f64),
    look: Look,
    words: &Words,
    blocks: &mut Vec<Block>,
) {
    let right = lines.iter().map(|line| line.right).fold(f64::NEG_INFINITY, f64::max);
    let left = lines.iter().map(|line| line.left).fold(f64::INFINITY, f64::min);
    // A quotation is narrower than its column; a list of words is much narrower.
    let narrow = (end - begin) * 0.3;
    let right = if right < end - narrow { end } else { right };
    let left = if left > begin + narrow { begin } else { left };
    let mut above: Option<&Line> = None;
    for line in lines {
        let open = blocks.last_mut().filter(|_| above.is_some());
        match (open, above) {
            (Some(block), Some(above)) if goes_on(block, above, line, (left, right), look) => {
                join(&mut block.text, &line.text, words);
                block.lines += 1;
            }
            _ => blocks.push(begun(line)),
        }
        if let Some(block) = blocks.last_mut() {
            let (room, all) = match line.is_right_to_left() {
                true => (line.left - left, line.left - begin),
                false => (right - line.right, end - line.right),
            };
            block.is_full = all < line.size * 3.0 || room < line.size * 3.0 && lines.len() > 1;
        }
        above = Some(line);
    }
}

fn begun(line: &Line) -> Block {
    let text = line.text.trim();
    let is_item = match line.element {
        Some(element) => element.role == Role::Item,
        None => is_item(text),
    };
    match is_item {
        true => block(Kind::Item(line.begin()), without_mark(text).to_owned(), line),
        false => block(Kind::Paragraph, text.to_owned(), line),
    }
}

/// Whether a line ends inside a word.
fn is_divided(text: &str) -> bool {
    let word = text.trim_end().trim_end_matches(['-', '\u{2010}', '\u{ad}']);
    word.len() < text.trim_end().len() && word.ends_with(char::is_alphabetic)
}

/// Whether a line belongs to the block that the line above it is in.
fn goes_on(
    block: &Block,
    above: &Line,
    line: &Line,
    (left, right): (f64, f64),
    look: Look,
) -> bool {
    if let Some(same) = same_block(above.element, line.element) {
        return same;
    }
    if is_item(&line.text) {
        return false;
    }
    if is_divided(&above.text) && line.text.trim_start().starts_with(char::is_lowercase) {
        return true;
    }
    let size = line.size;
    if let Kind::Item(marker) = block.kind {
        return line.begin() > marker + size * 0.3;
    }
    // A line of a heading may have any length.
    if line.size > look.size * 1.1 {
        return true;
    }
    let is_indented = line.left > above.left + size * 0.7 && block.lines > 1
        || line.left > left + size * 0.7 && above.left < left + size * 0.3;
    let is_centered = ((line.left + line.right) - (left + right)).abs() < size;
    if is_indented && !is_centered && !line.is_right_to_left() {
        return false;
    }
    // The first word would have fitted into the line above.
    let room = if above.is_right_to_left() { above.left - left } else { right - above.right };
    let first = match line.text.split_whitespace().next() {
        Some(word) if !word.chars().any(super::strings::is_unspaced) => word.chars().count(),
        _ => 2,
    };
    let width = (line.right - line.left) / line.length().max(1) as f64 * first as f64;
    room < width * 1.1 + size * 1.2
}
