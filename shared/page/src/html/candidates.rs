//! Candidates for the main content, one from each finder.

mod readable;
mod rules;
pub(crate) mod scored;

use super::blocks::Collector;
use super::page::Rewritten;
use super::placeholders::restore;
use super::walk::walk;
use crate::block::Block;
use crate::extractor::Extractor;
use scored::Weights;

/// The main content according to one finder.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    pub(super) extractor: Extractor,
    pub(super) blocks: Vec<Block>,
}

/// Runs all finders; those that find nothing give no candidate. `all` are the blocks of the page.
///
/// The first finder scores blocks by their text and location, the second scores elements by the text
/// in them, the third knows the class names that content management systems give to articles.
pub(super) fn find(page: &Rewritten, all: &[Block], weights: &Weights) -> Vec<Candidate> {
    let scored = scored::find(all, weights);
    let readable = page.for_readable().and_then(|page| readable::find(page, shortest(all)));
    let rules = page.for_rules().and_then(rules::find);
    let markup = |markup: Option<String>| markup.map(|markup| blocks(&markup)).unwrap_or_default();
    let found = [
        (Extractor::Scored, scored),
        (Extractor::Readability, markup(readable)),
        (Extractor::Trafilatura, markup(rules)),
    ];
    let found = found.into_iter().filter(|(_, blocks)| !blocks.is_empty());
    found.map(|(extractor, blocks)| Candidate { extractor, blocks }).collect()
}

fn blocks(markup: &str) -> Vec<Block> {
    let mut collector = Collector::default();
    walk(&restore(markup), &mut [&mut collector]);
    collector.finish().all
}

/// Number of characters below which the readability rules try again less strictly: their default of
/// 500, or a quarter of the text of a shorter page.
fn shortest(all: &[Block]) -> usize {
    let characters: usize = all.iter().map(|block| block.text.chars().count()).sum();
    (characters / 4).clamp(25, 500)
}
