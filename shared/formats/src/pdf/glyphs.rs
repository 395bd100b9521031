//! The characters of a page and where they are.

use std::hash::{Hash, Hasher};

use hayro_interpret::font::{Glyph, GlyphId, GlyphRun};
use hayro_interpret::hayro_cmap::{BfString, WritingMode};
use hayro_interpret::hayro_syntax::object::{Dict, ObjectIdentifier, String as Bytes};
use hayro_interpret::kurbo::{BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, SoftMask,
};

use rustc_hash::{FxHashSet, FxHasher};

use super::fonts::Fonts;
use super::piece::Piece;
use super::places::{SMALLEST, placed, size_of_bitmaps, unstretched};
use super::strings;
use super::structure::{Element, Structure};

/// What a page shows.
#[derive(Debug, Default)]
pub(super) struct Shown {
    pub(super) pieces: Vec<Piece>,
    /// Text that is not drawn: the text layer of a scanned page.
    pub(super) hidden: Vec<Piece>,
    /// Characters whose glyphs have no Unicode value.
    pub(super) unknown: usize,
    pub(super) has_image: bool,
}

/// Collects what a page shows.
pub(super) struct Collector<'f> {
    pub(super) shown: Shown,
    /// The visible part of the page.
    page: Rect,
    /// Open marked contents.
    marked: Vec<Marked>,
    /// The structure of the document, and which page of it this is.
    structure: Option<(&'f Structure, ObjectIdentifier)>,
    /// Remaining number of characters of the page.
    left: usize,
    /// Source of the characters of glyphs without Unicode values.
    fonts: &'f mut Option<Fonts>,
    /// The glyphs of the page, by their positions.
    drawn: FxHashSet<(u64, i32, i32)>,
}

/// A marked content: the replacement text of its glyphs, if there is one, and the block that it
/// belongs to.
struct Marked {
    replaced: Option<Replaced>,
    element: Option<Element>,
}

/// A replacement text for the glyphs of a marked content (`ActualText`).
struct Replaced {
    text: String,
    piece: Option<(Piece, bool)>,
}

/// The same glyph within this fraction of its size is drawn twice to look bold, or as a shadow.
const NEAR: f64 = 0.06;
/// The maximum number of pieces of a page.
const PIECES: usize = 200_000;

