use std::collections::HashSet;

use crate::block::Block;

/// A block with a larger share of links points to other pages.
const LINKED: f32 = 0.6;

/// Removes blocks that consist of links and copies of other blocks.
pub(super) fn clean(mut blocks: Vec<Block>) -> Vec<Block> {
    blocks.retain(|block| block.linked <= LINKED);
    without_copies(blocks)
}

/// Keeps the first of several blocks with the same text. Pages have hidden copies of their text for
/// print and small screens.
pub(super) fn without_copies(mut blocks: Vec<Block>) -> Vec<Block> {
    let mut seen = HashSet::new();
    blocks.retain(|block| seen.insert(block.text.clone()));
    blocks
}
