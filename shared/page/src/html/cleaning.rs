use std::collections::{HashMap, HashSet};

use crate::block::{Block, Kind, Region, word_count};

/// A block with a larger share of links points to other pages.
const LINKED: f32 = 0.6;
/// Minimum number of words of a run of blocks, or of a paragraph of prose, that isn't repeated on
/// purpose. Refrains, answers in interviews and rows of tables are shorter.
const REPEATED: f32 = 40.0;
const REPEATED_PROSE: f32 = 25.0;

/// Removes blocks that consist of links and copies of other blocks. `all` are the blocks of the page.
pub(super) fn clean(mut blocks: Vec<Block>, all: &[Block]) -> Vec<Block> {
    blocks.retain(|block| block.linked <= LINKED);
    without_copies(blocks, all)
}

/// Removes the copies of blocks that pages have for print and small screens: hidden ones, long
/// paragraphs, and whole runs of blocks.
pub(super) fn without_copies(mut blocks: Vec<Block>, all: &[Block]) -> Vec<Block> {
    let hidden: HashSet<&str> = all
        .iter()
        .filter(|block| block.location.region == Some(Region::Hidden))
        .map(|block| block.text.as_str())
        .collect();
    let mut first: HashMap<String, usize> = HashMap::new();
    let earlier: Vec<Option<usize>> = (0..blocks.len())
        .map(|at| match first.get(&blocks[at].text) {
            Some(earlier) => Some(*earlier),
            None => {
                first.insert(blocks[at].text.clone(), at);
                None
            }
        })
        .collect();
    let mut is_copy = vec![false; blocks.len()];
    let mut at = 0;
    while at < blocks.len() {
        let end = run(&earlier, at);
        let words: f32 = blocks[at..end].iter().map(|block| word_count(&block.text)).sum();
        let is_run = end - at > 1 && words >= REPEATED;
        for copy in at..end {
            is_copy[copy] =
                is_run || is_prose(&blocks[copy]) || hidden.contains(&*blocks[copy].text);
        }
        at = end.max(at + 1);
    }
    let mut is_copy = is_copy.into_iter();
    blocks.retain(|_| !is_copy.next().unwrap_or_default());
    blocks
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

/// Whether a block is a long paragraph without line breaks.
fn is_prose(block: &Block) -> bool {
    let may_be = match block.kind {
        Kind::Paragraph | Kind::Caption | Kind::Heading => true,
        Kind::ListItem | Kind::Quote | Kind::Row | Kind::Code | Kind::Math => false,
    };
    may_be && !block.text.contains('\n') && word_count(&block.text) >= REPEATED_PROSE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(texts: &[&str]) -> usize {
        let blocks: Vec<Block> =
            texts.iter().map(|text| Block::paragraph((*text).to_owned())).collect();
        without_copies(blocks.clone(), &blocks).len()
    }

    const LONG: &str = "The lock keeper opens the upper gate at six in the morning and closes it when \
        the last barge has passed, which in summer may be as late as eleven at night.";

    #[test]
    fn short_repeated_blocks_stay() {
        assert_eq!(left(&["Were you there?", "I was.", "And she?", "I was.", "I was."]), 5);
        assert_eq!(left(&["12", "14", "12", "14", "12"]), 5);
        let refrain = ["Heave, lads, heave,", "the tide is on the turn."];
        assert_eq!(left(&[refrain[0], refrain[1], "Verse", refrain[0], refrain[1]]), 5);
    }

    #[test]
    fn repeated_prose_and_runs_are_removed() {
        assert_eq!(left(&[LONG, "Between.", LONG]), 2);
        let run = [
            "The first lock was built of oak.",
            "It lasted for sixty years before the gates gave way in a flood.",
            "The second one was built of brick and iron.",
            "Both of them stood a little below the place of the lock of today.",
        ];
        let twice: Vec<&str> = run.iter().chain(&run).copied().collect();
        assert_eq!(left(&twice), 4);
    }

    #[test]
    fn hidden_copies_are_removed() {
        let shown = Block::paragraph("A short note.".to_owned());
        let mut hidden = shown.clone();
        hidden.location.region = Some(Region::Hidden);
        assert_eq!(
            without_copies(vec![shown.clone(), shown.clone()], &[shown.clone(), hidden]).len(),
            1
        );
        assert_eq!(
            without_copies(vec![shown.clone(), shown.clone()], &[shown.clone(), shown]).len(),
            2
        );
    }
}
