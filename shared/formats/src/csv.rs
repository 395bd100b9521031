//! Comma-separated values as one table.

use csv::ReaderBuilder;
use page::charset::{Hints, decode};

use crate::Reading;
use crate::html::{Html, escaped};

/// The maximum number of cells. Further rows are left out, with a warning.
pub(crate) const CELLS: usize = 100_000;
/// Maximum number of empty cells before others. They take no space in a sheet, but they do in a table.
pub(crate) const EMPTY: usize = 10 * CELLS;

/// Reads a table of values.
pub(crate) fn read(document: &[u8]) -> Reading {
    let decoded = decode(document, &Hints::labelled(Some("text/csv")));
    let (separator, text) = separator(&decoded.text);
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut html = Html::default();
    let mut warnings = Vec::new();
    let (mut rows, mut cells, mut left_out) = (Vec::new(), 0, 0_usize);
    // The text is UTF-8, and rows may have any length, so there are no other errors.
    for record in reader.records().map_while(Result::ok) {
        cells += record.len();
        match cells <= CELLS {
            true => rows.push(record.iter().map(escaped).collect()),
            false => left_out += 1,
        }
    }
    if left_out > 0 {
        warnings.push(format!(
            "the table has more than {CELLS} cells: {left_out} row(s) were left out"
        ));
    }
    html.table(&rows);
    Reading { html: html.finish(), charset: Some(decoded.charset), warnings, ..Reading::default() }
}

/// The separator, and the text without the first line if that declares it, as in Excel: `sep=;`.
fn separator(text: &str) -> (u8, &str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    match first.trim_end().strip_prefix("sep=").map(str::as_bytes) {
        Some([separator]) => (*separator, rest),
        _ => (delimiter(text), text),
    }
}

/// The separator: the candidate that occurs most often in the first line.
fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default().as_bytes();
    let count = |byte: u8| first.iter().filter(|one| **one == byte).count();
    *b"|\t;,".iter().max_by_key(|byte| count(**byte)).expect("there are candidates")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_usual_separator_is_found() {
        for text in ["a,b\n1,\"x, y\"", "a;b\n1;x, y", "a\tb\n1\tx, y", "sep=;\r\na;b\r\n1;x, y"] {
            let html = read(text.as_bytes()).html;
            assert!(html.starts_with("<table><tr><td>a</td>\n<td>b</td>"), "{html}");
            assert!(html.contains("<td>x, y</td>"), "{html}");
        }
    }
}
