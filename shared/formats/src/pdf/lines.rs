//! Pieces of text on one baseline, close together.

use unicode_normalization::char::is_combining_mark;

use super::marks;
use super::piece::Piece;
use super::strings::{is_right_to_left, is_unspaced};
use super::structure::Element;

/// A stretch of text without a wide gap: a line of a column, or a cell of a table.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) left: f64,
    pub(super) right: f64,
    pub(super) base: f64,
    pub(super) size: f64,
    pub(super) is_bold: bool,
    /// The block of the structure tree that it belongs to.
    pub(super) element: Option<Element>,
}

/// A gap of this fraction of the type size is a space between words.
const SPACE: f64 = 0.13;
/// A wider gap ends a line: a column or a cell follows.
const GAP: f64 = 0.95;
/// Text that was drawn separately is on the same line up to this gap.
const NEAR: f64 = 0.45;
/// Runs of this many pieces that cover each other are two texts.
const OVER: usize = 4;

impl Line {
    pub(super) fn top(&self) -> f64 {
        self.base - self.size * 0.8
    }

    pub(super) fn bottom(&self) -> f64 {
        self.base + self.size * 0.25
    }

    /// Where it begins, from the side where its script begins.
    pub(super) fn begin(&self) -> f64 {
        if self.is_right_to_left() { -self.right } else { self.left }
    }

    /// Whether it is read from right to left.
    pub(super) fn is_right_to_left(&self) -> bool {
        self.text.chars().find(|c| c.is_alphabetic()).is_some_and(is_right_to_left)
    }

    /// Number of characters.
    pub(super) fn length(&self) -> usize {
        self.text.chars().count()
    }

    /// Whether another line is on the same height.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        let overlap = self.bottom().min(other.bottom()) - self.top().max(other.top());
        overlap > 0.5 * self.size.min(other.size)
    }
}

/// The lines of a page, in no particular order.
pub(super) fn lines(pieces: Vec<Piece>) -> Vec<Line> {
    let mut runs: Vec<Vec<Piece>> = Vec::new();
    for piece in pieces {
        match runs.last_mut() {
            Some(run) if follows(run, &piece) => run.push(piece),
            _ => runs.push(vec![piece]),
        }
    }
    merged(runs).into_iter().filter_map(line).collect()
}

/// Whether a piece continues the run that was drawn before it.
fn follows(run: &[Piece], piece: &Piece) -> bool {
    let Some(last) = run.last() else { return false };
    let size = last.size.max(piece.size);
    let gap = piece.begin - last.end;
    let back = last.begin - piece.end;
    are_together(last.element, piece.element)
        && (piece.base - last.base).abs() < size * 0.45
        && gap < size * GAP
        // Text that is written from right to left is drawn in either direction.
        && back < size * GAP
}

/// Whether two pieces may be on the same line: not if they are of different blocks or cells.
fn are_together(one: Option<Element>, other: Option<Element>) -> bool {
    one.zip(other).is_none_or(|(one, other)| one == other)
}

/// Runs on the same baseline that touch, whatever the order they were drawn in.
fn merged(runs: Vec<Vec<Piece>>) -> Vec<Vec<Piece>> {
    let mut boxes: Vec<Run> = runs.into_iter().filter_map(Run::of).collect();
    boxes.sort_by(|a, b| a.base.total_cmp(&b.base).then(a.left.total_cmp(&b.left)));
    let mut done: Vec<Run> = Vec::new();
    for run in boxes {
        let near = done.iter_mut().rev().take(80).find(|other| other.touches(&run));
        match near {
            Some(other) => other.take(run),
            None => done.push(run),
        }
    }
    // A run between two runs may have joined them.
    let mut joined: Vec<Run> = Vec::new();
    for run in done {
        match joined.iter_mut().rev().take(80).find(|other| other.touches(&run)) {
            Some(other) => other.take(run),
            None => joined.push(run),
        }
    }
    joined.into_iter().map(|run| run.pieces).collect()
}

struct Run {
    pieces: Vec<Piece>,
    left: f64,
    right: f64,
    base: f64,
    size: f64,
    element: Option<Element>,
}

