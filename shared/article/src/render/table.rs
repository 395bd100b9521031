use super::escape::{Place, push_parts};
use super::pieces::Piece;

/// Writes rows as a table (GitHub Flavored Markdown, section 4.10). The first is the header: a table
/// can't do without one.
pub(super) fn push_table(out: &mut String, rows: &[Piece<'_>]) {
    let rows: Vec<_> = rows.iter().map(Piece::cells).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    for (at, row) in rows.iter().enumerate() {
        out.push('|');
        for column in 0..columns {
            out.push(' ');
            if let Some(cell) = row.get(column) {
                push_parts(out, cell, Place::Cell);
            }
            out.push_str(" |");
        }
        out.push('\n');
        if at == 0 {
            out.push('|');
            out.push_str(&" --- |".repeat(columns));
            out.push('\n');
        }
    }
}