impl<'f> Collector<'f> {
    pub(super) fn new(
        page: Rect,
        fonts: &'f mut Option<Fonts>,
        structure: Option<(&'f Structure, ObjectIdentifier)>,
    ) -> Self {
        Self {
            shown: Shown::default(),
            page: page.inflate(1.0, 1.0),
            marked: Vec::new(),
            structure,
            left: PIECES,
            fonts,
            drawn: FxHashSet::default(),
        }
    }

    fn add(&mut self, piece: Piece, is_hidden: bool) {
        if let Some(replaced) = self.replaced().next() {
            match &mut replaced.piece {
                Some((whole, _)) => {
                    whole.begin = whole.begin.min(piece.begin);
                    whole.end = whole.end.max(piece.end);
                }
                None => replaced.piece = Some((piece, is_hidden)),
            }
            return;
        }
        self.push(piece, is_hidden);
    }

    /// Open marked contents with a replacement text, outermost first.
    fn replaced(&mut self) -> impl Iterator<Item = &mut Replaced> {
        self.marked.iter_mut().filter_map(|marked| marked.replaced.as_mut())
    }

    /// The characters of a glyph whose font has no Unicode map.
    fn without_unicode(&mut self, glyph: &Glyph<'_>) -> String {
        match glyph {
            Glyph::Outline(glyph) => {
                let text = self.fonts.as_mut().and_then(|fonts| fonts.text(glyph));
                text.unwrap_or_default()
            }
            Glyph::Type3(glyph) => of_tex(glyph.char_code()),
        }
    }

    /// Extends the last piece to the end of a glyph without text, so that there is no gap.
    fn cover(&mut self, piece: &Piece, is_hidden: bool) {
        let all = if is_hidden { &mut self.shown.hidden } else { &mut self.shown.pieces };
        if let Some(last) = all.last_mut()
            && last.turn == piece.turn
            && (last.base - piece.base).abs() < piece.size * 0.1
            && (piece.begin - last.end).abs() < piece.size * 0.1
        {
            last.end = last.end.max(piece.end);
        }
    }

    /// Whether the same glyph was drawn at about the same position, which imitates bold type and shadows.
    fn is_again(&mut self, piece: &Piece) -> bool {
        let mut hasher = FxHasher::default();
        (&piece.text, piece.turn, (piece.size * 10.0).round() as i64).hash(&mut hasher);
        let text = hasher.finish();
        let cell = |value: f64| (value / (piece.size * NEAR).max(0.1)).round() as i32;
        let (across, down) = (cell(piece.begin), cell(piece.base));
        let is_again =
            (-1..=1).any(|x| (-1..=1).any(|y| self.drawn.contains(&(text, across + x, down + y))));
        self.drawn.insert((text, across, down));
        is_again
    }

    fn push(&mut self, piece: Piece, is_hidden: bool) {
        let is_again = self.is_again(&piece);
        let all = if is_hidden { &mut self.shown.hidden } else { &mut self.shown.pieces };
        let is_blank = piece.text.trim().is_empty();
        if self.left > 0 && (is_blank || !is_again) {
            self.left -= 1;
            all.push(piece);
        }
    }
}

impl<'a> Device<'a> for Collector<'_> {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let is_hidden = matches!(mode, DrawMode::Invisible);
        let vertical = run.writing_mode() == WritingMode::Vertical;
        let is_bold = run.glyphs().first().is_some_and(|glyph| match &**glyph {
            Glyph::Outline(outline) => outline.font_data().is_some_and(|font| {
                let name = font.postscript_name.unwrap_or_default().to_ascii_lowercase();
                font.weight.is_some_and(|weight| weight >= 600) || name.contains("bold")
            }),
            Glyph::Type3(_) => false,
        });
        let size = size_of_bitmaps(run, &props);
        let unit = if vertical { None } else { unstretched(run, &props) };
        let element = self.marked.last().and_then(|marked| marked.element);
        for glyph in run.glyphs() {
            let transform = props.transform * glyph.transform();
            let advance = match &**glyph {
                Glyph::Outline(outline) => outline.advance_width(),
                Glyph::Type3(type3) => type3.advance_width(),
            };
            let advance = f64::from(advance.unwrap_or(500.0));
            let Some(mut piece) = placed(transform, advance, vertical) else { continue };
            if let Some(unit) = unit {
                piece.end = piece.begin + unit * advance;
            }
            piece.size = size.unwrap_or(piece.size);
            if piece.size < SMALLEST || !self.page.contains(transform * Point::ZERO) {
                continue;
            }
            piece.is_bold = is_bold;
            piece.element = element;
            piece.text = match glyph.as_unicode() {
                Some(BfString::Char(character)) => character.to_string(),
                Some(BfString::String(characters)) => characters,
                None => self.without_unicode(glyph),
            };
            if piece.text.chars().all(strings::is_unknown) && is_blank(glyph) {
                " ".clone_into(&mut piece.text);
            }
            if piece.text.is_empty() || piece.text.chars().all(strings::is_unknown) {
                if self.replaced().next().is_none() {
                    // Part of a syllable whose text is that of another glyph (`mend`).
                    if piece.text == "\0" {
                        self.cover(&piece, is_hidden);
                        continue;
                    }
                    self.shown.unknown += 1;
                    if !is_missing(glyph) {
                        continue;
                    }
                    " ".clone_into(&mut piece.text);
                } else {
                    piece.text.clear();
                }
            }
            piece.text = strings::unligated(piece.text);
            self.add(piece, is_hidden);
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {
        self.shown.has_image = true;
    }

    fn begin_marked_content(&mut self, _: &[u8], properties: Option<&Dict<'_>>) {
        let text = properties.and_then(|all| all.get::<Bytes<'_>>("ActualText"));
        let replaced =
            text.map(|text| Replaced { text: strings::text(text.as_bytes()), piece: None });
        let mark = properties.and_then(|all| all.get::<i32>("MCID"));
        let own = self.structure.zip(mark).and_then(|((all, page), mark)| all.element(page, mark));
        // A marked part of a block keeps its own element.
        let element = own.or_else(|| self.marked.last().and_then(|outer| outer.element));
        self.marked.push(Marked { replaced, element });
    }

    fn end_marked_content(&mut self) {
        let replaced = self.marked.pop().and_then(|marked| marked.replaced);
        let Some(Replaced { text, piece: Some((mut piece, is_hidden)) }) = replaced else {
            return;
        };
        // A soft hyphen stands for one at the end of a line.
        piece.text = strings::unligated(text);
        if !piece.text.is_empty() {
            self.add(piece, is_hidden);
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_clip_rect(&mut self, _: &Rect) {}
    fn draw_rect(&mut self, _: &Rect, _: DrawProps<'a>, _: &DrawMode) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// Whether a glyph draws nothing and is a space, whatever its name.
fn is_blank(glyph: &Glyph<'_>) -> bool {
    match glyph {
        Glyph::Outline(glyph) => {
            glyph.glyph_id() != GlyphId::NOTDEF && glyph.outline().elements().is_empty()
        }
        Glyph::Type3(_) => false,
    }
}

/// Whether a font has no glyph for a code, or an unnamed drawing. These separate words.
fn is_missing(glyph: &Glyph<'_>) -> bool {
    match glyph {
        Glyph::Outline(glyph) => glyph.glyph_id() == GlyphId::NOTDEF,
        Glyph::Type3(_) => true,
    }
}

/// The character of a code in a bitmap font. Those of TeX have the codes of ASCII and,
/// in the encoding T1, quotation marks, dashes and ligatures before it.
fn of_tex(code: u32) -> String {
    let text = match code {
        16 | 17 => "\"",
        18 => "\u{201e}",
        21 => "–",
        22 => "—",
        27 => "ff",
        28 => "fi",
        29 => "fl",
        30 => "ffi",
        31 => "ffl",
        code @ (32..127 | 192..256) => {
            return char::from_u32(code).map(String::from).unwrap_or_default();
        }
        _ => "",
    };
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use hayro_interpret::kurbo::Affine;

    use super::*;

    #[test]
    fn what_is_drawn_twice_at_one_place_counts_once() {
        let mut fonts = None;
        let mut collector = Collector::new(Rect::new(0.0, 0.0, 600.0, 800.0), &mut fonts, None);
        let mut draw = |text: &str, x: f64| {
            let place = Affine::translate((x, 100.0)) * Affine::scale(0.012);
            let mut piece = placed(place, 500.0, false).expect("it has a place");
            text.clone_into(&mut piece.text);
            collector.add(piece, false);
        };
        // Bold type is imitated by a small step, a shadow by the same letter again.
        for (text, x) in [("a", 10.0), ("a", 10.3), ("a", 10.0), ("b", 10.0), ("a", 20.0)] {
            draw(text, x);
        }
        let texts: Vec<&str> = collector.shown.pieces.iter().map(|piece| &*piece.text).collect();
        assert_eq!(texts, ["a", "b", "a"]);
    }
}
