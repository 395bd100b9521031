//! Lines of source, rights and registration that stand behind an article.

mod words;

use text::cut;
use text::script::columns;

/// Bytes of such lines that a record keeps.
const KEPT_BYTES: usize = 4096;
/// How many lines from the end on may be such lines.
const LAST: usize = 40;
/// The longest line, in characters.
const LONGEST: usize = 600;
/// The longest line, in characters, that is one by what stands inside it.
const LONGEST_INSIDE: usize = 240;
/// The longest line between two such lines that goes with them, in columns.
const BETWEEN: usize = 40;

/// Parts the trailing lines of source and rights from `paragraphs`. Never takes all.
pub(crate) fn part(paragraphs: &mut Vec<String>) -> Vec<String> {
    let mut first = paragraphs.len();
    for at in (1..paragraphs.len()).rev().take(LAST) {
        if is_footer(&paragraphs[at]) {
            first = at;
        } else if first == paragraphs.len() || !is_scrap(&paragraphs[at]) {
            break;
        }
    }
    keep(paragraphs.split_off(first))
}

/// The lines of source and rights among `lines`, wherever they stand.
pub(crate) fn among<'a>(lines: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    keep(lines.into_iter().filter(|line| is_footer(line)).map(str::to_owned).collect())
}

/// As many of `lines` as a record keeps, each once.
pub(crate) fn keep(lines: Vec<String>) -> Vec<String> {
    let mut room = KEPT_BYTES;
    let mut kept: Vec<String> = Vec::new();
    for line in lines {
        let line = cut(&line, room);
        if line.is_empty() {
            break;
        }
        if !kept.iter().any(|known| known == line) {
            room -= line.len();
            kept.push(line.to_owned());
        }
    }
    kept
}

/// A menu's word, a counter: what stands between the lines of a footer.
fn is_scrap(line: &str) -> bool {
    columns(line) <= BETWEEN && !line.ends_with(['.', '。', '!', '！', '?', '？'])
}

fn is_footer(line: &str) -> bool {
    // A byte for a character is too few in any script: this only spares the counting.
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

/// `label:` at the start, with either colon; the label may stand in brackets.
fn is_labelled(line: &str, label: &str) -> bool {
    let rest = line.strip_prefix(label).map(|rest| rest.trim_start_matches([' ', ']', '】', '」']));
    rest.is_some_and(|rest| rest.starts_with([':', '：']))
}

/// `© 2020`, `(c) 2020`: a sign alone may be a list's third point.
fn is_dated_sign(line: &str) -> bool {
    let rest = line.strip_prefix('©').or_else(|| line.strip_prefix("c)"));
    rest.is_some_and(|rest| rest.trim_start().starts_with(|c: char| c.is_ascii_digit()))
        || line.starts_with('©')
}

#[cfg(test)]
mod tests;
