//! Rows of tables.

use std::collections::BTreeMap;

use super::items::is_marker;
use super::join::{Words, join};
use super::lines::Line;
use super::structure::Role;

/// How many rows from here on are those of a table.
pub(super) fn table(rows: &[Vec<Line>]) -> usize {
    let is_row = |row: &Vec<Line>| row.len() > 1 && !(row.len() == 2 && is_marker(&row[0].text));
    let Some(first) = rows.first().filter(|row| is_row(row)) else { return 0 };
    let columns: Vec<f64> = first.iter().map(|line| line.left).collect();
    let mut end = 1;
    let mut full = 1;
    for pair in rows.windows(2) {
        let size = pair[0][0].size;
        let near = pair[1][0].base - pair[0][0].base < size * 4.0;
        let close = pair[1][0].base - pair[0][0].base < size * 1.4;
        // The second line of a cell begins where the cell does.
        let wrapped = pair[1].len() < pair[0].len().max(2)
            && close
            && pair[1]
                .iter()
                .all(|line| columns.iter().any(|left| (left - line.left).abs() < size * 0.5));
        if near && is_row(&pair[1]) {
            full += 1;
        } else if !wrapped {
            break;
        }
        end += 1;
    }
    if full > 1 { end } else { 0 }
}

/// Whether the document says what each line is.
pub(super) fn is_tagged(row: &[Line]) -> bool {
    row.iter().all(|line| line.element.is_some())
}

/// How many rows from here on the document says to be those of tables.
pub(super) fn tagged_table(rows: &[Vec<Line>]) -> usize {
    let is_row = |line: &Line| line.element.is_some_and(|element| element.role == Role::Row);
    rows.iter().take_while(|row| row.iter().all(is_row)).count()
}

/// The cells of rows that the document tells, separated by tabs.
pub(super) fn tagged_cells(rows: &[Vec<Line>], words: &Words) -> Vec<String> {
    let mut all: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
    for line in rows.iter().flatten() {
        let Some(element) = line.element else { continue };
        let cell = all.entry(element.block).or_default().entry(element.cell).or_default();
        join(cell, &line.text, words);
    }
    let text = |cells: BTreeMap<u32, String>| cells.into_values().collect::<Vec<_>>().join("\t");
    all.into_values().map(text).collect()
}

/// Whether the cells of columns begin at the same place on the left, and not on the right.
fn are_left_aligned(rows: &[Vec<Line>], columns: usize) -> bool {
    let full: Vec<&Vec<Line>> = rows.iter().filter(|row| row.len() == columns).collect();
    let spread = |at: usize, edge: fn(&Line) -> f64| {
        let edges = full.iter().map(|row| edge(&row[at]));
        let (least, most) = edges
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), edge| {
                (least.min(edge), most.max(edge))
            });
        most - least
    };
    full.len() > 1
        && (0..columns).all(|at| {
            let size = full[0][at].size;
            spread(at, |line| line.left) < size * 0.3
        })
        && (0..columns).any(|at| spread(at, |line| line.right) > full[0][at].size * 0.3)
}

/// The column of a cell: that of the cell in a full row which begins, ends or is centred where it does.
fn column(line: &Line, full: &[Line]) -> Option<usize> {
    let apart = |cell: &Line| {
        let (begin, end) = (cell.left - line.left, cell.right - line.right);
        begin.abs().min(end.abs()).min((begin + end).abs() / 2.0)
    };
    let near = full.iter().enumerate().filter(|(_, cell)| apart(cell) < line.size * 0.5);
    near.min_by(|(_, a), (_, b)| apart(a).total_cmp(&apart(b))).map(|(at, _)| at)
}

/// How far apart two rows are at least that have all cells.
fn least_gap(rows: &[Vec<Line>], columns: usize) -> f64 {
    let pairs = rows.windows(2).filter(|pair| pair.iter().all(|row| row.len() == columns));
    pairs.map(|pair| pair[1][0].base - pair[0][0].base).fold(f64::INFINITY, f64::min)
}

/// The cells of a table's rows, separated by tabs. Lines that continue the cells above are joined with
/// them.
pub(super) fn cells(rows: &[Vec<Line>]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let left = rows.iter().flatten().map(|line| line.left).fold(f64::INFINITY, f64::min);
    let gap = least_gap(rows, columns);
    let mut done: Vec<Vec<Line>> = Vec::new();
    let mut last = f64::NEG_INFINITY;
    for row in rows {
        let step = row[0].base - std::mem::replace(&mut last, row[0].base);
        let wraps = done.last().is_some_and(|above: &Vec<Line>| {
            let size = row[0].size;
            // A row that lacks cells is as far from the row above as the others are.
            let is_row = step > gap * 0.9 && (step > size * 1.4 || row[0].left < left + size * 0.5);
            row.len() < above.len().max(2)
                && row.len() < columns
                && !is_row
                && row[0].base - above[0].base < size * 1.4 * 3.0
                && row
                    .iter()
                    .all(|line| above.iter().any(|cell| (cell.left - line.left).abs() < size * 0.5))
                && above.iter().all(|cell| row[0].base - cell.base < size * 4.0)
        });
        match done.last_mut().filter(|_| wraps) {
            Some(above) => {
                for line in row {
                    let cell = above.iter_mut().min_by(|a, b| {
                        (a.left - line.left).abs().total_cmp(&(b.left - line.left).abs())
                    });
                    if let Some(cell) = cell {
                        cell.text.push(' ');
                        cell.text.push_str(&line.text);
                    }
                }
            }
            None => done.push(row.clone()),
        }
    }
    let full = done.iter().find(|row| row.len() == columns).cloned().unwrap_or_default();
    let is_left = are_left_aligned(&done, columns);
    let text = |mut row: Vec<Line>| {
        // The first column of a table in a script from right to left is the last one.
        let turned = row.iter().filter(|line| line.is_right_to_left()).count();
        let is_right_to_left = turned * 2 > row.len()
            || turned > 0
                && row.iter().all(|line| {
                    line.is_right_to_left() || !line.text.chars().any(char::is_alphabetic)
                });
        // Programs that aren't told the direction of a document lay tables out from the left.
        if is_right_to_left && !is_left {
            row.reverse();
        }
        let turned = row.len() > 1 && row[0].left > row[1].left;
        let mut cells: Vec<String> = Vec::new();
        for line in row {
            let column = column(&line, &full);
            let place = if turned { column.map(|at| columns - 1 - at) } else { column };
            while place.is_some_and(|place| place < columns && cells.len() < place) {
                cells.push(String::new());
            }
            cells.push(line.text);
        }
        cells.join("\t")
    };
    done.into_iter().map(text).collect()
}
