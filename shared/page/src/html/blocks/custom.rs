//! Custom elements. Only style sheets say whether they are inline or blocks; here their content decides.

use std::ops::Range;

use text::sentences::ends_as_sentence;

use crate::block::word_count;

/// Marks in the raw text of a block where a custom element begins and ends.
pub(super) const OPEN: char = '\u{1d}';
pub(super) const CLOSE: char = '\u{1e}';
/// Between two neighbouring custom elements.
pub(super) const BETWEEN: &str = "\u{1e}\u{1d}";

/// Minimum number of words of a block that doesn't end like a sentence.
const LONG: f32 = 10.0;

/// Whether `name` is that of a custom element (HTML standard, section 4.13.2).
pub(super) fn is_custom(name: &str) -> bool {
    name.contains('-')
}

/// Splits the raw text of a block between neighbouring custom elements that hold sentences. Elements
/// with text beside them are part of that text.
pub(super) fn parts(raw: &str) -> Vec<Range<usize>> {
    let pieces = pieces(raw);
    let outermost = pieces.iter().map(|piece| piece.depth).min().unwrap_or_default();
    let mut parts: Vec<Range<usize>> = Vec::new();
    // Number of words of the last part, and whether it is a sentence or a long text.
    let (mut words, mut was_block) = (0.0, false);
    for piece in pieces {
        let text = &raw[piece.range.clone()];
        let own = word_count(text);
        if let Some(part) = parts.last_mut() {
            if piece.dip >= outermost || !(was_block || is_block(text, own)) {
                part.end = piece.range.end;
                words += own;
                was_block = is_block(text, words);
                continue;
            }
            // Marks between two parts belong to the first.
            part.end = piece.range.start;
        }
        let start = parts.last().map_or(0, |part| part.end);
        parts.push(start..piece.range.end);
        (words, was_block) = (own, is_block(text, own));
    }
    if let Some(last) = parts.last_mut() {
        last.end = raw.len();
    }
    parts
}

/// Text between two marks.
struct Piece {
    range: Range<usize>,
    /// Number of custom elements around it, from an arbitrary level.
    depth: isize,
    /// The lowest depth between the piece before and this one.
    dip: isize,
}

fn pieces(raw: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut depth, mut dip, mut from) = (0, 0, 0);
    for (at, mark) in raw.match_indices([OPEN, CLOSE]).chain([(raw.len(), "")]) {
        if !raw[from..at].trim().is_empty() {
            pieces.push(Piece { range: from..at, depth, dip });
            dip = depth;
        }
        depth += if mark.starts_with(OPEN) { 1 } else { -1 };
        dip = dip.min(depth);
        from = at + mark.len();
    }
    pieces
}

/// Whether a part of `words` words that ends with `text` is a sentence or a long text.
fn is_block(text: &str, words: f32) -> bool {
    words >= LONG || words > 2.0 && ends_as_sentence(text.trim())
}
