use super::features::Read;
use crate::block::Kind;

/// Probability from which on a sentence between two kept blocks is kept. A sentence that is lost is
/// worse than a notice that stays.
const LEAST: f32 = 0.33;
/// Minimum number of words of a sentence.
const WORDS: f32 = 5.0;

/// Keeps doubtful sentences that stand between two kept blocks in the same element. `scores` has the
/// probability of each block with words.
pub(super) fn keep(read: &Read<'_>, scores: &[f32], kept: &mut [bool]) {
    let count = scores.len();
    let before = beside(read, kept, 0..count);
    let after = beside(read, kept, (0..count).rev());
    for (at, score) in scores.iter().enumerate() {
        let own = Some(container(read, at));
        let is_between = before[at] == own && after[at] == own;
        if is_between && *score >= LEAST && read.is_sentence(at) && read.length(at) >= WORDS {
            kept[read.positions[at]] = true;
        }
    }
}

/// For each block, the container of the nearest kept block in one direction, if only blocks of the same
/// container stand between them.
fn beside(read: &Read<'_>, kept: &[bool], order: impl Iterator<Item = usize>) -> Vec<Option<u32>> {
    let mut beside = vec![None; read.positions.len()];
    let mut nearest = None;
    for at in order {
        beside[at] = nearest;
        let own = Some(container(read, at));
        if kept[read.positions[at]] {
            nearest = own;
        } else if nearest != own {
            nearest = None;
        }
    }
    beside
}

/// The element whose flow of text a block is a part of. Text beside elements stands in it directly, an
/// item in a list in it.
fn container(read: &Read<'_>, at: usize) -> u32 {
    let elements = &read.tree.elements;
    let block = read.blocks[at];
    let element = &elements[block.element as usize];
    if block.kind == Kind::Paragraph && element.children > 0 {
        block.element
    } else if block.kind == Kind::ListItem {
        elements[element.parent as usize].parent
    } else {
        element.parent
    }
}
