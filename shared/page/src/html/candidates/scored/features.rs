use std::collections::{HashMap, HashSet};

use super::dense;
use crate::block::{Block, Kind, Region, word_count};
use crate::html::surroundings::MARK_COUNT;

/// Number of features of a block.
pub const COUNT: usize = 67;

/// Features of a block. `weights.tsv` names them in the same order.
pub type Features = [f32; COUNT];

/// The features of every block of a page. Takes time linear in the page.
pub(super) fn of(all: &[Block]) -> Vec<Features> {
    let totals = Totals::of(all);
    (0..all.len()).map(|at| totals.features(at)).collect()
}

/// Totals of a page and its elements.
struct Totals<'a> {
    all: &'a [Block],
    /// Words of each block.
    words: Vec<f32>,
    /// Words of each block outside links.
    plain: Vec<f32>,
    /// Words of paragraphs up to and including each block.
    so_far: Vec<f32>,
    total: f32,
    /// Words of paragraphs and words in links of each element, by the number of the element.
    elements: HashMap<u32, (f32, f32)>,
    most_in_element: f32,
    /// Words of paragraphs, blocks, and words of each look.
    looks: HashMap<u64, (f32, f32, f32)>,
    most_in_look: f32,
    dense: Vec<bool>,
    dense_around: Vec<f32>,
    copies: Vec<bool>,
}

/// Minimum number of words of a paragraph of running text.
const PARAGRAPH: f32 = 8.0;

impl<'a> Totals<'a> {
    fn of(all: &'a [Block]) -> Self {
        let words: Vec<f32> = all.iter().map(|block| word_count(&block.text)).collect();
        let plain: Vec<f32> =
            all.iter().zip(&words).map(|(block, words)| words * (1.0 - block.linked)).collect();
        let mut totals = Self {
            all,
            so_far: Vec::with_capacity(all.len()),
            total: 0.0,
            elements: HashMap::new(),
            most_in_element: 1.0,
            looks: HashMap::new(),
            most_in_look: 1.0,
            dense: dense::run(all, &words),
            dense_around: Vec::new(),
            copies: Vec::with_capacity(all.len()),
            words,
            plain,
        };
        totals.add_up();
        totals
    }

    fn add_up(&mut self) {
        let mut seen = HashSet::new();
        for (at, block) in self.all.iter().enumerate() {
            let (words, plain) = (self.words[at], self.plain[at]);
            let running = words >= PARAGRAPH && block.linked < 0.5;
            let paragraph = if running { plain } else { 0.0 };
            self.total += paragraph;
            self.so_far.push(self.total);
            for number in block.location.within.into_iter().filter(|number| *number > 0) {
                let element = self.elements.entry(number).or_default();
                element.0 += paragraph;
                element.1 += words - plain;
            }
            let look = self.looks.entry(block.location.look).or_default();
            look.0 += paragraph;
            look.1 += 1.0;
            look.2 += words;
            self.copies.push(!seen.insert(block.text.as_str()));
        }
        self.total = self.total.max(1.0);
        let second =
            |block: &Block| self.elements.get(&block.location.within[1]).map_or(0.0, |e| e.0);
        self.most_in_element = self.all.iter().map(second).fold(1.0, f32::max);
        self.most_in_look = self.looks.values().map(|look| look.0).fold(1.0, f32::max);
        let weights: Vec<f32> = self.words.iter().map(|words| words.min(60.0)).collect();
        self.dense_around = (0..self.all.len())
            .map(|at| {
                let near = near(at, 4, self.all.len());
                let all: f32 = weights[near.clone()].iter().sum();
                let dense: f32 =
                    near.map(|at| if self.dense[at] { weights[at] } else { 0.0 }).sum();
                dense / all.max(1.0)
            })
            .collect();
    }

