use std::collections::{HashMap, HashSet};

use super::tree::Tree;
use crate::block::{Block, Kind, word_count};

/// Minimum number of words of a run of blocks that isn't repeated on purpose. Refrains, answers in
/// interviews and rows of tables are shorter.
const REPEATED: f32 = 40.0;

/// Share of the text that may be dropped because browsers don't show it. If it is more, a script
/// will show it.
const UNRENDERED: f32 = 0.2;

/// Drops what browsers don't show, unless it is a large part of the text.
pub(super) fn drop_unrendered(all: &[Block], tree: &Tree, kept: &mut [bool]) {
    let is_unrendered = |at: usize| tree.elements[all[at].element as usize].is_unrendered;
    let (mut words, mut unrendered) = (0.0, 0.0);
    for at in (0..all.len()).filter(|at| kept[*at]) {
        let count = word_count(&all[at].text);
        words += count;
        unrendered += if is_unrendered(at) { count } else { 0.0 };
    }
    if unrendered > 0.0 && unrendered <= UNRENDERED * words {
        (0..all.len()).for_each(|at| kept[at] &= !is_unrendered(at));
    }
}

/// Drops the copies of blocks that pages have for print and small screens: those that are also
/// hidden on the page, and complete runs of blocks. `all` are the blocks of the page.
pub(super) fn drop_copies(all: &[Block], tree: &Tree, kept: &mut [bool]) {
    let hidden: HashSet<&str> = all
        .iter()
        .filter(|block| tree.is_hidden(block.element))
        .map(|block| block.text.as_str())
        .collect();
    let main: Vec<usize> = (0..all.len()).filter(|at| kept[*at]).collect();
    let mut first: HashMap<&str, usize> = HashMap::new();
    let earlier: Vec<Option<usize>> = main
        .iter()
        .enumerate()
        .map(|(at, block)| {
            let first = *first.entry(&all[*block].text).or_insert(at);
            (first < at).then_some(first)
        })
        .collect();
    let mut at = 0;
    while at < main.len() {
        let end = run(&earlier, at);
        let words: f32 = main[at..end].iter().map(|at| word_count(&all[*at].text)).sum();
        let is_run = end - at > 1 && words >= REPEATED;
        for copy in &main[at..end] {
            kept[*copy] = !is_run && !hidden.contains(&*all[*copy].text);
        }
        at = end.max(at + 1);
    }
}

/// Drops the numbers of the lines beside a listing.
pub(super) fn drop_line_numbers(all: &[Block], tree: &Tree, kept: &mut [bool]) {
    let cells = tree.cells();
    let row = |block: &Block| tree.row(cells[block.element as usize]);
    for at in 1..all.len() {
        let (numbers, listing) = (&all[at - 1], &all[at]);
        if kept[at]
            && listing.kind == Kind::Code
            && row(numbers) == row(listing)
            && are_line_numbers(&numbers.text, listing.text.lines().count())
        {
            kept[at - 1] = false;
        }
    }
}

/// Whether a text consists of ascending numbers, one for each of at least this many lines. Blank
/// lines have one, too.
fn are_line_numbers(text: &str, lines: usize) -> bool {
    let mut numbers = text.split_whitespace().map(str::parse::<usize>);
    let Some(Ok(first)) = numbers.next() else { return false };
    let count = text.split_whitespace().count();
    count > 1 && count >= lines && numbers.zip(first + 1..).all(|(number, next)| number == Ok(next))
}

/// The end of the run of blocks from `at` on that repeat earlier blocks in the same order.
fn run(earlier: &[Option<usize>], at: usize) -> usize {
    let mut end = at;
    while end < earlier.len()
        && earlier[end].is_some()
        && (end == at || earlier[end] == earlier[end - 1].map(|earlier| earlier + 1))
    {
        end += 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(texts: &[&str]) -> usize {
        let blocks: Vec<Block> =
            texts.iter().map(|text| Block::paragraph((*text).to_owned())).collect();
        let mut kept = vec![true; blocks.len()];
        drop_copies(&blocks, &Tree::default(), &mut kept);
        kept.into_iter().filter(|kept| *kept).count()
    }

    const LONG: &str = "The lock keeper opens the upper gate at six in the morning and closes it when \
        the last barge has passed, which in summer may be as late as eleven at night.";

    #[test]
    fn single_repeated_blocks_stay() {
        assert_eq!(left(&["Were you there?", "I was.", "And she?", "I was.", "I was."]), 5);
        assert_eq!(left(&["12", "14", "12", "14", "12"]), 5);
        let refrain = ["Heave, lads, heave,", "the tide is on the turn."];
        assert_eq!(left(&[refrain[0], refrain[1], "Verse", refrain[0], refrain[1]]), 5);
        assert_eq!(left(&[LONG, "Between.", LONG]), 3);
    }

    #[test]
    fn repeated_runs_are_removed() {
        let run = [
            "The first lock was built of oak.",
            "It lasted for sixty years before the gates gave way in a flood.",
            "The second one was built of brick and iron.",
            "Both of them stood a little below the place of the lock of today.",
        ];
        let twice: Vec<&str> = run.iter().chain(&run).copied().collect();
        assert_eq!(left(&twice), 4);
    }
}
