//! Which blocks are the article: what finders of different kinds say.

mod readable;
mod rules;
mod scored;

use super::blocks::Collector;
use super::page::Guarded;
use super::stand_ins::reveal;
use super::walk::walk;
use crate::block::Block;

/// One finder's answer.
pub(super) type Candidate = Vec<Block>;

/// What the finders take for the article, those that find nothing left out. `guarded` is the page
/// as the walk wrote it anew, `all` are its blocks.
///
/// The first one looks at blocks and their surroundings; the second weighs the elements of the
/// tree by the text in them; the third knows the names that content systems give an article.
pub(super) fn find(guarded: &Guarded, all: &[Block]) -> Vec<Candidate> {
    let scored = scored::find(all);
    let readable = guarded.for_readable().and_then(|page| readable::find(page, shortest(all)));
    let rules = guarded.for_rules().and_then(rules::find);
    let markup = [readable, rules].into_iter().flatten();
    let found = [scored].into_iter().chain(markup.map(|markup| blocks(&markup)));
    found.filter(|blocks| !blocks.is_empty()).collect()
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
