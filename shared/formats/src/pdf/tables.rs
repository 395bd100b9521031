//! Rows of tables.

use super::items::is_marker;
use super::lines::Line;

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

/// The cells of a table's rows, separated by tabs. Lines that continue the cells above are joined with
/// them.
pub(super) fn cells(rows: &[Vec<Line>]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let mut done: Vec<Vec<Line>> = Vec::new();
    for row in rows {
        let wraps = done.last().is_some_and(|above: &Vec<Line>| {
            let size = row[0].size;
            row.len() < above.len().max(2)
                && row.len() < columns
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
    let text = |mut row: Vec<Line>| {
        // The first column of a table in a script from right to left is the last one.
        let turned = row.iter().filter(|line| line.is_right_to_left()).count();
        if turned * 2 > row.len()
            || turned > 0
                && row.iter().all(|line| {
                    line.is_right_to_left() || !line.text.chars().any(char::is_alphabetic)
                })
        {
            row.reverse();
        }
        row.into_iter().map(|line| line.text).collect::<Vec<_>>().join("\t")
    };
    done.into_iter().map(text).collect()
}
