//! Short blocks that belong to their neighbours: a heading and an announcement to what follows them, an
//! answer to its question, a stanza to its poem, a sentence of a few letters to the paragraphs around it.

use crate::block::{Block, Kind, word_count};
use crate::html::tree::Tree;
use text::sentences::ends_as_sentence;

/// Share of links from which a block is judged by itself.
const LINK: f32 = 0.5;
/// Maximum number of words of a question and of an answer.
const QUESTION: f32 = 20.0;
const ANSWER: f32 = 12.0;
/// Maximum number of characters of a very short sentence.
const SHORT: usize = 20;

/// Keeps the heading of a kept section, the announcement of a kept list, a short answer to a kept
/// question, a stanza between two kept ones, and a very short sentence between kept paragraphs.
pub(super) fn complete(all: &[Block], tree: &Tree, kept: &mut [bool]) {
    let first = kept.iter().position(|kept| *kept).unwrap_or_default();
    // A text may begin with the heading of a section, right below the title.
    let is_titled = first >= 2 && all[first - 2].kind == Kind::Heading && all[first - 2].level == 1;
    let from = if is_titled { first - 1 } else { first + 1 };
    for at in (from..all.len().saturating_sub(1)).rev() {
        let (block, next) = (&all[at], &all[at + 1]);
        let is_section = block.kind == Kind::Heading && block.level > 1 && block.linked < LINK;
        if (is_section || announces(block, next)) && kept[at + 1] && are_near(block, next, tree) {
            kept[at] = true;
        }
    }
    for at in 1..all.len().saturating_sub(1) {
        let (before, block, after) = (&all[at - 1], &all[at], &all[at + 1]);
        if kept[at - 1] && kept[at + 1] && [before, block, after].into_iter().all(has_lines) {
            kept[at] |= are_near(before, block, tree) && are_near(block, after, tree);
        }
    }
    for at in 1..all.len() {
        let (question, block) = (&all[at - 1], &all[at]);
        if !kept[at] && kept[at - 1] && is_question(question) && are_near(question, block, tree) {
            kept[at] = block.kind != Kind::Heading
                && block.linked < LINK
                && word_count(&block.text) <= ANSWER;
        }
    }
    for at in 1..all.len().saturating_sub(1) {
        let is_like = |other: &Block| are_alike(&all[at], other, tree);
        let is_between = kept[at - 1] && kept[at + 1] && is_short_sentence(&all[at]);
        kept[at] |= is_between && is_like(&all[at - 1]) && is_like(&all[at + 1]);
    }
}

/// Whether a paragraph ends in a colon, and an item or another line that is not a sentence follows.
pub(super) fn announces(block: &Block, next: &Block) -> bool {
    let is_entry = next.kind == Kind::ListItem
        || next.kind == Kind::Paragraph && !ends_as_sentence(&next.text);
    block.kind == Kind::Paragraph
        && block.links.is_empty()
        && block.text.ends_with([':', '：'])
        && is_entry
}

/// Whether a paragraph is a sentence like `It held.` The scorer knows too little about so few words.
fn is_short_sentence(block: &Block) -> bool {
    block.kind == Kind::Paragraph
        && block.links.is_empty()
        && block.text.chars().count() <= SHORT
        && ends_as_sentence(&block.text)
}

/// Whether two blocks are of the same kind, in elements of the same form beside one another.
pub(super) fn are_alike(one: &Block, other: &Block, tree: &Tree) -> bool {
    let form = |block: &Block| {
        let element = &tree.elements[block.element as usize];
        (block.kind, element.parent, element.tag, element.look)
    };
    form(one) == form(other)
}

fn has_lines(block: &Block) -> bool {
    block.kind == Kind::Paragraph && block.linked == 0.0 && block.text.contains('\n')
}

fn is_question(block: &Block) -> bool {
    block.text.ends_with(['?', '？', '؟']) && word_count(&block.text) <= QUESTION
}

/// Whether two blocks are in the same element, or in neighbouring ones.
pub(super) fn are_near(one: &Block, other: &Block, tree: &Tree) -> bool {
    let around = |block: &Block| {
        let parent = tree.elements[block.element as usize].parent;
        [block.element, parent, tree.elements[parent as usize].parent]
    };
    let others = around(other);
    around(one).iter().any(|element| others.contains(element))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is kept of blocks directly in the body: `+` are kept already, `#` are headings.
    fn kept(blocks: &[&str]) -> Vec<bool> {
        let all: Vec<Block> = blocks
            .iter()
            .map(|text| {
                let text = text.trim_start_matches('+');
                let level = text.chars().take_while(|c| *c == '#').count() as u8;
                let kind = if level > 0 { Kind::Heading } else { Kind::Paragraph };
                Block { kind, level, ..Block::paragraph(text.trim_start_matches('#').to_owned()) }
            })
            .collect();
        let mut kept: Vec<bool> = blocks.iter().map(|text| text.starts_with('+')).collect();
        complete(&all, &Tree::default(), &mut kept);
        kept
    }

    #[test]
    fn short_blocks_stay_with_their_neighbours() {
        let cases: [(&[&str], &[bool]); 13] = [
            (&["+Text.", "##Costs", "+Text."], &[true, true, true]),
            (&["#Title", "##Costs", "+Text."], &[false, true, true]),
            (&["##Menu", "+Text.", "##More"], &[false, true, false]),
            (&["+Text.", "##Costs", "Text."], &[true, false, false]),
            (&["+Text.", "It holds:", "+two lamps"], &[true, true, true]),
            (&["+Text.", "See also:", "+Text."], &[true, false, true]),
            (&["+Is it free?", "No.", "Share"], &[true, true, false]),
            (&["Helpful?", "Yes"], &[false, false]),
            (&["+One\ntwo", "three\nfour", "+One\ntwo"], &[true, true, true]),
            (&["+One thing.", "It held.", "+Another."], &[true, true, true]),
            (&["+One thing.", "Advertisement", "+Another."], &[true, false, true]),
            (&["+One thing.", "It held.", "+##Another"], &[true, false, true]),
            (&["+One.", "three\nfour", "+Two."], &[true, false, true]),
        ];
        for (blocks, expected) in cases {
            assert_eq!(kept(blocks), expected, "{blocks:?}");
        }
    }
}
