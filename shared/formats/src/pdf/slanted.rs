//! Rotated text: a label of a diagram, a stamp, or a watermark.

use std::collections::HashMap;

use hayro_interpret::kurbo::Point;

use super::lines::Line;
use super::places::turned;

/// Lines of one angle on a page.
pub(super) struct Slanted {
    pub(super) page: usize,
    pub(super) degrees: i16,
    pub(super) lines: Vec<Line>,
    /// Whether the page otherwise shows only a picture.
    pub(super) is_on_picture: bool,
}

/// Steps along and across a line at which text behind it is checked.
const STEPS: usize = 20;

/// Removes watermarks: rotated text on several pages, or across most of a page's text. `texts` are
/// the upright lines of the pages.
pub(super) fn remove_watermarks(all: &mut Vec<Slanted>, texts: &[&[Line]]) {
    let mut pages: HashMap<String, Vec<usize>> = HashMap::new();
    for slanted in all.iter() {
        for line in &slanted.lines {
            pages.entry(key(line)).or_default().push(slanted.page);
        }
    }
    for on in pages.values_mut() {
        on.dedup();
    }
    for Slanted { page, degrees, lines, .. } in all.iter_mut() {
        let text = texts.get(*page).copied().unwrap_or_default();
        lines.retain(|line| {
            let is_repeated = pages.get(&key(line)).is_some_and(|on| on.len() > 1);
            !is_repeated && !crosses(line, *degrees, text)
        });
    }
    all.retain(|slanted| !slanted.lines.is_empty());
}

fn key(line: &Line) -> String {
    line.text.split_whitespace().collect::<String>().to_lowercase()
}

/// Whether a line lies over others.
fn crosses(line: &Line, degrees: i16, text: &[Line]) -> bool {
    let places = (0..STEPS).map(|step| {
        let along = line.left + (line.right - line.left) * (step as f64 + 0.5) / STEPS as f64;
        // From the middle of its letters.
        let (x, y) = turned(-degrees, Point::new(along, line.base - line.size * 0.35));
        Point::new(x, y)
    });
    let is_covered = |place: &Point| {
        text.iter().any(|other| {
            (other.left..other.right).contains(&place.x)
                && (other.top()..other.bottom()).contains(&place.y)
        })
    };
    places.filter(is_covered).count() * 10 >= STEPS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, left: f64, base: f64) -> Line {
        let right = left + 200.0;
        Line { text: text.to_owned(), left, right, base, size: 20.0, is_bold: false, element: None }
    }

    fn slanted(page: usize, text: &str) -> Slanted {
        // At 45 degrees, from (100, 100) to the right and down.
        let (left, base) = turned(45, Point::new(100.0, 100.0));
        Slanted { page, degrees: 45, lines: vec![line(text, left, base)], is_on_picture: false }
    }

    fn kept(mut all: Vec<Slanted>, texts: &[&[Line]]) -> Vec<String> {
        remove_watermarks(&mut all, texts);
        all.iter().flat_map(|slanted| &slanted.lines).map(|line| line.text.clone()).collect()
    }

    #[test]
    fn a_label_stays_and_a_watermark_goes() {
        let beside = [line("The text", 300.0, 100.0), line("The text", 300.0, 120.0)];
        assert_eq!(kept(vec![slanted(0, "Label")], &[&beside]), ["Label"]);
        let below: Vec<Line> = (0..20)
            .map(|number| line("The text", 50.0, 100.0 + 24.0 * f64::from(number)))
            .collect();
        assert!(kept(vec![slanted(0, "DRAFT")], &[&below]).is_empty());
    }

    #[test]
    fn what_several_pages_show_is_a_watermark() {
        let all = vec![slanted(0, "DRAFT"), slanted(1, "DRAFT"), slanted(1, "Label")];
        assert_eq!(kept(all, &[&[], &[]]), ["Label"]);
        assert_eq!(kept(vec![slanted(0, "x"), slanted(0, "x")], &[&[]]), ["x", "x"]);
    }
}
