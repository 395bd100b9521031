use super::lists::is_part;
use crate::block::Block;

/// Share of a run from which its other blocks are kept, too.
const ENOUGH: f32 = 1.0 / 3.0;
/// A block with at least this share of links may point elsewhere, and is judged by itself. An entry
/// in a list of references has more text beside its link.
const LINK: f32 = 0.8;

/// Keeps the rows of a table, or the items of a list, together: if a third of a run is text, all of
/// it is, except for links. A list without one of its items is worse than one with a doubtful item.
pub(super) fn complete(all: &[Block], kept: &mut [bool]) {
    let mut from = 0;
    for run in all.chunk_by(|one, next| is_part(one) && one.kind == next.kind) {
        let range = from..from + run.len();
        from = range.end;
        let count = kept[range.clone()].iter().filter(|kept| **kept).count();
        if is_part(&run[0]) && count as f32 >= ENOUGH * run.len() as f32 {
            for (block, kept) in run.iter().zip(&mut kept[range]) {
                *kept |= block.linked < LINK;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::Kind;

    #[test]
    fn rows_and_items_stay_together_and_links_are_judged_alone() {
        let block = |kind, linked| Block { kind, linked, ..Block::paragraph("some words".into()) };
        let row = block(Kind::Row, 0.0);
        let item = block(Kind::ListItem, 0.0);
        let link = block(Kind::ListItem, 0.8);
        let reference = block(Kind::ListItem, 0.7);
        let paragraph = block(Kind::Paragraph, 0.0);
        let cases = [
            (vec![&row, &row, &row], vec![true, false, false], vec![true, true, true]),
            (
                vec![&row, &row, &row, &row],
                vec![true, false, false, false],
                vec![true, false, false, false],
            ),
            (vec![&item, &link, &item], vec![true, false, false], vec![true, false, true]),
            (vec![&item, &reference, &item], vec![true, false, false], vec![true, true, true]),
            (vec![&item, &row, &row], vec![true, false, false], vec![true, false, false]),
            (vec![&paragraph, &paragraph], vec![true, false], vec![true, false]),
            (vec![], vec![], vec![]),
        ];
        for (blocks, mut kept, expected) in cases {
            let all: Vec<Block> = blocks.into_iter().cloned().collect();
            complete(&all, &mut kept);
            assert_eq!(kept, expected);
        }
    }
}
