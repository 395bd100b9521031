//! Removes page furniture: links to other articles, labels of buttons and advertisements, boxes about
//! subscriptions, cookies and scripts, picture credits.
//!
//! A block is judged as a whole. Its words only suggest furniture; the block is removed if its form or
//! its place confirms it: no complete sentence, links, a box beside the article, or words to the reader.

mod phrases;

use std::collections::HashMap;

use text::sentences::ends_as_sentence;

use super::surroundings::{ABOUT, BESIDE, FIGURE};
use crate::block::{Block, Kind, Region, word_count};
use phrases::Phrases;

/// Maximum number of words of a link to another article, of a notice that begins with a known phrase,
/// of one that contains it, and of a credit.
const LEADING: f32 = 40.0;
const BEGINNING: f32 = 60.0;
const CONTAINING: f32 = 25.0;
const CREDIT: f32 = 30.0;
/// Maximum number of words of a notice recognized without a link or a box.
const BARE: f32 = 12.0;
/// Share of links from which on a block leads elsewhere.
const LINKED: f32 = 0.25;
/// Minimum number of words of a block of running text.
const RUNNING: f32 = 5.0;

/// Removes furniture from the main content and returns the number of blocks removed. `all` are the
/// blocks of the page, which know their place better than the blocks of some finders.
pub(super) fn remove(main: &mut Vec<Block>, all: &[Block]) -> u64 {
    let mut on_page: HashMap<&str, &Block> = HashMap::new();
    for block in all {
        on_page.entry(&block.text).or_insert(block);
    }
    let known: Vec<&Block> =
        main.iter().map(|block| on_page.get(&*block.text).copied().unwrap_or(block)).collect();
    let page = Page { boxes_are_unusual: boxes_are_unusual(&known) };
    let furniture: Vec<bool> = (0..known.len())
        .map(|at| page.is_furniture(known[at], known.get(at + 1).copied()))
        .collect();
    let removed = furniture.iter().filter(|is| **is).count();
    if removed == 0 || removed == furniture.len() {
        return 0;
    }
    let mut furniture = furniture.into_iter();
    main.retain(|_| !furniture.next().unwrap_or_default());
    removed as u64
}

/// What is known of the page as a whole.
struct Page {
    /// Whether most of the main content is outside boxes, so that a box is evidence.
    boxes_are_unusual: bool,
}

fn boxes_are_unusual(blocks: &[&Block]) -> bool {
    let words = |boxed: bool| {
        let blocks = blocks.iter().filter(|block| !boxed || is_boxed(block));
        blocks.map(|block| word_count(&block.text)).sum::<f32>()
    };
    words(true) * 3.0 < words(false)
}

/// Whether a block is in a box or region beside the article, by its elements and classes.
fn is_boxed(block: &Block) -> bool {
    let region = match block.location.region {
        Some(
            Region::Menu
            | Region::Footer
            | Region::Aside
            | Region::Form
            | Region::Comments
            | Region::Hidden,
        ) => true,
        Some(Region::Header) | None => false,
    };
    region || block.location.marks & BESIDE != 0
}

impl Page {
    /// Whether `block` is furniture; `next` is the block after it.
    fn is_furniture(&self, block: &Block, next: Option<&Block>) -> bool {
        let words = word_count(&block.text);
        if words > BEGINNING {
            return false;
        }
        let lower = block.text.to_lowercase().replace('’', "'");
        let begun = Phrases { text: lower.trim().trim_start_matches(is_mark) };
        let bare = Phrases { text: begun.text.trim_end_matches(is_mark) };
        let is_confirmed = block.linked >= LINKED || self.boxes_are_unusual && is_boxed(block);
        let is_sentence = ends_as_sentence(&block.text) && !is_cut_off(&block.text);
        // Items of a list and quotations are short without being furniture.
        let is_short_by_nature = match block.kind {
            Kind::ListItem | Kind::Row | Kind::Quote | Kind::Code | Kind::Math => true,
            Kind::Heading | Kind::Paragraph | Kind::Caption => begins_as_quotation(&block.text),
        };
        let is_fragment = !is_sentence && !is_short_by_nature;
        if bare.is_label() {
            return is_confirmed || is_fragment && !self.heads_text(block, next);
        }
        if words <= LEADING && begun.is_lead() && (is_confirmed || is_fragment) {
            return true;
        }
        if begun.begins_with_notice() && (is_confirmed || is_fragment || begun.addresses_reader()) {
            return true;
        }
        if words <= CONTAINING && begun.contains_notice() {
            return is_confirmed || is_fragment && words <= BARE;
        }
        let captions = block.kind == Kind::Caption || block.location.marks & (ABOUT | FIGURE) != 0;
        words <= CREDIT && Phrases { text: lower.trim() }.is_credit() && (is_fragment || captions)
    }

    /// Whether a block is a heading with text below it.
    fn heads_text(&self, block: &Block, next: Option<&Block>) -> bool {
        block.kind == Kind::Heading
            && next.is_some_and(|next| {
                next.kind != Kind::Heading
                    && next.linked < LINKED
                    && word_count(&next.text) >= RUNNING
                    && !self.is_furniture(next, None)
            })
    }
}

/// Punctuation around a label.
fn is_mark(c: char) -> bool {
    c.is_whitespace() || ":：»›>→▶►■□◆●•|·–—-.…[]【】()（）「」<*+#▼▲↓↑⇒!?！？。\"'“”".contains(c)
}

fn begins_as_quotation(text: &str) -> bool {
    text.starts_with(['"', '“', '„', '«', '»', '‘', '「', '『', '—', '–'])
}

/// Whether a text ends with an ellipsis, which also follows labels.
fn is_cut_off(text: &str) -> bool {
    text.ends_with('…') || text.ends_with("..")
}

#[cfg(test)]
mod tests;