impl Run {
    fn of(mut pieces: Vec<Piece>) -> Option<Self> {
        // Spaces at the ends are irrelevant, and some are as wide as a column.
        let is_blank = |piece: &Piece| piece.text.trim().is_empty();
        let first = pieces.iter().position(|piece| !is_blank(piece))?;
        let last = pieces.iter().rposition(|piece| !is_blank(piece))?;
        pieces.truncate(last + 1);
        pieces.drain(..first);
        let left = pieces.iter().map(|piece| piece.begin).fold(f64::INFINITY, f64::min);
        let right = pieces.iter().map(|piece| piece.end).fold(f64::NEG_INFINITY, f64::max);
        let widest = pieces.iter().max_by(|a, b| a.size.total_cmp(&b.size))?;
        let (base, size) = (widest.base, widest.size);
        let element = pieces.iter().find_map(|piece| piece.element);
        Some(Self { pieces, left, right, base, size, element })
    }

    fn touches(&self, other: &Self) -> bool {
        let size = self.size.max(other.size);
        let (small, large) = (self.size.min(other.size), size);
        // A note marker is small and raised.
        let near = if small < large * 0.8 { 0.6 } else { 0.3 };
        are_together(self.element, other.element)
            && !self.is_over(other)
            && (self.base - other.base).abs() < near * large
            && other.left - self.right < size * NEAR
            && self.left - other.right < size * NEAR
    }

    /// Whether two texts are drawn over each other. Marks of notes and accents are shorter.
    fn is_over(&self, other: &Self) -> bool {
        let overlap = self.right.min(other.right) - self.left.max(other.left);
        let shorter = (self.right - self.left).min(other.right - other.left);
        self.pieces.len().min(other.pieces.len()) >= OVER && overlap > shorter * 0.5
    }

    fn take(&mut self, other: Self) {
        if other.size > self.size {
            (self.base, self.size) = (other.base, other.size);
        }
        self.element = self.element.or(other.element);
        self.left = self.left.min(other.left);
        self.right = self.right.max(other.right);
        self.pieces.extend(other.pieces);
    }
}

fn line(pieces: Vec<Piece>) -> Option<Line> {
    let run = Run::of(pieces)?;
    let clusters = clusters(run.pieces);
    let letters: usize = clusters.iter().map(|piece| piece.text.chars().count()).sum();
    let bold = clusters.iter().filter(|piece| piece.is_bold);
    let bold: usize = bold.map(|piece| piece.text.chars().count()).sum();
    // The size of most of its characters: a drop cap and a mark are a few.
    let mut sizes: Vec<(f64, usize)> = Vec::new();
    for piece in &clusters {
        let count = piece.text.chars().count();
        match sizes.iter_mut().find(|(size, _)| (size - piece.size).abs() < 0.05) {
            Some((_, all)) => *all += count,
            None => sizes.push((piece.size, count)),
        }
    }
    let (size, _) = sizes.into_iter().max_by_key(|(_, count)| *count)?;
    let base = clusters.iter().find(|piece| (piece.size - size).abs() < 0.05)?.base;
    let text = text(&marks::bracketed(clusters, size, base));
    (!text.trim().is_empty()).then(|| Line {
        text,
        left: run.left,
        right: run.right,
        base,
        size,
        is_bold: bold * 2 > letters,
        element: run.element,
    })
}

/// Letters with the marks that are drawn over them, from left to right.
fn clusters(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut clusters: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        let is_mark = piece.text.chars().all(is_combining_mark) && !piece.text.is_empty();
        match clusters.last_mut() {
            Some(letter) if is_mark => {
                letter.text.push_str(&piece.text);
                letter.end = letter.end.max(piece.end);
            }
            _ => clusters.push(piece),
        }
    }
    clusters.sort_by(|a, b| a.begin.total_cmp(&b.begin));
    clusters
}

/// The text in logical order, with spaces where there are gaps.
fn text(clusters: &[Piece]) -> String {
    let (mut right, mut left) = (0_usize, 0_usize);
    for c in clusters.iter().flat_map(|piece| piece.text.chars()) {
        right += usize::from(is_right_to_left(c));
        left += usize::from(c.is_alphabetic() && !is_right_to_left(c));
    }
    let words = words(clusters);
    if right == 0 {
        return words.concat();
    }
    logical(words, right >= left)
}

/// The texts of the clusters with spaces between them, from left to right.
fn words(clusters: &[Piece]) -> Vec<String> {
    let mut words: Vec<String> = Vec::with_capacity(clusters.len());
    let spread = spread(clusters);
    for (at, piece) in clusters.iter().enumerate() {
        if at > 0 {
            let last = &clusters[at - 1];
            let size = last.size.min(piece.size);
            let gap = piece.begin - last.end;
            let unspaced = last.text.chars().next_back().is_some_and(is_unspaced)
                && piece.text.chars().next().is_some_and(is_unspaced);
            let least = if unspaced { 0.6 } else { SPACE } * size + spread;
            let is_blank = last.text.ends_with(' ') || piece.text.starts_with(' ');
            if gap > least && !is_blank {
                words.push(" ".to_owned());
            }
        }
        // Inside a line, a soft hyphen that is drawn is a hyphen: in Windows' charset, they have one code.
        let is_drawn = at + 1 < clusters.len() && piece.end - piece.begin > piece.size * 0.1;
        words.push(match &*piece.text {
            "\u{ad}" if is_drawn => "-".to_owned(),
            text => text.to_owned(),
        });
    }
    words
}

