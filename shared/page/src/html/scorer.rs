//! The block scorer: boosted trees decide for each block of a page whether it belongs to the text.
//!
//! A block's features are its text, its element and the elements around it, its position, its
//! neighbours, the page's declarations, and learned weights of class names and words. A second
//! stage uses the first one's results for the surrounding blocks.

mod between;
mod companions;
mod context;
mod facts;
mod features;
mod forest;
mod grams;
mod learned;
mod links;
mod lists;
mod model;
mod numbers;
mod references;
mod row;
mod runs;
mod sentences;
mod shape;
mod sign_up;
mod standfirst;
mod sums;
pub(super) mod tokens;
mod trails;
mod unscored;

use super::tree::{BESIDE, Tree};
use crate::block::Block;
pub(crate) use facts::Facts;
pub(crate) use features::Read;
pub use model::Model;

#[cfg(feature = "training")]
pub use numbers::ModelError;
#[cfg(feature = "training")]
pub(crate) use {row::COUNT, tokens::text_tokens};

/// For each block of a page, whether it belongs to the text.
pub(super) fn kept(all: &[Block], tree: &Tree, facts: &Facts, model: &Model) -> Vec<bool> {
    let mut read = Read::of(all, tree, facts);
    let scores = scores(&mut read, facts, model);
    let least = model.least[usize::from(scores.article < 0.5)];
    let is_bare = is_bare(all, tree);
    let mut kept = vec![false; all.len()];
    for (at, p) in read.positions.iter().zip(&scores.blocks) {
        // The title is declared, so it need not be in the text.
        let is_certain = is_bare && !facts.title.contains(&all[*at].text);
        kept[*at] = *p >= if is_certain { LEAST_ON_BARE } else { least };
    }
    unscored::keep(all, tree, read.positions.last().copied(), &mut kept);
    sentences::keep(&read, &scores.blocks, &mut kept);
    runs::complete(all, &mut kept);
    companions::complete(all, tree, &mut kept);
    between::complete(all, tree, &mut kept);
    references::keep(all, tree, &mut kept);
    standfirst::keep(&read, facts, &mut kept);
    trails::drop_above(all, &mut kept);
    sign_up::drop(all, tree, &mut kept);
    kept
}

/// Minimum probability of a kept block on a bare page.
const LEAST_ON_BARE: f32 = 0.02;

/// Whether a page has nothing besides its text: no isolated links, no menu, header, footer, aside,
/// form or dialog.
fn is_bare(all: &[Block], tree: &Tree) -> bool {
    all.iter().all(|block| block.linked < 0.5)
        && tree.elements.iter().all(|element| element.flags & BESIDE == 0)
}

/// The model's result for a page.
pub(crate) struct Scores {
    /// Probability that the page is an article.
    pub(crate) article: f32,
    /// Probability that a block belongs to the text, for each block with words.
    pub(crate) blocks: Vec<f32>,
}

/// Scores the blocks. Takes the rows out of `read`.
pub(crate) fn scores(read: &mut Read<'_>, facts: &Facts, model: &Model) -> Scores {
    let mut rows = std::mem::take(&mut read.rows);
    let article = learned::fill(read, &facts.tokens, model, &mut rows);
    let first = model.first.probabilities(&rows);
    context::fill(read, &first, &mut rows);
    let second = model.second.probabilities(&rows);
    let blocks = first.iter().zip(&second).map(|(first, second)| f32::midpoint(*first, *second));
    Scores { article, blocks: blocks.collect() }
}
