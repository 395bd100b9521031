//! Position and size of glyphs.

use hayro_interpret::DrawProps;
use hayro_interpret::font::{Glyph, GlyphRun, PositionedGlyph};
use hayro_interpret::kurbo::{Affine, Point, Vec2};

use super::piece::{Piece, Turn};

/// Minimum size in points of readable type.
pub(super) const SMALLEST: f64 = 0.5;

/// The piece of a glyph that is drawn with this transform; `None` if it has no position.
pub(super) fn placed(transform: Affine, advance: f64, vertical: bool) -> Option<Piece> {
    let begin = transform * Point::ZERO;
    let along: Vec2 = transform * Point::new(1000.0, 0.0) - begin;
    let up: Vec2 = transform * Point::new(0.0, 1000.0) - begin;
    let size = up.hypot();
    let finite = [begin.x, begin.y, along.x, along.y, size].iter().all(|value| value.is_finite());
    if !finite || along.hypot() < 0.01 {
        return None;
    }
    let length = along.hypot() * advance / 1000.0;
    let flat = along.y.abs() < along.x.abs() * 0.05 && along.x > 0.0;
    let (turn, begin, base, length) = if flat && vertical {
        (Turn::Down, begin.y, -begin.x, size)
    } else if flat {
        (Turn::Upright, begin.x, begin.y, length)
    } else if along.x.abs() < along.y.abs() * 0.05 && along.y > 0.0 {
        (Turn::Down, begin.y, -begin.x, length)
    } else if along.x.abs() < along.y.abs() * 0.05 {
        (Turn::Up, -begin.y, begin.x, length)
    } else {
        let degrees = along.y.atan2(along.x).to_degrees().round() as i16;
        let turn = Turn::Slanted(degrees);
        let (across, down) = turned(degrees, begin);
        (turn, across, down, length)
    };
    let text = String::new();
    let end = begin + length.max(0.0);
    Some(Piece { text, begin, end, base, size, is_bold: false, turn, element: None })
}

/// A position on the page, along and across a direction of this many degrees.
pub(super) fn turned(degrees: i16, place: Point) -> (f64, f64) {
    let (sin, cos) = f64::from(degrees).to_radians().sin_cos();
    (place.x * cos + place.y * sin, place.y * cos - place.x * sin)
}

/// The type size in a run of a font whose glyphs are drawings. The transform doesn't show it,
/// because the unit of such a font is arbitrary. A glyph is about half as wide as the type size.
pub(super) fn size_of_bitmaps(run: &GlyphRun<'_, '_>, props: &DrawProps<'_>) -> Option<f64> {
    let mut widths = Vec::new();
    for glyph in run.glyphs() {
        let Glyph::Type3(type3) = &**glyph else { return None };
        let transform = props.transform * glyph.transform();
        let up: Vec2 = transform * Point::new(0.0, 1000.0) - transform * Point::ZERO;
        let along: Vec2 = transform * Point::new(1000.0, 0.0) - transform * Point::ZERO;
        let width = along.hypot() * f64::from(type3.advance_width().unwrap_or(0.0)) / 1000.0;
        if up.hypot() >= SMALLEST || width > 100.0 {
            return None;
        }
        widths.push(width);
    }
    widths.retain(|width| *width > 0.0);
    widths.sort_by(f64::total_cmp);
    widths.get(widths.len() / 2).map(|width| width * 2.0)
}

/// The width of a unit of a font that isn't embedded. The glyphs that are drawn instead are
/// stretched to the widths in the document, so only the distance between them shows it.
pub(super) fn unstretched(run: &GlyphRun<'_, '_>, props: &DrawProps<'_>) -> Option<f64> {
    let along = |glyph: &PositionedGlyph<'_>| glyph.transform().as_coeffs()[0];
    let (first, rest) = run.glyphs().split_first()?;
    if rest.iter().all(|glyph| (along(glyph) - along(first)).abs() <= along(first).abs() * 0.01) {
        return None;
    }
    let place = |glyph: &PositionedGlyph<'_>| props.transform * glyph.transform() * Point::ZERO;
    let unit = |pair: &[PositionedGlyph<'_>]| match &*pair[0] {
        Glyph::Outline(glyph) => {
            let width = glyph.advance_width().filter(|width| *width > 0.0)?;
            Some((place(&pair[1]) - place(&pair[0])).hypot() / f64::from(width))
        }
        Glyph::Type3(_) => None,
    };
    let mut units: Vec<f64> = run.glyphs().windows(2).filter_map(unit).collect();
    units.sort_by(f64::total_cmp);
    units.get(units.len() / 2).copied()
}
