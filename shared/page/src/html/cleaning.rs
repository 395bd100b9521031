use std::collections::HashSet;

use crate::block::Block;

/// From what share of links on a block points elsewhere instead of telling something.
const LINKED: f32 = 0.6;

/// Takes out what is no text of the article itself: blocks of links, copies of kept blocks.
pub(super) fn clean(mut blocks: Vec<Block>) -> Vec<Block> {
    blocks.retain(|block| block.linked <= LINKED);
    without_copies(blocks)
}

/// Each text once, where it stands first: pages hold hidden copies for print and small screens.
pub(super) fn without_copies(mut blocks: Vec<Block>) -> Vec<Block> {
    let mut seen = HashSet::new();
    blocks.retain(|block| seen.insert(block.text.clone()));
    blocks
}
