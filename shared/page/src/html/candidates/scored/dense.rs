use crate::block::{Block, Kind, Region};

/// Cost of each block of a run, in words. Menus consist of many short blocks.
const COST: f32 = 8.0;

/// Marks the run of blocks with the most running text, except linked blocks and those in regions
/// beside the article. `words` has the number of words of each block.
///
/// A block adds its words outside links and subtracts those in links and its cost. The run with the
/// greatest sum is found in one pass.
pub(super) fn run(all: &[Block], words: &[f32]) -> Vec<bool> {
    let (mut sum, mut start) = (0.0, 0);
    let (mut best, mut span) = (0.0, 0..0);
    for (at, (block, words)) in all.iter().zip(words).enumerate() {
        if sum <= 0.0 {
            (sum, start) = (0.0, at);
        }
        sum += gain(block, *words);
        if sum > best {
            (best, span) = (sum, start..at + 1);
        }
    }
    let kept = |block: &Block| block.linked < 0.6 && !is_beside(block);
    all.iter().enumerate().map(|(at, block)| span.contains(&at) && kept(block)).collect()
}

fn gain(block: &Block, words: f32) -> f32 {
    if is_beside(block) {
        return -words - COST;
    }
    let gain = words * (1.0 - 2.0 * block.linked) - COST;
    // A heading is short, but it doesn't end a text.
    let heading = block.kind == Kind::Heading && block.linked < 0.6;
    if heading { gain.max(-COST / 2.0) } else { gain }
}

fn is_beside(block: &Block) -> bool {
    match block.location.region {
        Some(
            Region::Menu
            | Region::Footer
            | Region::Aside
            | Region::Form
            | Region::Comments
            | Region::Hidden,
        ) => true,
        Some(Region::Header) | None => false,
    }
}
