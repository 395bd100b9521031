//! Pages: from HTML to blocks, and what a page says of itself.
//!
//! Every page goes through one linear walk ([`walk`]) before any parser that builds a tree sees
//! it: it closes what is left open, cuts what nests too deep, and ends a page that does not end.
//! Who wants something of a page is a [`Sink`] of that walk. The steps from page to text can be
//! replaced one by one: page → blocks → which blocks → text.

mod attributes;
mod blocks;
mod capture;
mod cues;
mod declared;
mod elements;
mod entities;
mod json_ld;
mod main_content;
mod page;
mod stack;
mod stand_ins;
mod tokens;
mod walk;

use article::{Declared, Source, Stated};

use crate::block::Block;
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
    if guarded.is_none() {
        warnings.push("the page is too deep and wide to look for its main content".to_owned());
    }
    let all = all.finish();
    let main = main_content::find(guarded, &all);
    Page {
        title: found.title.map(|value| Stated { value, source: Source::TitleElement }),
        declared: found.declared,
        main,
        all,
        warnings,
    }
}

#[cfg(test)]
mod tests;
