use unicode_width::UnicodeWidthStr;

use crate::wrap::wrap;

/// Rows under a header. If the screen is too narrow, each row becomes a block of `name value` lines.
pub(crate) struct Table {
    columns: Vec<(&'static str, Align)>,
    rows: Vec<Vec<String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// Between two columns.
const GAP: usize = 2;

impl Table {
    pub(crate) fn new(columns: &[(&'static str, Align)]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new() }
    }

    /// Adds a row with a cell for each column.
    pub(crate) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// The number of rows.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The lines, each at most `width` columns wide, unless a single word is wider than the screen.
    pub(crate) fn lines(&self, width: usize) -> Vec<String> {
        let widths: Vec<usize> = (0..self.columns.len()).map(|column| self.width(column)).collect();
        let total = widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
        if total > width {
            return self.blocks(width);
        }
        let header: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        let rows = self.rows.iter().map(|row| row.iter().map(String::as_str).collect());
        [header].into_iter().chain(rows).map(|row| self.line(&row, &widths)).collect()
    }

    fn width(&self, column: usize) -> usize {
        let cells = self.rows.iter().map(|row| row[column].width());
        cells.chain([self.columns[column].0.width()]).max().unwrap_or(0)
    }

    fn line(&self, cells: &[&str], widths: &[usize]) -> String {
        let mut line = String::new();
        for ((cell, width), (_, align)) in cells.iter().zip(widths).zip(&self.columns) {
            let padding = " ".repeat(width.saturating_sub(cell.width()));
            let (before, after) = match align {
                Align::Left => ("", padding.as_str()),
                Align::Right => (padding.as_str(), ""),
            };
            line += &format!("{before}{cell}{after}{:GAP$}", "");
        }
        line.truncate(line.trim_end().len());
        line
    }

    fn blocks(&self, width: usize) -> Vec<String> {
        let label = self.columns.iter().skip(1).map(|(name, _)| name.width()).max().unwrap_or(0);
        let mut lines = Vec::new();
        for row in &self.rows {
            let named = row.iter().zip(&self.columns);
            for (number, (cell, (name, _))) in named.enumerate() {
                if number == 0 {
                    lines.extend(wrap(cell, width));
                    continue;
                }
                let free = width.saturating_sub(label + 2 + GAP).max(1);
                for (part, text) in wrap(cell, free).iter().enumerate() {
                    let name = if part == 0 { name } else { "" };
                    lines.push(format!("  {name:label$}{:GAP$}{text}", ""));
                }
            }
        }
        lines
    }
}

/// A sentence on lines of at most `width` columns, the second and later ones indented.
pub(crate) fn hanging(text: &str, width: usize) -> String {
    wrap(text, width.saturating_sub(2).max(1)).join("\n  ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let columns = [("stage", Align::Left), ("waiting", Align::Right), ("oldest", Align::Right)];
        let mut table = Table::new(&columns);
        table.row(vec!["language-detection".into(), "12".into(), "3m".into()]);
        table.row(vec!["潮水".into(), "0".into(), String::new()]);
        table
    }

    #[test]
    fn columns_are_as_wide_as_their_cells() {
        let lines = table().lines(80);
        assert_eq!(lines[0], "stage               waiting  oldest");
        assert_eq!(lines[1], "language-detection       12      3m");
        assert_eq!(lines[2], "潮水                      0");
    }

    #[test]
    fn a_narrow_screen_gets_blocks() {
        let lines = table().lines(24);
        assert_eq!(lines[..3], ["language-detection", "  waiting  12", "  oldest   3m"]);
        assert!(lines.iter().all(|line| line.width() <= 24), "{lines:#?}");
    }
}
