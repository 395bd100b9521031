//! Rows of tables whose cells contain elements, such as a paragraph each.

use super::tree::{Element, TABLE, Tree};
use crate::block::{Block, Kind, Link, word_count};

/// Maximum number of words of a cell. Tables with longer ones may lay out the page.
const LONGEST: f32 = 40.0;

/// The kept blocks. In a table with several rows and columns and at most one block in each cell, those of
/// a row are one block, with tabs between the cells. If most cells of such a table are kept, all are.
pub(super) fn joined(all: &[Block], tree: &Tree, kept: &mut [bool]) -> Vec<Block> {
    let tables = Tables::of(all, tree, kept);
    if let Some(tables) = &tables {
        for (block, kept) in all.iter().zip(kept.iter_mut()) {
            *kept |= tables.place(block, tree).is_some();
        }
    }
    let mut blocks: Vec<Block> = Vec::with_capacity(all.len());
    let mut last: Option<Place> = None;
    for block in all.iter().zip(&*kept).filter(|(_, kept)| **kept).map(|(block, _)| block) {
        let place = tables.as_ref().and_then(|tables| tables.place(block, tree));
        match (place, last, blocks.last_mut()) {
            (Some(place), Some(last), Some(row)) if last.row == place.row => {
                add(row, block, place.before.saturating_sub(last.before));
            }
            (Some(place), ..) => {
                let mut row = Block { text: String::new(), links: Vec::new(), ..block.clone() };
                add(&mut row, block, place.before);
                blocks.push(row);
            }
            (None, ..) => blocks.push(block.clone()),
        }
        last = place;
    }
    blocks
}

/// Adds the text of a cell to a row, after `tabs` tabs.
fn add(row: &mut Block, cell: &Block, tabs: usize) {
    (0..tabs).for_each(|_| row.text.push('\t'));
    let start = row.text.len();
    row.text.push_str(&cell.text);
    row.links.extend(cell.links.iter().map(|link| Link {
        range: start + link.range.start..start + link.range.end,
        href: link.href.clone(),
    }));
}

/// The position of a cell.
#[derive(Debug, Clone, Copy)]
struct Place {
    row: u32,
    /// Number of cells before it in the row.
    before: usize,
}

/// The tables of a page whose cells are joined.
struct Tables {
    /// For each element, whether it is a row of such a table.
    rows: Vec<bool>,
    /// For each element, the innermost cell around it.
    cells: Vec<u32>,
    /// For each element, the number of elements before it in the one around it.
    places: Vec<usize>,
}

/// The content of a row that consists of several blocks.
#[derive(Debug, Clone, Copy, Default)]
struct Row {
    cells: usize,
    kept: usize,
    /// Whether it has something else than cells of one short block.
    has_others: bool,
}

/// The rows of a table.
#[derive(Debug, Clone, Copy, Default)]
struct Table {
    all: Row,
    /// Number of rows with several cells.
    several: usize,
}

impl Table {
    fn add(&mut self, row: &Row) {
        self.all.cells += row.cells;
        self.all.kept += row.kept;
        self.all.has_others |= row.has_others;
        self.several += usize::from(row.cells > 1);
    }

    fn is_joined(&self) -> bool {
        self.several > 1 && !self.all.has_others && 2 * self.all.kept > self.all.cells
    }
}

impl Tables {
    /// `None` if the page has none.
    fn of(all: &[Block], tree: &Tree, kept: &[bool]) -> Option<Self> {
        let count = tree.elements.len();
        let cells = tree.cells();
        let (mut rows, mut is_seen) = (vec![Row::default(); count], vec![false; count]);
        for (block, kept) in all.iter().zip(kept) {
            let cell = cells[block.element as usize];
            let Some(row) = tree.row(cell) else { continue };
            let is_cell = block.kind == Kind::Row
                && !block.text.contains(['\t', '\n'])
                && word_count(&block.text) <= LONGEST
                && !is_seen[cell as usize];
            is_seen[cell as usize] = true;
            let row = &mut rows[row as usize];
            row.cells += 1;
            row.kept += usize::from(*kept);
            row.has_others |= !is_cell;
        }
        let table = |row: usize| {
            let around = tree.outwards(row as u32);
            around.map(|at| at as usize).find(|at| tree.elements[*at].flags & TABLE != 0)
        };
        let mut tables = vec![Table::default(); count];
        for (at, row) in rows.iter().enumerate().filter(|(_, row)| row.cells > 0) {
            if let Some(table) = table(at) {
                tables[table].add(row);
            }
        }
        let is_joined = |at: usize| table(at).is_some_and(|table| tables[table].is_joined());
        let rows: Vec<bool> = (0..count).map(|at| rows[at].cells > 0 && is_joined(at)).collect();
        rows.contains(&true).then(|| Self { rows, cells, places: places(tree) })
    }

    /// The place of a block that is a cell of such a table.
    fn place(&self, block: &Block, tree: &Tree) -> Option<Place> {
        let cell = self.cells[block.element as usize];
        let row = tree.row(cell).filter(|row| self.rows[*row as usize])?;
        Some(Place { row, before: self.places[cell as usize] })
    }
}

fn places(tree: &Tree) -> Vec<usize> {
    let mut inside = vec![0; tree.elements.len()];
    let mut place = |element: &Element| {
        let inside: &mut usize = &mut inside[element.parent as usize];
        *inside += 1;
        *inside - 1
    };
    tree.elements.iter().map(&mut place).collect()
}
