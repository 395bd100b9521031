//! Keeps blocks because of the kept blocks around them: code, the other lines of a run of lines,
//! announced lines, and a repeated text that is kept elsewhere.

use std::collections::HashSet;
use std::ops::Range;

use super::companions::{announces, are_alike, are_near};
use crate::block::{Block, Kind, word_count};
use crate::html::tree::Tree;

/// Maximum number of words of a line, such as a line of a poem in its own element.
const LINE: f32 = 15.0;
/// Minimum number of lines of a run.
const LINES: usize = 3;

/// Keeps code between two kept blocks, runs of lines of which half are kept or that are announced, and
/// blocks between kept ones that are kept elsewhere in the same form, as refrains are.
pub(super) fn complete(all: &[Block], tree: &Tree, kept: &mut [bool]) {
    keep_code(all, tree, kept);
    let mut from = 0;
    for run in all.chunk_by(|one, next| are_alike(one, next, tree)) {
        let range = from..from + run.len();
        from = range.end;
        keep_announced(all, range.clone(), kept);
        keep_lines(run, range.clone(), kept);
        keep_refrains(run, range, kept);
    }
}

fn keep_code(all: &[Block], tree: &Tree, kept: &mut [bool]) {
    for at in 1..all.len() {
        if all[at].kind != Kind::Code || kept[at] || !kept[at - 1] {
            continue;
        }
        // Other code may follow.
        let after = (at + 1..all.len()).find(|next| all[*next].kind != Kind::Code || kept[*next]);
        kept[at] = after.is_some_and(|next| kept[next] && are_near(&all[at], &all[next], tree))
            && are_near(&all[at - 1], &all[at], tree);
    }
}

/// `run` are neighbouring blocks of the same form, at `range` of all blocks.
fn keep_lines(run: &[Block], range: Range<usize>, kept: &mut [bool]) {
    let count = kept[range.clone()].iter().filter(|kept| **kept).count();
    if run.len() >= LINES && 2 * count >= run.len() && run.iter().all(is_line) {
        kept[range].fill(true);
    }
}

/// Keeps the lines that a paragraph with a colon announces, if what follows them is kept, too.
fn keep_announced(all: &[Block], range: Range<usize>, kept: &mut [bool]) {
    let Some(before) = range.start.checked_sub(1) else { return };
    let is_announced = kept[before]
        && announces(&all[before], &all[range.start])
        && kept.get(range.end) == Some(&true);
    if range.len() > 1 && is_announced && all[range.clone()].iter().all(is_line) {
        kept[range].fill(true);
    }
}

fn is_line(block: &Block) -> bool {
    block.kind == Kind::Paragraph && block.links.is_empty() && word_count(&block.text) <= LINE
}

fn keep_refrains(run: &[Block], range: Range<usize>, kept: &mut [bool]) {
    let kept = &mut kept[range];
    let (Some(first), Some(last)) =
        (kept.iter().position(|kept| *kept), kept.iter().rposition(|kept| *kept))
    else {
        return;
    };
    if kept[first..=last].iter().all(|kept| *kept) {
        return;
    }
    let known: HashSet<&str> =
        run.iter().zip(&*kept).filter(|(_, kept)| **kept).map(|(block, _)| &*block.text).collect();
    for (block, kept) in run.iter().zip(kept).take(last).skip(first) {
        *kept |= block.links.is_empty() && known.contains(&*block.text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is kept of blocks directly in the body: `+` are kept already, `$` are code.
    fn kept(blocks: &[&str]) -> Vec<bool> {
        let all: Vec<Block> = blocks
            .iter()
            .map(|text| {
                let text = text.trim_start_matches('+');
                let kind = if text.starts_with('$') { Kind::Code } else { Kind::Paragraph };
                Block { kind, ..Block::paragraph(text.to_owned()) }
            })
            .collect();
        let mut kept: Vec<bool> = blocks.iter().map(|text| text.starts_with('+')).collect();
        complete(&all, &Tree::default(), &mut kept);
        kept
    }

    const LONG: &str = "+The ferryman counts the sheep twice before he casts off, because one of them \
        has learned to swim ashore.";

    #[test]
    fn blocks_stay_with_those_around() {
        let cases: [(&[&str], &[bool]); 7] = [
            (&["+Text.", "$ a", "+Text."], &[true, true, true]),
            (&["+Text.", "$ a", "$ b", "+Text."], &[true, true, true, true]),
            (&["+Text.", "$ a", "Share"], &[true, false, false]),
            (&["The tide", "+comes in", "+at noon"], &[true, true, true]),
            (&[LONG, "Share this", LONG], &[true, false, true]),
            (&[LONG, "+Heave away!", LONG, "Heave away!", LONG], &[true; 5]),
            (&["+One.", "Share", "Print", "Send"], &[true, false, false, false]),
        ];
        for (blocks, expected) in cases {
            assert_eq!(kept(blocks), expected, "{blocks:?}");
        }
    }
}
