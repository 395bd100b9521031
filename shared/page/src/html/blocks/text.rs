//! From the raw text of a block to clean text.

use crate::plain::unwrapped;
use text::characters::{clean, collapse};

/// Line separator, for `<br>`. Line feeds of the source are only white space.
pub(super) const BREAK: char = '\u{2028}';
/// Unit separator, between the cells of a row.
pub(super) const CELL: char = '\u{1f}';

/// Cleans the text of a block: a row of tab-separated cells, or lines that end at `<br>`. Lines that
/// are wrapped to a width become one.
pub(super) fn prose(text: &str) -> String {
    if !text.contains([BREAK, CELL]) {
        return collapse(&clean(text));
    }
    let cells = text.split(CELL).map(|cell| {
        let lines = cell.split(BREAK).map(|line| collapse(&clean(line)));
        let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
        if lines.len() > 1 { unwrapped(&lines) } else { lines.concat() }
    });
    let cells: Vec<String> = cells.collect();
    cells.join("\t").trim_end().to_owned()
}

/// Cleans preformatted text: keeps its lines and their indentation. Removes blank lines, which
/// separate blocks.
pub(super) fn code(text: &str) -> String {
    let text = clean(&text.replace(CELL, " "));
    let lines = text.lines().map(|line| line.trim_end().replace('\t', "    "));
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// Cleans lines of code that end at breaks. White space of the source is insignificant, except for
/// no-break spaces used as indentation.
pub(super) fn listing(text: &str) -> String {
    let mut lines = String::with_capacity(text.len());
    for line in text.split(BREAK) {
        let line = line.trim_matches(|c: char| c.is_ascii_whitespace());
        let mut words = line.split(|c: char| c.is_ascii_whitespace()).filter(|w| !w.is_empty());
        lines.push_str(words.next().unwrap_or_default());
        words.for_each(|word| {
            lines.push(' ');
            lines.push_str(word);
        });
        lines.push('\n');
    }
    code(&lines)
}

/// Whether cleaning keeps a character. It removes or replaces all others.
pub(super) fn is_visible(c: char) -> bool {
    !(c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
        || matches!(c, '\u{fdd0}'..='\u{fdef}' | '\u{fffe}' | '\u{ffff}'))
}
