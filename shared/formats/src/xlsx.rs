//! Excel workbooks (ECMA-376, SpreadsheetML).

use std::collections::BTreeMap;
use std::io::Cursor;

use article::Source;
use calamine::{Cell, Data, DataRef, Reader, Xlsx, XlsxError};

use crate::archive::Archive;
use crate::csv::{CELLS, EMPTY};
use crate::error::{Bound, Defect};
use crate::html::{Html, escaped};
use crate::properties::Properties;
use crate::reading::LONGEST;
use crate::relations::Relations;
use crate::{FormatError, Reading};

/// Progress is reported after this many cells.
const PROGRESS: usize = 10_000;

/// Reads a workbook: each sheet is a heading with its name, and a table.
pub(crate) fn read(document: &[u8], progress: &mut dyn FnMut()) -> Result<Reading, FormatError> {
    let mut archive = Archive::open(document)?;
    let broken = |_| FormatError::Damaged(Defect::Sheets);
    let mut workbook = Xlsx::new(Cursor::new(document)).map_err(broken)?;
    let mut html = Html::default();
    let mut budget = Budget { cells: CELLS, empty: EMPTY, bytes: LONGEST };
    let (mut damaged, mut is_full) = (0_usize, false);
    for name in workbook.sheet_names() {
        if is_full {
            break;
        }
        let sheet = match workbook.worksheet_cells_reader(&name) {
            // A chart has no cells.
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(_) => {
                damaged += 1;
                continue;
            }
            Ok(mut cells) => {
                let shown =
                    |cell: Cell<DataRef<'_>>| (cell.get_position(), shown(cell.get_value()));
                sheet(|| Ok(cells.next_cell()?.map(shown)), &mut budget, progress)?
            }
        };
        damaged += usize::from(sheet.is_damaged);
        is_full = sheet.is_cut;
        if !sheet.rows.is_empty() {
            html.heading(2, &escaped(&name));
            html.table(&sheet.rows);
        }
    }
    if damaged > 0 && html.len() == 0 {
        return Err(FormatError::Damaged(Defect::Sheets));
    }
    let mut reading = Reading { html: html.finish(), ..Reading::default() };
    if damaged > 0 {
        reading.warnings.push(format!("{damaged} sheet(s) of the workbook are damaged"));
    }
    if is_full {
        reading
            .warnings
            .push(format!("the workbook has more than {CELLS} cells: the others were left out"));
    }
    let package = Relations::of("", &mut archive)?;
    if let Some(name) = package.first("core-properties")
        && let Some(xml) = archive.text(name)?
    {
        Properties::of_xml(&xml)?.declare(&mut reading, Source::Properties);
    }
    Ok(reading)
}

/// The remaining capacity of the sheets.
struct Budget {
    cells: usize,
    /// Empty cells before others.
    empty: usize,
    bytes: usize,
}

/// The content of a sheet.
#[derive(Debug, Default)]
struct Sheet {
    /// Cells are HTML.
    rows: Vec<Vec<String>>,
    /// It breaks off.
    is_damaged: bool,
    /// It was cut because of the limit.
    is_cut: bool,
}

/// Reads the cells of a sheet one by one, because its dimensions don't show how many there are.
fn sheet(
    mut next: impl FnMut() -> Result<Option<((u32, u32), String)>, XlsxError>,
    budget: &mut Budget,
    progress: &mut dyn FnMut(),
) -> Result<Sheet, FormatError> {
    let mut sheet = Sheet::default();
    let mut rows: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
    for number in 0_usize.. {
        if number.is_multiple_of(PROGRESS) {
            progress();
        }
        let ((row, column), text) = match next() {
            Ok(Some(cell)) => cell,
            Ok(None) => break,
            Err(_) => {
                sheet.is_damaged = true;
                break;
            }
        };
        if text.is_empty() {
            continue;
        }
        if budget.cells == 0 {
            sheet.is_cut = true;
            break;
        }
        budget.cells -= 1;
        // Many cells can be the same long string of the workbook.
        let text = escaped(&text);
        let left = budget.bytes.checked_sub(text.len());
        budget.bytes = left.ok_or(FormatError::TooMuch(Bound::Html))?;
        rows.entry(row).or_default().insert(column, text);
    }
    let first = rows.values().filter_map(|row| row.keys().next()).min().copied().unwrap_or(0);
    for cells in rows.into_values() {
        let width = cells.keys().next_back().map_or(0, |last| (last - first) as usize + 1);
        let Some(empty) = budget.empty.checked_sub(width - cells.len()) else {
            sheet.is_cut = true;
            break;
        };
        budget.empty = empty;
        let mut row = vec![String::new(); width];
        for (column, text) in cells {
            row[(column - first) as usize] = text;
        }
        sheet.rows.push(row);
    }
    Ok(sheet)
}

/// A cell as text. Dates and times are written as in ISO 8601.
fn shown(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::DateTime(value) if value.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
            match (hour, minute, second) {
                // A time without a date.
                _ if value.as_f64() < 1.0 => format!("{hour:02}:{minute:02}:{second:02}"),
                (0, 0, 0) => format!("{year:04}-{month:02}-{day:02}"),
                _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"),
            }
        }
        DataRef::Error(_) => String::new(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(_)
        | DataRef::Float(_)
        | DataRef::String(_)
        | DataRef::Bool(_)
        | DataRef::DateTime(_)
        | DataRef::DateTimeIso(_)
        | DataRef::DurationIso(_)
        | DataRef::Empty => Data::from(cell.clone()).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_cells(cells: Vec<Option<(u32, u32)>>, budget: &mut Budget) -> Sheet {
        let mut cells = cells.into_iter();
        let next = || match cells.next() {
            Some(Some(place)) => Ok(Some((place, "a".to_owned()))),
            Some(None) => Err(XlsxError::XmlEof("c")),
            None => Ok(None),
        };
        sheet(next, budget, &mut || ()).unwrap()
    }

    #[test]
    fn cells_far_apart_need_no_room_and_a_sheet_that_breaks_off_keeps_its_rows() {
        let mut budget = Budget { cells: 4, empty: 3, bytes: 100 };
        let far = read_cells(vec![Some((0, 9)), Some((1_048_575, 9))], &mut budget);
        assert_eq!(far.rows, [["a"], ["a"]]);
        let damaged = read_cells(vec![Some((0, 0)), None], &mut budget);
        assert_eq!(damaged.rows, [["a"]]);
        assert!(damaged.is_damaged && !damaged.is_cut, "{damaged:?}");
        let wide = read_cells(vec![Some((0, 0)), Some((1, 16_383))], &mut budget);
        assert!(wide.is_cut, "{wide:?}");
    }

    #[test]
    fn one_string_in_all_cells_is_bounded() {
        let mut budget = Budget { cells: CELLS, empty: EMPTY, bytes: 100 };
        let mut row = 0;
        let next = || {
            row += 1;
            Ok(Some(((row, 0), "a".repeat(30))))
        };
        let read = sheet(next, &mut budget, &mut || ());
        assert_eq!(read.unwrap_err(), FormatError::TooMuch(Bound::Html));
    }
}
