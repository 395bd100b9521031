//! Each block of a page scored by itself: is it the article's or not?

mod dense;
mod features;
mod weights;

use crate::block::Block;
pub use weights::Weights;
#[cfg(feature = "training")]
pub(crate) use {
    features::{COUNT, Features},
    weights::names,
};

/// The numbers of every block of a page.
#[cfg(feature = "training")]
pub(crate) fn numbers(all: &[Block]) -> Vec<Features> {
    features::of(all)
}

/// The blocks that are likelier the article's than not.
pub(super) fn find(all: &[Block], weights: &Weights) -> Vec<Block> {
    let features = features::of(all);
    let kept = all.iter().zip(&features).filter(|(_, features)| weights.score(features) > 0.0);
    kept.map(|(block, _)| block.clone()).collect()
}
