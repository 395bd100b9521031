//! The features of a block that need no model. Their order is that of the model file.

use std::collections::{HashMap, HashSet};

use super::facts::Facts;
use super::grams::{Runs, repeated};
use super::links;
use super::lists::{self, Run};
use super::row::{COUNT, SECOND_STAGE};
use super::shape::Shape;
use super::sums::{Sums, is_running};
use crate::block::Block;
use crate::html::tree::{FLAGS, Tag, Tree};

/// Maximum number of blocks that are scored. Real pages have fewer; each costs over half a kilobyte.
const MOST: usize = 20_000;

/// A page in the form that the scorer reads.
pub(crate) struct Read<'a> {
    pub(super) tree: &'a Tree,
    /// The first [`MOST`] blocks that have words, and their positions among all blocks.
    pub(crate) blocks: Vec<&'a Block>,
    pub(crate) positions: Vec<usize>,
    pub(super) shapes: Vec<Shape>,
    /// Hashes of the words of each block.
    words: Vec<u32>,
    ends: Vec<usize>,
    /// Rows of features. Those after the first [`COUNT`] need a model and are zero.
    pub(crate) rows: Vec<[f32; SECOND_STAGE]>,
    /// The last heading before each block.
    pub(crate) headings: Vec<Option<u32>>,
}

impl<'a> Read<'a> {
    pub(crate) fn of(all: &'a [Block], tree: &'a Tree, facts: &Facts) -> Self {
        let mut read = Self {
            tree,
            blocks: Vec::with_capacity(all.len()),
            positions: Vec::with_capacity(all.len()),
            shapes: Vec::with_capacity(all.len()),
            words: Vec::new(),
            ends: Vec::with_capacity(all.len()),
            rows: Vec::new(),
            headings: Vec::new(),
        };
        for (at, block) in all.iter().enumerate() {
            let shape = Shape::read(&block.text, &mut read.words);
            if shape.words > 0.0 {
                if read.blocks.len() == MOST {
                    break;
                }
                read.blocks.push(block);
                read.positions.push(at);
                read.shapes.push(shape);
                read.ends.push(read.words.len());
            }
        }
        if !read.blocks.is_empty() {
            let page = Page::of(&read, facts);
            let rows = (0..read.blocks.len()).map(|at| page.row(at)).collect();
            let headings = page.headings;
            read.rows = rows;
            read.headings = headings;
        }
        read
    }

    /// Hashes of the words of a block.
    pub(crate) fn words(&self, at: usize) -> &[u32] {
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.words[start..self.ends[at]]
    }

    /// Whether a block ends like a sentence and has no link.
    pub(super) fn is_sentence(&self, at: usize) -> bool {
        self.shapes[at].ends_sentence() && self.blocks[at].links.is_empty()
    }

    /// Number of words of a block.
    pub(crate) fn length(&self, at: usize) -> f32 {
        self.shapes[at].words
    }

    fn words_or_none(&self, at: Option<usize>) -> &[u32] {
        at.filter(|at| *at < self.blocks.len()).map_or(&[], |at| self.words(at))
    }
}

/// What the features of all blocks of a page have in common.
struct Page<'r, 'a> {
    read: &'r Read<'a>,
    sums: Sums,
    /// Number of blocks with the same text on the page, and before each block.
    copies: Vec<(f32, f32)>,
    repeated: Vec<[f32; 2]>,
    /// Number of words before each block.
    before: Vec<f32>,
    /// Number of words of running text before each block.
    running: Vec<f32>,
    /// The list or table that each block is a part of.
    runs: Vec<Option<Run>>,
    first_h1: Option<usize>,
    headings: Vec<Option<u32>>,
    title: HashSet<u32>,
    body: Runs,
    description: Runs,
    shares: [f32; 5],
}

