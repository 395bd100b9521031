//! Lines about source, rights and registration after an article.

mod words;

use text::cut;
use unicode_width::UnicodeWidthStr;

use crate::block::Block;

/// Maximum number of bytes of such lines that a record keeps.
const KEPT_BYTES: usize = 4096;
/// Number of lines at the end that may be such lines.
const LAST: usize = 40;
/// Maximum length of a line in characters.
const LONGEST: usize = 600;
/// Maximum length in characters of a line that is recognized by words inside it.
const LONGEST_INSIDE: usize = 240;
/// Maximum width in columns of a line between two such lines that is removed with them.
const BETWEEN: usize = 40;

/// Removes and returns the trailing lines about source and rights. Never removes all paragraphs.
pub(crate) fn split_off(blocks: &mut Vec<Block>) -> Vec<String> {
    let mut first = blocks.len();
    for at in (1..blocks.len()).rev().take(LAST) {
        if is_footer(&blocks[at].text) {
            first = at;
        } else if first == blocks.len() || !is_scrap(&blocks[at].text) {
            break;
        }
    }
    keep(blocks.split_off(first).into_iter().map(|block| block.text).collect())
}

/// All lines about source and rights among `lines`.
pub(crate) fn among<'a>(lines: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    keep(lines.into_iter().filter(|line| is_footer(line)).map(str::to_owned).collect())
}

/// Removes duplicates, and lines beyond the limit of a record.
pub(crate) fn keep(lines: Vec<String>) -> Vec<String> {
    let mut budget = KEPT_BYTES;
    let mut kept: Vec<String> = Vec::new();
    for line in lines {
        let line = cut(&line, budget);
        if line.is_empty() {
            break;
        }
        if !kept.iter().any(|known| known == line) {
            budget -= line.len();
            kept.push(line.to_owned());
        }
    }
    kept
}

/// Whether a line is a menu item, a counter or the like, as found between the lines of a footer.
fn is_scrap(line: &str) -> bool {
    line.width() <= BETWEEN && !line.ends_with(['.', '。', '!', '！', '?', '？'])
}

fn is_footer(line: &str) -> bool {
    // A character takes at most four bytes, so this only saves counting.
    if line.len() > 4 * LONGEST || line.chars().count() > LONGEST {
        return false;
    }
    let folded = line.to_lowercase();
    let start = folded.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©');
    words::LABELS.iter().any(|label| is_labelled(start, label))
        || words::BEGINNINGS.iter().any(|words| start.starts_with(words))
        || is_dated_sign(start)
        || line.chars().count() <= LONGEST_INSIDE
            && words::INSIDE.iter().any(|words| folded.contains(words))
}

/// Whether `line` begins with `label:`, with either kind of colon. The label may be in brackets.
fn is_labelled(line: &str, label: &str) -> bool {
    let rest = line.strip_prefix(label).map(|rest| rest.trim_start_matches([' ', ']', '】', '」']));
    rest.is_some_and(|rest| rest.starts_with([':', '：']))
}

/// Whether `line` begins with `©` or `(c) 2020`. A `(c)` without a year may be a list item.
fn is_dated_sign(line: &str) -> bool {
    let rest = line.strip_prefix('©').or_else(|| line.strip_prefix("c)"));
    rest.is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()))
        || line.starts_with('©')
}

#[cfg(test)]
mod tests;
