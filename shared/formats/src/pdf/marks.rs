//! Note markers: small and raised numbers.

use super::piece::Piece;

/// A line with note markers in brackets and exponents after `^`, as for pages. `size` and `base`
/// are those of most of its characters.
pub(super) fn bracketed(pieces: Vec<Piece>, size: f64, base: f64) -> Vec<Piece> {
    let is_raised = |piece: &Piece| {
        piece.size < size * 0.85
            && base - piece.base > size * 0.15
            && piece.text.chars().all(|c| c.is_ascii_digit() || c == ',')
            && !piece.text.is_empty()
    };
    if !pieces.iter().any(is_raised) {
        return pieces;
    }
    let mut out: Vec<Piece> = Vec::with_capacity(pieces.len());
    let mut begin = 0;
    while begin < pieces.len() {
        let length = pieces[begin..].iter().take_while(|piece| is_raised(piece)).count();
        if length == 0 {
            out.push(pieces[begin].clone());
            begin += 1;
            continue;
        }
        let text: String =
            pieces[begin..begin + length].iter().map(|one| one.text.as_str()).collect();
        let word = last_word(&out);
        let mut mark = pieces[begin].clone();
        mark.end = pieces[begin + length - 1].end;
        mark.text = match word.chars().next_back() {
            Some(c) if c.is_ascii_digit() => format!("^{text}"),
            // m2, km3: a unit.
            Some(c) if c.is_ascii_alphabetic() && word.len() <= 2 => text,
            _ => format!("[{text}]"),
        };
        out.push(mark);
        begin += length;
    }
    out
}

/// The text directly before a marker.
fn last_word(pieces: &[Piece]) -> String {
    let word: Vec<&str> = pieces
        .iter()
        .rev()
        .take(4)
        .map(|piece| piece.text.as_str())
        .take_while(|text| !text.trim().is_empty())
        .collect();
    word.into_iter().rev().collect()
}