/// By how much the characters of a line are spread: the gap between most of them. The dots that lead to the
/// number of a page are spread on their own.
fn spread(clusters: &[Piece]) -> f64 {
    let is_dot = |piece: &Piece| piece.text.trim() == ".";
    let pairs = clusters.windows(2).filter(|pair| !is_dot(&pair[0]) && !is_dot(&pair[1]));
    let mut gaps: Vec<f64> = pairs.map(|pair| pair[1].begin - pair[0].end).collect();
    if gaps.len() < 8 {
        return 0.0;
    }
    gaps.sort_by(f64::total_cmp);
    gaps[gaps.len() / 2].max(0.0)
}

/// Whether a word is a mark that no text begins with.
fn is_end(word: &str) -> bool {
    matches!(word, "." | "," | "!" | "?" | ":" | ";" | "؟" | "،" | "؛")
}

/// Turns what is drawn from left to right into the order in which it is read.
fn logical(words: Vec<String>, is_right_to_left_line: bool) -> String {
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Direction {
        Left,
        Right,
        Neutral,
    }
    let direction = |word: &String| {
        let mut characters = word.chars();
        match characters.find(|c| c.is_alphanumeric()) {
            Some(c) if is_right_to_left(c) => Direction::Right,
            Some(_) => Direction::Left,
            None => Direction::Neutral,
        }
    };
    let base = if is_right_to_left_line { Direction::Right } else { Direction::Left };
    let mut directions: Vec<Direction> = words.iter().map(direction).collect();
    // Characters without a direction have that of their neighbours if they agree, otherwise that of
    // the line.
    for at in 0..directions.len() {
        if directions[at] == Direction::Neutral {
            let before = directions[..at].last().copied().unwrap_or(base);
            let after = directions[at..].iter().find(|one| **one != Direction::Neutral);
            let after = after.copied().unwrap_or(base);
            directions[at] = if before == after { before } else { base };
        }
    }
    let mut runs: Vec<(Direction, Vec<&str>)> = Vec::new();
    for (word, direction) in words.iter().zip(&directions) {
        match runs.last_mut() {
            Some((last, run)) if last == direction => run.push(word),
            _ => runs.push((*direction, vec![word])),
        }
    }
    if base == Direction::Right {
        runs.reverse();
        // Where the direction of a paragraph isn't set, the mark at its end is drawn at the right.
        if let Some((_, first)) = runs.first_mut() {
            let marks = first.iter().rev().take_while(|word| is_end(word)).count();
            let end = first.split_off(first.len() - marks);
            runs.push((Direction::Left, end));
        }
    }
    let mut text = String::new();
    for (direction, mut run) in runs {
        if direction == Direction::Right {
            run.reverse();
        }
        run.iter().for_each(|word| text.push_str(word));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::piece::Turn;
    use super::*;

    /// The characters of a text, each so wide. A `_` is a gap.
    fn pieces(text: &str, width: f64) -> Vec<Piece> {
        let mut begin = 0.0;
        let mut pieces = Vec::new();
        for c in text.chars() {
            let end = begin + width;
            if c != '_' {
                pieces.push(Piece {
                    text: c.to_string(),
                    begin,
                    end,
                    base: 100.0,
                    size: 10.0,
                    is_bold: false,
                    turn: Turn::Upright,
                    element: None,
                });
            }
            begin = end;
        }
        pieces
    }

    fn text_of(pieces: Vec<Piece>) -> Vec<String> {
        lines(pieces).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn leading_dots_say_nothing_of_the_gaps_between_words() {
        let line = "Research_question_._._._._._._._._._._._._._._._._._._._._._._._12";
        let expected = line.replace('_', " ");
        assert_eq!(text_of(pieces(line, 4.0)), [expected]);
    }

    #[test]
    fn different_texts_over_each_other_stay_apart() {
        let mut both = pieces("A stamp over", 5.0);
        both.extend(pieces("another text", 5.2));
        assert_eq!(text_of(both), ["A stamp over", "another text"]);
    }
}
