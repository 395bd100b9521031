//! Which blocks are the article: what finders of different kinds say.

mod readable;
mod rules;
pub(crate) mod scored;

use super::blocks::Collector;
use super::page::Guarded;
use super::stand_ins::reveal;
use super::walk::walk;
use crate::block::Block;
use crate::extractor::Extractor;
use scored::Weights;

/// One finder's answer.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    pub(super) extractor: Extractor,
    pub(super) blocks: Vec<Block>,
}

/// What the finders take for the article, those that find nothing left out. `guarded` is the page
/// as the walk wrote it anew, `all` are its blocks.
///
/// The first one looks at blocks and their surroundings; the second weighs the elements of the
/// tree by the text in them; the third knows the names that content systems give an article.
pub(super) fn find(guarded: &Guarded, all: &[Block], weights: &Weights) -> Vec<Candidate> {
    let scored = scored::find(all, weights);
    let readable = guarded.for_readable().and_then(|page| readable::find(page, shortest(all)));
    let rules = guarded.for_rules().and_then(rules::find);
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
    walk(&reveal(markup), &mut [&mut collector]);
    collector.finish()
}

/// How short a text the readability rules may take for main content, in characters, before they
/// become less strict: their own 500, or for a page with little text a quarter of it.
fn shortest(all: &[Block]) -> usize {
    let characters: usize = all.iter().map(|block| block.text.chars().count()).sum();
    (characters / 4).clamp(25, 500)
}
