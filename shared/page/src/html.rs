//! HTML pages: blocks, main content and declarations.
//!
//! Every page passes through one linear walk ([`walk`]) before any parser builds a tree of it. The
//! walk closes open elements and limits depth and size. Each consumer of the page is a [`Sink`]
//! of that walk. The steps from page to text (page → blocks → choice of blocks → text) can be replaced
//! separately.
//!
//! [`Sink`]: walk::Sink

mod about;
mod attributes;
mod blocks;
mod budget;
pub(crate) mod candidates;
mod captures;
mod choice;
mod cleaning;
mod cues;
mod declared;
mod elements;
mod entities;
mod fallback;
mod joints;
mod json_ld;
mod line;
mod math;
mod originals;
mod page;
mod page_furniture;
mod placeholders;
mod stack;
mod superscripts;
mod surroundings;
mod tokens;
mod unseen;
mod walk;
mod xhtml;

use article::{Cues, Declared, Source, Stated};

use crate::block::{Block, word_count};
use crate::extractor::Extractor;
use candidates::Candidate;
use candidates::scored::Weights;
use text::has_words;
#[cfg(feature = "training")]
use walk::walk;
use walk::{Cut, Noscript, walk_with};

/// The content of a page.
#[derive(Debug)]
pub(crate) struct Content {
    pub(crate) title: Option<Stated>,
    pub(crate) declared: Declared,
    pub(crate) cues: Cues,
    /// The finder that found the main content.
    pub(crate) extractor: Extractor,
    /// The main content.
    pub(crate) main: Vec<Block>,
    /// The address that links are relative to, as the page gives it.
    pub(crate) base: Option<String>,
    /// Number of blocks removed from the main content as page furniture.
    pub(crate) furniture: u64,
    /// Everything shown, including menus and footers.
    pub(crate) all: Vec<Block>,
    pub(crate) warnings: Vec<String>,
}

/// Reads a page or a fragment of one. `weights` are those of the block scorer.
pub(crate) fn read(html: &str, weights: &Weights) -> Content {
    let walked = Walked::of(html, Noscript::Skip);
    // The page needs a script to show its text if most of it is in `noscript` or hidden elements.
    let shown: usize = walked.all.iter().map(|block| block.text.len()).sum();
    let walked = if walked.unseen > shown { Walked::of(html, Noscript::Show) } else { walked };
    let Walked { about, rewritten, all, base, cut, .. } = walked;
    let about::About { title, declared, cues, mut warnings } = about;
    warnings.extend(cut.warnings());
    if rewritten.for_readable().is_none() {
        warnings.push("the page is too deep and wide to search for its main content".to_owned());
    }
    let mut main = main_content(candidates::find(&rewritten, &all, weights), &all);
    if main.extractor != Extractor::Scored {
        originals::restore(&mut main.blocks, &all);
    }
    let furniture = page_furniture::remove(&mut main.blocks, &all);
    if !main.blocks.iter().any(|block| has_words(&block.text))
        && let Some((texts, source)) = fallback::find(&declared)
    {
        let blocks = texts.into_iter().map(Block::paragraph).collect();
        main = Candidate { extractor: Extractor::Declared, blocks };
        warnings.push(format!("the page shows no text: {source}"));
    }
    Content {
        title: title.map(|value| Stated { value, source: Source::TitleElement }),
        declared,
        cues,
        extractor: main.extractor,
        main: main.blocks,
        base,
        furniture,
        all,
        warnings,
    }
}

/// What one walk through a page collects.
struct Walked {
    about: about::About,
    rewritten: page::Rewritten,
    all: Vec<Block>,
    base: Option<String>,
    /// Number of bytes of text for browsers without scripts, or hidden until a script shows it.
    unseen: usize,
    cut: Cut,
}

impl Walked {
    fn of(html: &str, noscript: Noscript) -> Self {
        let mut about = about::Collector::default();
        let mut page = page::Writer::default();
        let mut all = blocks::Collector::new(noscript);
        let cut = walk_with(html, noscript, &mut [&mut about, &mut page, &mut all]);
        let about = about.finish();
        let rewritten = page.finish(about.title.as_deref());
        let blocks::Blocks { all, base, hidden } = all.finish();
        Self { about, rewritten, all, base, unseen: cut.noscript + hidden, cut }
    }
}

/// The blocks of a page with their features.
#[cfg(feature = "training")]
pub(crate) fn with_features(html: &str) -> Vec<(Block, candidates::scored::Features)> {
    let mut all = blocks::Collector::default();
    walk(html, &mut [&mut all]);
    let all = all.finish().all;
    let features = candidates::scored::features(&all);
    all.into_iter().zip(features).collect()
}

/// Minimum share of the page's words for a candidate that no other finder confirms.
const SMALLEST: f32 = 0.1;

/// The blocks of the main content; all blocks if no main content was found.
fn main_content(candidates: Vec<Candidate>, all: &[Block]) -> Candidate {
    let alone = candidates.len() == 1;
    let words = |blocks: &[Block]| blocks.iter().map(|block| word_count(&block.text)).sum::<f32>();
    let cleaned = |Candidate { extractor, blocks }| {
        let blocks = cleaning::clean(blocks, all);
        Candidate { extractor, blocks }
    };
    let chosen = choice::choose(candidates).map(cleaned).filter(|main| !main.blocks.is_empty());
    match chosen {
        Some(main) if !alone || words(&main.blocks) >= SMALLEST * words(all) => main,
        Some(_) | None => Candidate {
            extractor: Extractor::WholePage,
            blocks: cleaning::without_copies(all.to_vec(), all),
        },
    }
}

#[cfg(test)]
mod tests;
