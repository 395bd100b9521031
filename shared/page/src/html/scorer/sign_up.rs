//! Boxes that ask for an e-mail address, which pages put between paragraphs.

use crate::block::{Block, word_count};
use crate::html::tree::Tree;

/// Maximum number of blocks and words of a box.
const BLOCKS: usize = 4;
const WORDS: f32 = 40.0;
/// Minimum number of remaining words for each word of a box.
const STAYING: f32 = 2.0;

/// Maximum number of words of a button.
const BUTTON: f32 = 3.0;
/// Maximum number of fields on a page that are looked at.
const FIELDS: usize = 16;

/// Drops the text of the innermost element that has a field for an e-mail address and more text than a
/// button, if it is short and most of the text is elsewhere.
pub(super) fn drop(all: &[Block], tree: &Tree, kept: &mut [bool]) {
    let asking = |at: &usize| tree.elements[*at].asks_for_address;
    let fields: Vec<usize> = (1..tree.elements.len()).filter(asking).take(FIELDS).collect();
    if fields.is_empty() {
        return;
    }
    let (inside, ends) = (counts(all, tree), tree.ends());
    let words = |at: &usize| word_count(&all[*at].text);
    for field in fields {
        let mut around = tree.outwards(field as u32);
        let Some(text) = around.find(|at| inside[*at as usize].1 > BUTTON) else { continue };
        if inside[text as usize].0 > BLOCKS {
            continue;
        }
        let is_inside = |at: &usize| (text..ends[text as usize]).contains(&all[*at].element);
        let (asked, other): (Vec<usize>, Vec<usize>) =
            (0..all.len()).filter(|at| kept[*at]).partition(is_inside);
        let count: f32 = asked.iter().map(words).sum();
        if count <= WORDS && other.iter().map(words).sum::<f32>() >= STAYING * count {
            asked.into_iter().for_each(|at| kept[at] = false);
        }
    }
}

/// For each element, the number of blocks in it and of their words.
fn counts(all: &[Block], tree: &Tree) -> Vec<(usize, f32)> {
    let mut counts = vec![(0, 0.0); tree.elements.len()];
    let add = |to: &mut (usize, f32), (blocks, words): (usize, f32)| {
        to.0 += blocks;
        to.1 += words;
    };
    all.iter().for_each(|b| add(&mut counts[b.element as usize], (1, word_count(&b.text))));
    for at in (1..counts.len()).rev() {
        let inside = counts[at];
        add(&mut counts[tree.elements[at].parent as usize], inside);
    }
    counts
}
