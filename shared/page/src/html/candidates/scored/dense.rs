use crate::block::{Block, Kind, Zone};

/// What a block costs a run, in words: menus are made of many short ones.
const COST: f32 = 8.0;

/// Marks the run of blocks with the most running text in it, its links and zones left out.
///
/// Every block gives the words that stand in no link and takes those that do, and its cost; the run
/// with the greatest sum is found in one pass. `words` has the words of each block.
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
    // A heading is short and parts a text, not ends it.
    let heading = block.kind == Kind::Heading && block.linked < 0.6;
    if heading { gain.max(-COST / 2.0) } else { gain }
}

fn is_beside(block: &Block) -> bool {
    match block.place.zone {
        Some(
            Zone::Menu | Zone::Footer | Zone::Aside | Zone::Form | Zone::Comments | Zone::Hidden,
        ) => true,
        Some(Zone::Header) | None => false,
    }
}
