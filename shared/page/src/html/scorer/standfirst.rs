use text::sentences::ends_as_sentence;

use super::facts::Facts;
use super::features::Read;
use super::shape::Shape;
use crate::block::{Block, Kind, word_count};

/// Number of words that a standfirst and the description have in common from their beginning.
const COMMON: usize = 8;
/// Share of links from which a block points to another page.
const LINK: f32 = 0.5;

/// Minimum number of words of a sentence right below the headline.
const SENTENCE: f32 = 4.0;

/// Keeps the standfirst: the block above the text that the page declares as its description, and a
/// sentence right below the headline.
pub(super) fn keep(read: &Read<'_>, facts: &Facts, kept: &mut [bool]) {
    keep_described(read, facts, kept);
    keep_below_headline(read, kept);
}

fn keep_described(read: &Read<'_>, facts: &Facts, kept: &mut [bool]) {
    let mut description = Vec::new();
    Shape::read(&facts.description, &mut description);
    let Some(description) = description.first_chunk::<COMMON>() else { return };
    let above = read.positions.iter().take_while(|at| !kept[**at]).count();
    if above == read.positions.len() {
        return;
    }
    let is_standfirst = |at: &usize| {
        let block = read.blocks[*at];
        block.linked < LINK
            && !read.tree.elements[block.element as usize].is_unrendered
            && read.words(*at).starts_with(description)
    };
    // The one next to the text.
    if let Some(at) = (0..above).rev().find(is_standfirst) {
        kept[read.positions[at]] = true;
    }
}

/// Whether a line has separators, or so many digits that it is a date, as in `Jan. 5, 2024 4:30 p.m.`
fn is_byline(text: &str) -> bool {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    text.contains('|') || digits * 8 > text.chars().count()
}

fn keep_below_headline(read: &Read<'_>, kept: &mut [bool]) {
    let is_headline = |block: &Block| block.kind == Kind::Heading && block.level == 1;
    let is_rest = |at: usize| kept[read.positions[at]] && !is_headline(read.blocks[at]);
    let Some(first) = (0..read.blocks.len()).find(|at| is_rest(*at)) else { return };
    let Some(headline) = (0..first).rev().find(|at| is_headline(read.blocks[*at])) else { return };
    let below = read.blocks[headline + 1];
    let is_sentence = below.kind == Kind::Paragraph
        && below.linked < LINK
        && !read.tree.elements[below.element as usize].is_unrendered
        && word_count(&below.text) >= SENTENCE
        && ends_as_sentence(&below.text)
        && !is_byline(&below.text);
    if is_sentence {
        kept[read.positions[headline + 1]] = true;
    }
}