impl<'r, 'a> Page<'r, 'a> {
    fn of(read: &'r Read<'a>, facts: &Facts) -> Self {
        let sums = Sums::of(&read.blocks, &read.shapes, read.tree);
        let mut count: HashMap<&str, f32> = HashMap::new();
        let seen: Vec<f32> = read
            .blocks
            .iter()
            .map(|block| {
                let count = count.entry(&block.text).or_default();
                *count += 1.0;
                *count
            })
            .collect();
        let copies = read.blocks.iter().zip(seen).map(|(block, seen)| {
            (count.get(block.text.as_str()).copied().unwrap_or_default(), seen)
        });
        let mut sum = 0.0;
        let before = read.shapes.iter().map(|shape| {
            sum += shape.words;
            sum - shape.words
        });
        let mut running = 0.0;
        let running = read.blocks.iter().zip(&read.shapes).map(|(block, shape)| {
            let before = running;
            running += if is_running(block, shape) { shape.words } else { 0.0 };
            before
        });
        let tag = |block: &Block| read.tree.elements[block.element as usize].tag;
        let mut last = None;
        let headings = read.blocks.iter().enumerate().map(|(at, block)| {
            let heading = last;
            if tag(block).heading().is_some() {
                last = Some(at as u32);
            }
            heading
        });
        let hashes = |text: &str| {
            let mut words = Vec::new();
            Shape::read(text, &mut words);
            words
        };
        let body = hashes(&facts.body);
        let body = Runs::of(if facts.body.len() > 200 { &body } else { &[] });
        let blocks = read.blocks.len();
        let characters: f32 = read.shapes.iter().map(|shape| shape.characters).sum();
        let unspaced: f32 = read.shapes.iter().map(|shape| shape.unspaced).sum();
        Self {
            copies: copies.collect(),
            repeated: repeated((0..blocks).map(|at| read.words(at))),
            before: before.collect(),
            running: running.collect(),
            runs: lists::runs(&read.blocks, &read.shapes),
            first_h1: read.blocks.iter().position(|block| tag(block) == Tag::H1),
            headings: headings.collect(),
            title: hashes(&facts.title).into_iter().collect(),
            description: Runs::of(&hashes(&facts.description)),
            shares: [
                ln(blocks as f32),
                ln(sums.total),
                sums.running / sums.total,
                unspaced / characters.max(1.0),
                body.words as f32 / sums.total,
            ],
            body,
            sums,
            read,
        }
    }

    fn row(&self, at: usize) -> [f32; SECOND_STAGE] {
        let mut row = Row([0.0; SECOND_STAGE], 0);
        self.text(at, &mut row);
        self.element(at, &mut row);
        self.place(at, &mut row);
        self.around(at, &mut row);
        self.declared(at, &mut row);
        self.neighbours(at, &mut row);
        self.headings(at, &mut row);
        self.shares.iter().for_each(|share| row.push(*share));
        self.links(at, &mut row);
        self.lists(at, &mut row);
        debug_assert_eq!(row.1, COUNT, "all features are filled");
        row.0
    }

    fn text(&self, at: usize, row: &mut Row) {
        let (block, shape) = (self.read.blocks[at], &self.read.shapes[at]);
        row.push(ln(shape.words));
        row.push(ln(shape.characters));
        row.push(block.linked);
        row.push(block.links.len() as f32 / shape.words);
        row.push(shape.characters / shape.words);
        row.push(shape.commas / shape.words);
        row.push(shape.ends / shape.words);
        row.push(shape.last);
        row.push(shape.capitals / shape.characters);
        row.push(shape.digits / shape.characters);
        row.push(shape.bars);
        row.push(shape.starts_lower);
        row.push(shape.has_date);
        row.push(ln(shape.lines));
        row.push(f32::from(block.kind as u8));
        row.push(self.copies[at].0);
        row.push(self.copies[at].1);
        row.push(self.repeated[at][0]);
        row.push(self.repeated[at][1]);
        let near = near(at, 5, self.repeated.len());
        row.push(self.repeated[near].iter().map(|[before, _]| before).sum::<f32>() / 11.0);
    }

    fn element(&self, at: usize, row: &mut Row) {
        let number = self.read.blocks[at].element as usize;
        let element = &self.read.tree.elements[number];
        row.push(f32::from(element.tag.0));
        row.push(f32::from(element.depth));
        row.push(f32::from(u8::from(element.is_hidden) + u8::from(element.is_unrendered)));
        let flags = self.sums.flags[number];
        (0..FLAGS).for_each(|bit| row.push((flags >> bit & 1) as f32));
        row.push(element.children as f32);
        row.push(self.read.tree.elements[element.parent as usize].children as f32);
    }

    fn place(&self, at: usize, row: &mut Row) {
        let count = self.read.blocks.len();
        row.push(at as f32 / count as f32);
        row.push(self.before[at] / self.sums.total);
        row.push(ln((count - at) as f32));
        match self.first_h1 {
            Some(h1) => {
                row.push(at as f32 - h1 as f32);
                row.push((self.before[at] - self.before[h1]) / self.sums.total);
            }
            None => {
                row.push(-999.0);
                row.push(-9.0);
            }
        }
        let words = self.read.words(at);
        let titled = words.iter().filter(|word| self.title.contains(word)).count();
        row.push(titled as f32 / words.len() as f32);
    }

