use dom_smoothie::{Config, Readability};

use super::blocks::Collector;
use super::stand_ins::reveal;
use super::walk::walk;
use crate::block::Block;

/// The blocks of a page's main content. `guarded` is the page as the walk wrote it anew; `all` are
/// its blocks, for pages in which no main content stands out, or that are too heavy to search.
pub(super) fn find(guarded: Option<String>, all: &[Block]) -> Vec<Block> {
    let main = guarded.and_then(|page| readable(page, shortest(all))).map(|content| {
        let mut collector = Collector::default();
        walk(&reveal(&content), &mut [&mut collector]);
        collector.finish()
    });
    match main {
        Some(main) if !main.is_empty() => main,
        Some(_) | None => all.to_vec(),
    }
}

/// How short a text the rules may take for main content, in characters, before they become less
/// strict: their own 500, or for a page with little text a quarter of it.
fn shortest(all: &[Block]) -> usize {
    let characters: usize = all.iter().map(|block| block.text.chars().count()).sum();
    (characters / 4).clamp(25, 500)
}

/// What the readability rules take for the main content, as HTML.
fn readable(guarded: String, shortest: usize) -> Option<String> {
    let config = Config { disable_json_ld: true, char_threshold: shortest, ..Config::default() };
    let mut reader = Readability::new(guarded, None, Some(config)).ok()?;
    Some(reader.parse().ok()?.content.to_string())
}
