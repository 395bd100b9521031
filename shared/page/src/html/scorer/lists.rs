//! Lists and tables as a whole: one that a paragraph introduces belongs to the text.

use super::shape::Shape;
use crate::block::{Block, Kind};

/// A list or table, which is a run of blocks of the same kind.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Run {
    pub(super) length: f32,
    /// Share of its words in links.
    pub(super) linked: f32,
    /// How the block before it ends, as in [`Shape::last`], and its number of words.
    pub(super) last_before: f32,
    pub(super) words_before: f32,
}

/// The run of each block, if it is a part of one.
pub(super) fn runs(blocks: &[&Block], shapes: &[Shape]) -> Vec<Option<Run>> {
    let mut runs = Vec::with_capacity(blocks.len());
    for run in blocks.chunk_by(|one, next| is_part(one) && one.kind == next.kind) {
        let from = runs.len();
        let own = || run.iter().zip(&shapes[from..]);
        let words: f32 = own().map(|(_, shape)| shape.words).sum();
        let linked: f32 = own().map(|(block, shape)| block.linked * shape.words).sum();
        let before = from.checked_sub(1).map(|at| shapes[at]).unwrap_or_default();
        let whole = Run {
            length: run.len() as f32,
            linked: linked / words.max(1.0),
            last_before: before.last,
            words_before: before.words,
        };
        runs.extend(run.iter().map(|block| is_part(block).then_some(whole)));
    }
    runs
}

/// Whether a block is an item of a list or a row of a table.
pub(super) fn is_part(block: &Block) -> bool {
    matches!(block.kind, Kind::Row | Kind::ListItem)
}