    fn features(&self, at: usize) -> Features {
        let block = &self.all[at];
        let location = &block.location;
        let words = self.words[at];
        let mut next = Row::default();
        next.push(ln(words));
        next.push(block.linked);
        next.is(block.linked > 0.6);
        next.push(words.min(100.0) / 100.0);
        next.push(words.min(20.0) / 20.0);
        let plain = matches!(block.kind, Kind::Code | Kind::Math);
        let own = if plain { Kind::Paragraph } else { block.kind };
        KINDS.iter().for_each(|kind| next.is(own == *kind));
        REGIONS.iter().for_each(|region| next.is(location.region == *region));
        (0..MARK_COUNT).for_each(|bit| next.is(location.marks >> bit & 1 == 1));
        self.characters(&block.text, words, &mut next);
        for offset in [-3_isize, -2, -1, 1, 2, 3] {
            let beside = at.checked_add_signed(offset).filter(|at| *at < self.all.len());
            next.push(beside.map_or(0.0, |at| ln(self.plain[at])));
            next.push(beside.map_or(1.0, |at| self.all[at].linked));
            next.is(beside.is_none_or(|at| self.all[at].location.region.is_some()));
        }
        let near = near(at, 5, self.all.len());
        next.push(ln(self.plain[near.clone()].iter().sum()));
        let links: f32 = self.all[near.clone()].iter().map(|block| block.linked).sum();
        next.push(links / near.len() as f32);

        let element =
            |at: usize| self.elements.get(&location.within[at]).copied().unwrap_or_default();
        (0..3).for_each(|at| next.push(element(at).0 / self.most_in_element));
        let (text, linked) = element(1);
        next.push(if location.within[1] > 0 { (linked / (1.0 + text)).min(5.0) } else { 5.0 });
        let (text, blocks, all) = self.looks.get(&location.look).copied().unwrap_or_default();
        next.push(text / self.most_in_look);
        next.push(ln(blocks));
        next.push(ln(all / blocks.max(1.0)));
        next.push(self.so_far[at] / self.total);
        next.push(at as f32 / self.all.len() as f32);
        next.push(ln(self.all.len() as f32));
        next.push(ln(self.total));
        next.is(self.copies[at]);
        next.is(self.dense[at]);
        next.push(self.dense_around[at]);
        next.0
    }

    fn characters(&self, text: &str, words: f32, next: &mut Row) {
        const ENDS: &str = ".!?。！？…\"”»’)؟।:：」』";
        let (mut all, mut commas, mut digits, mut capitals, mut bars) = (1.0, 0.0, 0.0, 0.0, 0);
        for c in text.chars() {
            all += 1.0;
            match c {
                ',' | '，' | '、' | '،' => commas += 1.0,
                '|' | '·' => bars += 1,
                c if c.is_numeric() => digits += 1.0,
                c if c.is_uppercase() => capitals += 1.0,
                _ => {}
            }
        }
        next.is(text.ends_with(|c: char| ENDS.contains(c)));
        next.push(commas / (words + 1.0));
        next.push(digits / all);
        next.push(capitals / all);
        next.is(bars > 0);
        next.is(text.contains('©'));
    }
}

const KINDS: [Kind; 6] =
    [Kind::Heading, Kind::Paragraph, Kind::ListItem, Kind::Quote, Kind::Row, Kind::Caption];
const REGIONS: [Option<Region>; 8] = [
    Some(Region::Menu),
    Some(Region::Header),
    Some(Region::Footer),
    Some(Region::Aside),
    Some(Region::Form),
    Some(Region::Comments),
    Some(Region::Hidden),
    None,
];

/// Features of a block, filled in order.
struct Row(Features, usize);

impl Default for Row {
    fn default() -> Self {
        Self([0.0; COUNT], 0)
    }
}

impl Row {
    fn push(&mut self, number: f32) {
        self.0[self.1] = number;
        self.1 += 1;
    }

    fn is(&mut self, is: bool) {
        self.push(f32::from(u8::from(is)));
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
