//! HTML pages: blocks, main content and declarations.
//!
//! Every page passes through one linear walk ([`walk`]), which closes open elements and limits
//! depth and size. Each consumer of the page is a [`Sink`] of that walk. The steps from page to
//! text (page → blocks → choice of blocks → text) are separate.
//!
//! [`Sink`]: walk::Sink

mod about;
mod attributes;
mod blocks;
mod budget;
mod captures;
mod cleaning;
mod cues;
mod declared;
mod elements;
mod entities;
mod fallback;
mod joints;
mod json_ld;
mod line;
mod main_content;
mod math;
mod rows;
pub(crate) mod scorer;
mod stack;
mod superscripts;
mod surroundings;
mod tokens;
pub(crate) mod tree;
mod unseen;
mod walk;
mod xhtml;

use article::{Cues, Declared, LeftOut, Source, Stated};

use crate::block::Block;
use crate::extractor::Extractor;
use blocks::Blocks;
use scorer::{Facts, Model};
use text::has_words;
#[cfg(feature = "training")]
use tree::Tree;
use unseen::Noscript;
use walk::{Cut, walk_with};

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
    /// Blocks between those of the main content that were left out.
    pub(crate) left_out: Vec<LeftOut>,
    /// The address that links are relative to, as the page gives it.
    pub(crate) base: Option<String>,
    /// Everything shown, including menus and footers.
    pub(crate) all: Vec<Block>,
    pub(crate) warnings: Vec<String>,
}

/// Reads a page or a fragment of one, which came from `url`.
pub(crate) fn read(html: &str, url: Option<&str>, model: &Model) -> Content {
    let Walked { about, blocks: Blocks { all, tree, base, .. }, cut } = Walked::of(html);
    let about::About { title, declared, cues, mut warnings } = about;
    warnings.extend(cut.warnings());
    let facts = Facts::of(title.as_deref(), &declared, url, &all, &tree);
    let mut main = main_content::find(&all, &tree, &facts, model);
    if !main.blocks.iter().any(|block| has_words(&block.text))
        && let Some((texts, source)) = fallback::find(&declared)
    {
        main.blocks = texts.into_iter().map(Block::paragraph).collect();
        main.extractor = Extractor::Declared;
        warnings.push(format!("the page shows no text: {source}"));
    } else if let Some(texts) = fallback::longer(&declared, &main.blocks) {
        main.blocks = texts.into_iter().map(Block::paragraph).collect();
        main.left_out.clear();
        main.extractor = Extractor::Declared;
        warnings.push(
            "the page shows only a part of its text: the text was taken from its JSON-LD"
                .to_owned(),
        );
    }
    Content {
        title: title.map(|value| Stated { value, source: Source::TitleElement }),
        declared,
        cues,
        extractor: main.extractor,
        main: main.blocks,
        left_out: main.left_out,
        base,
        all,
        warnings,
    }
}

/// Everything that a document shows, its base address, and what the walk has cut off. For a document
/// without menus and footers: a chapter, an e-mail.
pub(crate) fn whole(html: &str) -> (Vec<Block>, Option<String>, Vec<String>) {
    let mut blocks = blocks::Collector::of_document();
    let cut = walk_with(html, Noscript::Skip, &mut [&mut blocks]);
    let Blocks { all, base, .. } = blocks.finish();
    (all, base, cut.warnings())
}

/// The result of one walk through a page.
#[derive(Debug)]
pub(crate) struct Walked {
    about: about::About,
    blocks: Blocks,
    cut: Cut,
}

impl Walked {
    pub(crate) fn of(html: &str) -> Self {
        let walked = Self::with(html, Noscript::Skip);
        // The page needs a script to show its text if most of it is in `noscript` or hidden elements.
        let shown: usize = walked.blocks.all.iter().map(|block| block.text.len()).sum();
        let unseen = walked.cut.noscript + walked.blocks.hidden;
        if unseen > shown { Self::with(html, Noscript::Show) } else { walked }
    }

    fn with(html: &str, noscript: Noscript) -> Self {
        let mut about = about::Collector::default();
        let mut blocks = blocks::Collector::new(noscript);
        let cut = walk_with(html, noscript, &mut [&mut about, &mut blocks]);
        Self { about: about.finish(), blocks: blocks.finish(), cut }
    }

    /// The blocks and elements of the page, and other facts about it.
    #[cfg(feature = "training")]
    pub(crate) fn into_parts(self, url: Option<&str>) -> (Vec<Block>, Tree, Facts) {
        let about::About { title, declared, .. } = self.about;
        let Blocks { all, tree, .. } = self.blocks;
        let facts = Facts::of(title.as_deref(), &declared, url, &all, &tree);
        (all, tree, facts)
    }
}

#[cfg(test)]
mod tests;
