//! The block scorer: a linear model decides for each block whether it belongs to the article.

mod dense;
mod features;
mod weights;

use crate::block::Block;
pub use weights::Weights;
#[cfg(feature = "training")]
pub(crate) use {features::Features, weights::names};

/// The features of every block of a page.
#[cfg(feature = "training")]
pub(crate) fn features(all: &[Block]) -> Vec<Features> {
    features::of(all)
}

/// The blocks that probably belong to the article.
pub(super) fn find(all: &[Block], weights: &Weights) -> Vec<Block> {
    let features = features::of(all);
    let kept = all.iter().zip(&features).filter(|(_, features)| weights.score(features) > 0.0);
    kept.map(|(block, _)| block.clone()).collect()
}
