//! Each block of a page scored by itself: is it the article's or not?

mod dense;
mod features;
mod weights;

use crate::block::Block;

/// The blocks that are likelier the article's than not.
pub(super) fn find(all: &[Block]) -> Vec<Block> {
    let features = features::of(all);
    let kept = all.iter().zip(&features).filter(|(_, features)| weights::score(features) > 0.0);
    kept.map(|(block, _)| block.clone()).collect()
}
