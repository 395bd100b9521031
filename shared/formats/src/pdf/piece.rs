use super::structure::Element;

/// The characters of one glyph, or of a few that belong together.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) text: String,
    /// Where it begins and ends along its line. Lines run from left to right, whatever the direction
    /// of the script.
    pub(super) begin: f64,
    pub(super) end: f64,
    /// Its baseline, from the top of the page.
    pub(super) base: f64,
    pub(super) size: f64,
    pub(super) is_bold: bool,
    pub(super) turn: Turn,
    /// The block of the structure tree that it belongs to.
    pub(super) element: Option<Element>,
}

/// The direction of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Turn {
    Upright,
    /// It runs from top to bottom, and the next line is to its left: vertical text, or a page on its
    /// side.
    Down,
    /// It runs from bottom to top, and the next line is to its right.
    Up,
    /// It runs at this many degrees from left to right, clockwise. Positions are along and across
    /// this direction.
    Slanted(i16),
}
