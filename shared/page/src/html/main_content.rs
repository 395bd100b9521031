use super::cleaning;
use super::rows;
use super::scorer::{self, Facts, Model};
use super::tree::Tree;
use crate::block::Block;
use crate::extractor::Extractor;
use article::LeftOut;
use text::{cut, has_words};

/// The main content of a page, and how it was found.
#[derive(Debug)]
pub(super) struct Main {
    pub(super) extractor: Extractor,
    pub(super) blocks: Vec<Block>,
    /// Blocks between these that were left out.
    pub(super) left_out: Vec<LeftOut>,
}

/// Maximum number of pieces left out that a record lists, and of bytes of each.
const MOST_LEFT_OUT: usize = 32;
const LONGEST_LEFT_OUT: usize = 400;

/// The blocks of the main content; all blocks if none was found.
pub(super) fn find(all: &[Block], tree: &Tree, facts: &Facts, model: &Model) -> Main {
    let mut kept = scorer::kept(all, tree, facts, model);
    let extractor = if kept.contains(&true) { Extractor::Scored } else { Extractor::WholePage };
    if extractor == Extractor::WholePage {
        kept.fill(true);
    }
    keep_separators(all, &mut kept);
    cleaning::drop_unrendered(all, tree, &mut kept);
    cleaning::drop_copies(all, tree, &mut kept);
    cleaning::drop_line_numbers(all, tree, &mut kept);
    let blocks = rows::joined(all, tree, &mut kept);
    Main { extractor, blocks, left_out: left_out(all, &kept) }
}

/// The first pieces between kept blocks that are not kept.
fn left_out(all: &[Block], kept: &[bool]) -> Vec<LeftOut> {
    let first = kept.iter().position(|kept| *kept).unwrap_or_default();
    let last = kept.iter().rposition(|kept| *kept).unwrap_or_default();
    let between = all.iter().zip(kept).take(last).skip(first).filter(|(_, kept)| !**kept);
    between
        .take(MOST_LEFT_OUT)
        .map(|(block, _)| LeftOut {
            kind: block.kind.name().to_owned(),
            text: cut(&block.text, LONGEST_LEFT_OUT).to_owned(),
        })
        .collect()
}

/// Keeps a block without words, such as three asterisks, if the blocks around it are kept.
fn keep_separators(all: &[Block], kept: &mut [bool]) {
    for at in 1..all.len().saturating_sub(1) {
        if !has_words(&all[at].text) {
            kept[at] = kept[at - 1] && kept[at + 1];
        }
    }
}