    fn around(&self, at: usize, row: &mut Row) {
        let mut number = self.read.blocks[at].element as usize;
        let look = self.read.tree.elements[number].look;
        self.sums.levels[number].iter().for_each(|levels| row.push(*levels));
        for level in 0..6 {
            if level != 4 {
                let sum = &self.sums.elements[number];
                row.push(sum.words / self.sums.total);
                row.push(sum.running / self.sums.running);
                row.push(sum.linked / sum.words.max(1.0));
                row.push(ln(sum.blocks));
                row.push(sum.running / sum.words.max(1.0));
            }
            number = self.read.tree.elements[number].parent as usize;
        }
        let look = self.sums.looks.get(&look).copied().unwrap_or_default();
        row.push(ln(look.blocks));
        row.push(look.words / self.sums.total);
        row.push(look.linked / look.words.max(1.0));
        row.push(look.words / look.blocks.max(1.0));
        row.push(look.running / self.sums.running);
    }

    fn declared(&self, at: usize, row: &mut Row) {
        let before = self.read.words_or_none(at.checked_sub(1));
        let after = self.read.words_or_none(Some(at + 1));
        let words = self.read.words(at);
        row.push(self.body.coverage(before, words, after));
        let described = words.len() >= 4;
        let described = described.then(|| self.description.coverage(before, words, after));
        row.push(described.unwrap_or(-1.0));
    }

    fn neighbours(&self, at: usize, row: &mut Row) {
        let read = self.read;
        for offset in [-2_isize, -1, 1, 2] {
            let beside = at.checked_add_signed(offset).filter(|at| *at < read.blocks.len());
            let shape = beside.map(|at| (&read.shapes[at], read.blocks[at].linked));
            row.push(shape.map_or(0.0, |(shape, _)| ln(shape.words)));
            row.push(shape.map_or(-1.0, |(_, linked)| linked));
            row.push(shape.map_or(-1.0, |(shape, _)| shape.commas / shape.words));
            row.push(shape.map_or(-1.0, |(shape, _)| shape.ends / shape.words));
        }
        let before = at.saturating_sub(4)..at;
        let after = at + 1..(at + 5).min(read.blocks.len());
        for window in [before, after] {
            let count = window.len() as f32;
            let mean = |sum: f32| if count > 0.0 { sum / count } else { -1.0 };
            row.push(mean(window.clone().map(|at| ln(read.shapes[at].words)).sum()));
            row.push(mean(window.map(|at| read.blocks[at].linked).sum()));
        }
    }

    /// The last heading before the block.
    fn headings(&self, at: usize, row: &mut Row) {
        let element = |at: usize| &self.read.tree.elements[self.read.blocks[at].element as usize];
        match self.headings[at].map(|heading| heading as usize) {
            Some(heading) => {
                row.push(element(heading).tag.heading().map_or(0.0, f32::from));
                row.push((at - heading) as f32);
                row.push(self.read.blocks[heading].linked);
            }
            None => [-1.0, -1.0, -1.0].into_iter().for_each(|none| row.push(none)),
        }
    }

    /// The text beside the links of the block, and around it.
    fn links(&self, at: usize, row: &mut Row) {
        let (block, shape) = (self.read.blocks[at], &self.read.shapes[at]);
        row.push(ln(shape.words * (1.0 - block.linked).max(0.0)));
        links::places(block).into_iter().for_each(|place| row.push(place));
        row.push(shape.in_brackets);
        row.push(shape.lead);
        row.push(shape.slashes);
        let last = |at: Option<usize>| {
            at.and_then(|at| self.read.shapes.get(at)).map_or(-1.0, |shape| shape.last)
        };
        row.push(last(at.checked_sub(1)));
        row.push(last(Some(at + 1)));
    }

    /// The list or table around the block, and the share of the running text before it.
    fn lists(&self, at: usize, row: &mut Row) {
        let run = self.runs[at].unwrap_or_default();
        row.push(ln(run.length));
        row.push(run.linked);
        row.push(run.last_before);
        row.push(ln(run.words_before));
        row.push(self.running[at] / self.sums.running);
    }
}

/// Features of a block, filled in order.
struct Row([f32; SECOND_STAGE], usize);

impl Row {
    fn push(&mut self, feature: f32) {
        self.0[self.1] = feature;
        self.1 += 1;
    }
}

/// Logarithm of a count that may be 0.
fn ln(count: f32) -> f32 {
    count.ln_1p()
}

/// Positions up to `reach` from `at`, within `length`.
fn near(at: usize, reach: usize, length: usize) -> std::ops::Range<usize> {
    at.saturating_sub(reach)..(at + reach + 1).min(length)
}
