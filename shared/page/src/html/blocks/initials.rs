//! Drop capitals in an element of their own: `<div>O</div><p>nce upon a time …</p>`.

use text::script::is_unspaced;

use crate::block::{Block, Kind, word_count};

/// Minimum number of words of the paragraph. Entries of a glossary are shorter.
const SHORTEST: f32 = 5.0;
/// Maximum number of drop capitals, so that the search for words stays short.
const MOST: usize = 8;

/// Joins drop capitals with the paragraphs that they belong to.
pub(super) fn join(blocks: &mut Vec<Block>) {
    let places: Vec<usize> =
        (1..blocks.len()).filter(|at| is_pair(&blocks[*at - 1], &blocks[*at])).take(MOST).collect();
    for at in places.into_iter().rev() {
        let is_word = stands_alone(&blocks[at].text, blocks, at);
        let mut initial = blocks.remove(at - 1).text;
        initial.push_str(if is_word { " " } else { "" });
        blocks[at - 1].prepend(&initial);
    }
}

/// A letter that an image shows: its text, if the text after it goes on in lower case.
pub(super) fn of_image(alt: Option<&str>) -> Option<char> {
    let mut characters = alt?.trim().chars();
    characters.next().filter(|first| first.is_uppercase() && characters.next().is_none())
}

/// Whether a block whose text so far is this begins here. White space of many images isn't searched.
pub(super) fn is_beginning(text: &str) -> bool {
    text.len() <= 64 && text.trim().is_empty()
}

fn is_pair(initial: &Block, paragraph: &Block) -> bool {
    let is_paragraph = |block: &Block| block.kind == Kind::Paragraph;
    let letter = of_image(Some(&initial.text));
    let next = paragraph.text.chars().next();
    is_paragraph(initial)
        && is_paragraph(paragraph)
        && letter.is_some_and(|letter| !is_unspaced(letter))
        && next.is_some_and(char::is_lowercase)
        && word_count(&paragraph.text) >= SHORTEST
}

/// Whether the first word of a paragraph is one without the initial, too: "A man" isn't "Aman". It is
/// if it is elsewhere on the page.
fn stands_alone(text: &str, blocks: &[Block], at: usize) -> bool {
    let Some(first) = words(text).next() else { return false };
    let rest = &text[first.len()..];
    let other = |(place, block): (usize, &Block)| {
        let text = if place == at { rest } else { &block.text };
        text.contains(first) && words(text).any(|word| word == first)
    };
    blocks.iter().enumerate().any(other)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
}
