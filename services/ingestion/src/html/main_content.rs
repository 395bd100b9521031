use dom_smoothie::{Config, Readability};

use super::blocks::Collector;
use super::walk::walk;
use crate::block::Block;

/// The blocks of a page's main content. `guarded` is the page as the walk wrote it anew; `all` are
/// its blocks, for pages in which no main content stands out.
pub(super) fn find(guarded: String, all: &[Block]) -> Vec<Block> {
    let main = readable(guarded).map(|content| {
        let mut collector = Collector::default();
        walk(&content, &mut [&mut collector]);
        collector.finish()
    });
    match main {
        Some(main) if !main.is_empty() => main,
        Some(_) | None => all.to_vec(),
    }
}

/// What the readability rules take for the main content, as HTML.
fn readable(guarded: String) -> Option<String> {
    let config = Config { disable_json_ld: true, char_threshold: 150, ..Config::default() };
    let mut reader = Readability::new(guarded, None, Some(config)).ok()?;
    Some(reader.parse().ok()?.content.to_string())
}
