//! Pages: from HTML to blocks, and what a page says of itself.
//!
//! Every page goes through one linear walk ([`walk`]) before any parser that builds a tree sees
//! it: it closes what is left open, cuts what nests too deep, and ends a page that does not end.
//! Who wants something of a page is a [`Sink`] of that walk. The steps from page to text can be
//! replaced one by one: page → blocks → which blocks → text.

mod attributes;
mod blocks;
pub(crate) mod candidates;
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
use crate::extractor::Extractor;
use candidates::Candidate;
use candidates::scored::Weights;
use text::has_words;
use walk::walk;

/// What a page holds.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) title: Option<Stated>,
    pub(crate) declared: Declared,
    /// What found the main content.
    pub(crate) extractor: Extractor,
    /// The main content.
    pub(crate) main: Vec<Block>,
    /// Everything that is shown, menus and footers too.
    pub(crate) all: Vec<Block>,
    pub(crate) warnings: Vec<String>,
}

/// Reads a page or a fragment of one, its blocks weighed with `weights`.
pub(crate) fn read(html: &str, weights: &Weights) -> Page {
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
    let mut main = main_content(candidates::find(&guarded, &all, weights), &all);
    if !main.blocks.iter().any(|block| has_words(&block.text))
        && let Some((texts, what)) = unshown::find(&found.declared)
    {
        let blocks = texts.into_iter().map(Block::paragraph).collect();
        main = Candidate { extractor: Extractor::Declared, blocks };
        warnings.push(format!("the page shows no text: {what}"));
    }
    Page {
        title: found.title.map(|value| Stated { value, source: Source::TitleElement }),
        declared: found.declared,
        extractor: main.extractor,
        main: main.blocks,
        all,
        warnings,
    }
}

/// The blocks of a page with their numbers.
#[cfg(feature = "training")]
pub(crate) fn numbered(html: &str) -> Vec<(Block, candidates::scored::Features)> {
    let mut all = blocks::Collector::default();
    walk(html, &mut [&mut all]);
    let all = all.finish();
    let numbers = candidates::scored::numbers(&all);
    all.into_iter().zip(numbers).collect()
}

/// A finder that stands alone is not believed if it takes less of a page than this.
const LEAST: f32 = 0.1;

/// The blocks of the main content; all blocks, where none stands out.
fn main_content(candidates: Vec<Candidate>, all: &[Block]) -> Candidate {
    let alone = candidates.len() == 1;
    let words = |blocks: &[Block]| blocks.iter().map(|block| words(&block.text)).sum::<f32>();
    let cleaned = |Candidate { extractor, blocks }| {
        let blocks = cleaning::clean(blocks);
        Candidate { extractor, blocks }
    };
    let chosen = choice::choose(candidates).map(cleaned).filter(|main| !main.blocks.is_empty());
    match chosen {
        Some(main) if !alone || words(&main.blocks) >= LEAST * words(all) => main,
        Some(_) | None => Candidate {
            extractor: Extractor::WholePage,
            blocks: cleaning::without_copies(all.to_vec()),
        },
    }
}

#[cfg(test)]
mod tests;
