use super::features::Read;
use crate::block::Kind;

/// Minimum probability of a kept sentence between two kept blocks. A lost sentence is worse than a
/// remaining notice.
const LEAST: f32 = 0.33;
/// Minimum probability of a kept sentence directly below the last kept block.
const LEAST_AT_END: f32 = 0.2;
/// Minimum number of words of a sentence.
const WORDS: f32 = 5.0;

/// Keeps doubtful sentences between two kept blocks in the same element, and one below the last
/// kept paragraph that has its form. `scores` has the probability of each block with words.
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
    keep_last(read, scores, kept);
}

/// Keeps the sentence that a text ends with, if it has the form of the paragraph above.
fn keep_last(read: &Read<'_>, scores: &[f32], kept: &mut [bool]) {
    let last = read.positions.iter().rposition(|at| kept[*at]);
    let Some((last, next)) = last.map(|last| (last, last + 1)).filter(|(_, at)| *at < scores.len())
    else {
        return;
    };
    let form = |at: usize| {
        let element = &read.tree.elements[read.blocks[at].element as usize];
        (element.parent, element.tag, element.look)
    };
    let is_paragraph = |at: usize| read.blocks[at].kind == Kind::Paragraph && read.is_sentence(at);
    if is_paragraph(last)
        && is_paragraph(next)
        && form(last) == form(next)
        && scores[next] >= LEAST_AT_END
    {
        kept[read.positions[next]] = true;
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

/// The element whose flow of text contains a block: for text between elements its own element, for an
/// item the element around its list.
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
