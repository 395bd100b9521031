//! Excel workbooks (ECMA-376, SpreadsheetML).

use std::io::Cursor;

use article::Source;
use calamine::{Data, Reader, Xlsx};

use crate::archive::Archive;
use crate::csv::CELLS;
use crate::error::Defect;
use crate::html::{Html, escaped};
use crate::properties::Properties;
use crate::relations::Relations;
use crate::{FormatError, Reading};

/// Reads a workbook: each sheet is a heading with its name, and a table.
pub(crate) fn read(document: &[u8], progress: &mut dyn FnMut()) -> Result<Reading, FormatError> {
    let mut archive = Archive::open(document)?;
    let broken = |_| FormatError::Damaged(Defect::Sheets);
    let mut workbook = Xlsx::new(Cursor::new(document)).map_err(broken)?;
    let mut html = Html::default();
    let (mut cells, mut left_out) = (0, 0_usize);
    for name in workbook.sheet_names() {
        progress();
        // A chart has no cells.
        let Ok(range) = workbook.worksheet_range(&name) else { continue };
        if range.is_empty() {
            continue;
        }
        html.heading(2, &escaped(&name));
        html.raw("<table>");
        for row in range.rows() {
            let row: Vec<String> = row.iter().map(|cell| escaped(&shown(cell))).collect();
            cells += row.iter().filter(|cell| !cell.is_empty()).count();
            if cells <= CELLS {
                html.row(&row);
            } else {
                left_out += 1;
            }
        }
        html.raw("</table>\n");
    }
    let mut reading = Reading { html: html.finish(), ..Reading::default() };
    if left_out > 0 {
        reading.warnings.push(format!(
            "the workbook has more than {CELLS} cells: {left_out} row(s) were left out"
        ));
    }
    let package = Relations::of("", &mut archive)?;
    if let Some(name) = package.first("core-properties")
        && let Some(xml) = archive.text(name)?
    {
        Properties::of_xml(&xml)?.declare(&mut reading, Source::Properties);
    }
    Ok(reading)
}

/// A cell as text. A date is written as in ISO 8601.
fn shown(cell: &Data) -> String {
    match cell {
        Data::DateTime(value) if value.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
            match (hour, minute, second) {
                (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
            }
        }
        Data::Error(_) => String::new(),
        Data::Int(_)
        | Data::Float(_)
        | Data::String(_)
        | Data::Bool(_)
        | Data::DateTime(_)
        | Data::DateTimeIso(_)
        | Data::DurationIso(_)
        | Data::Empty => cell.to_string(),
    }
}
