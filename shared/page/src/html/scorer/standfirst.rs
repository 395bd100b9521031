use super::facts::Facts;
use super::features::Read;
use super::shape::Shape;

/// Number of words that a standfirst and the description have in common from their beginning.
const COMMON: usize = 8;
/// Share of links from which a block points to another page.
const LINK: f32 = 0.5;

/// Keeps the standfirst: the block above the text that the page declares as its description.
pub(super) fn keep(read: &Read<'_>, facts: &Facts, kept: &mut [bool]) {
    let mut description = Vec::new();
    Shape::read(&facts.description, &mut description);
    let Some(description) = description.first_chunk::<COMMON>() else { return };
    let above = read.positions.iter().take_while(|at| !kept[**at]).count();
    if above == read.positions.len() {
        return;
    }
    let is_standfirst = |at: &usize| {
        let block = read.blocks[*at];
        block.linked < LINK
            && !read.tree.elements[block.element as usize].is_unrendered
            && read.words(*at).starts_with(description)
    };
    // The one next to the text.
    if let Some(at) = (0..above).rev().find(is_standfirst) {
        kept[read.positions[at]] = true;
    }
}
