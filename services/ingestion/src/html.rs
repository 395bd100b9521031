//! Pages: from HTML to blocks, and what a page says of itself.
//!
//! Every page goes through one linear walk ([`walk`]) before any parser that builds a tree sees
//! it: it closes what is left open, cuts what nests too deep, and ends a page that does not end.
//! Who wants something of a page is a [`Sink`] of that walk. The steps from page to text can be
//! replaced one by one: page → blocks → which blocks → text.

mod attributes;
mod blocks;
mod candidates;
mod capture;
mod choice;
mod cleaning;
mod cues;
mod declared;
mod elements;
mod entities;
mod json_ld;
mod page;
mod stack;
mod stand_ins;
mod surroundings;
mod tokens;
mod unshown;
mod walk;

use article::{Declared, Source, Stated};

use crate::block::{Block, words};
use walk::walk;

/// What a page holds.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) title: Option<Stated>,
    pub(crate) declared: Declared,
    /// The main content.
    pub(crate) main: Vec<Block>,
    /// Everything that is shown, menus and footers too.
    pub(crate) all: Vec<Block>,
    pub(crate) warnings: Vec<String>,
}

/// Reads a page or a fragment of one.
pub(crate) fn read(html: &str) -> Page {
    let mut declared = declared::Collector::default();
    let mut page = page::Writer::default();
    let mut all = blocks::Collector::default();
    let mut cues = cues::Collector::default();
    let cut = walk(html, &mut [&mut declared, &mut page, &mut all, &mut cues]);
    let mut found = declared.finish();
    found.declared.cues = cues.finish();
    let guarded = page.finish(found.title.as_deref());
    let mut warnings = found.warnings;
    warnings.extend(cut.warnings());
    if guarded.for_readable().is_none() {
        warnings.push("the page is too deep and wide to look for its main content".to_owned());
    }
    let all = all.finish();
    let mut main = main_content(candidates::find(&guarded, &all), &all);
    if !main.iter().any(|block| block.text.contains(char::is_alphanumeric))
        && let Some((texts, what)) = unshown::find(&found.declared)
    {
        main = texts.into_iter().map(Block::paragraph).collect();
        warnings.push(format!("the page shows no text: {what}"));
    }
    Page {
        title: found.title.map(|value| Stated { value, source: Source::TitleElement }),
        declared: found.declared,
        main,
        all,
        warnings,
    }
}

/// A finder that stands alone is not believed if it takes less of a page than this.
const LEAST: f32 = 0.1;

/// The blocks of the main content; all blocks, where none stands out.
fn main_content(candidates: Vec<Vec<Block>>, all: &[Block]) -> Vec<Block> {
    let alone = candidates.len() == 1;
    let words = |blocks: &[Block]| blocks.iter().map(|block| words(&block.text)).sum::<f32>();
    let chosen = choice::choose(candidates).map(cleaning::clean).filter(|main| !main.is_empty());
    match chosen {
        Some(main) if !alone || words(&main) >= LEAST * words(all) => main,
        Some(_) | None => cleaning::without_copies(all.to_vec()),
    }
}

#[cfg(test)]
mod tests;
