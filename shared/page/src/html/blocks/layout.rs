use crate::block::{Block, Kind};
use crate::html::tree::{Tag, Tree};

/// Makes paragraphs of the rows that share a cell: the table lays out the page. The rows of a table with
/// several columns inside that cell stay rows.
pub(super) fn mark_paragraphs(blocks: &mut [Block], tree: &Tree) {
    let cells = tree.cells();
    let with_columns = tables_with_columns(blocks, tree);
    let cell = |block: &Block| {
        let has_columns = table(block, tree).is_some_and(|table| with_columns[table]);
        let is_part = block.kind == Kind::Row && !has_columns;
        let cell = cells[block.element as usize] as usize;
        (is_part && cell > 0).then_some(cell)
    };
    let mut counts = vec![0_u32; tree.elements.len()];
    blocks.iter().filter_map(cell).for_each(|cell| counts[cell] += 1);
    for block in blocks {
        if cell(block).is_some_and(|cell| counts[cell] > 1) {
            block.kind = Kind::Paragraph;
        }
    }
}

/// For each element, whether it is a table, or a part of one, in which a row has several cells.
fn tables_with_columns(blocks: &[Block], tree: &Tree) -> Vec<bool> {
    let mut tables = vec![false; tree.elements.len()];
    for block in blocks.iter().filter(|block| block.text.contains('\t')) {
        if let Some(table) = table(block, tree) {
            tables[table] = true;
        }
    }
    tables
}

/// The element around a complete row. A part of a row ends inside one of its cells.
fn table(block: &Block, tree: &Tree) -> Option<usize> {
    let element = &tree.elements[block.element as usize];
    (block.kind == Kind::Row && element.tag == Tag::TR).then_some(element.parent as usize)
}
