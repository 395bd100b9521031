//! Breadcrumb trails: the position of a page on its site, as links with arrows between them.

use crate::block::{Block, word_count};

/// Maximum number of words of a link, and of all text outside of links.
const LINK: f32 = 6.0;
const TEXT: f32 = 12.0;
/// Minimum number of words of a paragraph, above which a trail stands.
const PARAGRAPH: f32 = 12.0;

/// Drops trails above the first paragraph.
pub(super) fn drop_above(all: &[Block], kept: &mut [bool]) {
    for (block, kept) in all.iter().zip(kept) {
        if *kept && is_trail(block) {
            *kept = false;
        } else if *kept && word_count(&block.text) >= PARAGRAPH {
            break;
        }
    }
}

/// Whether a block consists of links with arrows after each of them, such as `Home » News » The ferry`.
fn is_trail(block: &Block) -> bool {
    let (Some(first), Some(last)) = (block.links.first(), block.links.last()) else {
        return false;
    };
    let piece = |from: usize, to: usize| block.text.get(from..to).unwrap_or_default().trim();
    let between = block.links.windows(2).map(|pair| piece(pair[0].range.end, pair[1].range.start));
    let after = piece(last.range.end, block.text.len());
    let outside = word_count(piece(0, first.range.start)) + word_count(after);
    let is_short =
        |link: &crate::block::Link| word_count(piece(link.range.start, link.range.end)) <= LINK;
    let arrow = |text: &str| text.starts_with(ARROWS);
    (block.links.len() > 1 || arrow(after))
        && between.into_iter().all(|text| text.chars().count() == 1 && arrow(text))
        && (after.is_empty() || arrow(after))
        && outside <= TEXT
        && block.links.iter().all(is_short)
}

const ARROWS: [char; 7] = ['»', '›', '>', '→', '▸', '▶', '/'];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::Link;

    /// A paragraph whose links are marked with brackets.
    fn paragraph(marked: &str) -> Block {
        let (mut text, mut links) = (String::new(), Vec::new());
        for part in marked.split('[') {
            let (link, rest) = part.split_once(']').unwrap_or(("", part));
            let start = text.len();
            text += link;
            if !link.is_empty() {
                links.push(Link { range: start..text.len(), href: "/".to_owned() });
            }
            text += rest;
        }
        Block { links, ..Block::paragraph(text) }
    }

    #[test]
    fn trails_are_links_with_arrows() {
        let cases = [
            ("[Home] » [News] » The ferry", true),
            ("You are here: [Home] / [News]", true),
            ("Sie sind hier: [Start] › Die Fähre", true),
            ("[Home], [News]", false),
            ("[The ferry] sails again.", false),
            ("[The ferry] and [the bridge]", false),
            ("See [here]", false),
            ("No links > at all", false),
        ];
        for (text, expected) in cases {
            assert_eq!(is_trail(&paragraph(text)), expected, "{text}");
        }
    }

    #[test]
    fn only_trails_above_the_text_are_dropped() {
        let long =
            "The ferry sails again from the old quay, ten years after the last one sank there.";
        let blocks = ["[Home] » The ferry", long, "[Settings] > [Routes]"].map(paragraph);
        let mut kept = [true; 3];
        drop_above(&blocks, &mut kept);
        assert_eq!(kept, [false, true, true]);
    }
}
