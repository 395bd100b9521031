use crate::block::{Block, Kind};
use crate::html::tree::{Tag, Tree};

/// Makes paragraphs of the rows that share a cell: the table lays out the page.
pub(super) fn mark_paragraphs(blocks: &mut [Block], tree: &Tree) {
    // The innermost cell around each element. Elements stand after those around them.
    let mut cells = vec![0_u32; tree.elements.len()];
    for (at, element) in tree.elements.iter().enumerate().skip(1) {
        let is_cell = matches!(element.tag, Tag::TD | Tag::TH);
        cells[at] = if is_cell { at as u32 } else { cells[element.parent as usize] };
    }
    let mut counts = vec![0_u32; tree.elements.len()];
    let cell = |block: &Block| {
        let cell = cells[block.element as usize] as usize;
        (block.kind == Kind::Row && cell > 0).then_some(cell)
    };
    blocks.iter().filter_map(cell).for_each(|cell| counts[cell] += 1);
    for block in blocks {
        if cell(block).is_some_and(|cell| counts[cell] > 1) {
            block.kind = Kind::Paragraph;
        }
    }
}
