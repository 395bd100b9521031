use std::collections::HashMap;

use crate::block::{Block, Kind};
use crate::html::tree::Tree;

/// Keeps the blocks after the last scored one, unless the last scored block with the same look and
/// kind was left out. `last` is the position of the last scored block.
pub(super) fn keep(all: &[Block], tree: &Tree, last: Option<usize>, kept: &mut [bool]) {
    let Some(first) = last.map(|last| last + 1).filter(|first| *first < all.len()) else { return };
    let look = |block: &Block| (tree.elements[block.element as usize].look, block.kind);
    let known: HashMap<(u32, Kind), bool> =
        all[..first].iter().zip(&*kept).map(|(block, kept)| (look(block), *kept)).collect();
    for (block, kept) in all.iter().zip(kept).skip(first) {
        *kept = known.get(&look(block)) != Some(&false);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_beyond_the_last_scored_one_are_judged_by_their_look() {
        let row = Block { kind: Kind::Row, ..Block::paragraph("12".to_owned()) };
        let text = || Block::paragraph("Text.".to_owned());
        let item = Block { kind: Kind::Caption, ..Block::paragraph("New.".to_owned()) };
        let all = [text(), row.clone(), row, text(), item];
        let mut kept = [false, true, false, false, false];
        keep(&all, &Tree::default(), Some(1), &mut kept);
        assert_eq!(kept, [false, true, true, false, true]);
        let mut kept = [false, true, false, false, false];
        keep(&all, &Tree::default(), Some(4), &mut kept);
        assert_eq!(kept, [false, true, false, false, false]);
    }
}
