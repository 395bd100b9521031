//! The order in which the lines of a page are read.

use super::lines::Line;

/// Lines that are read one after another: a column, or the full width of a page.
#[derive(Debug, Default)]
pub(super) struct Region {
    /// Rows from top to bottom. Most have one line; the cells of a table share a row.
    pub(super) rows: Vec<Vec<Line>>,
}

/// Columns in columns are searched to this depth.
const DEPTH: usize = 4;
/// Both sides of a gutter have at least this many rows, and their lines this many characters on average.
const ROWS: usize = 3;
const CHARACTERS: usize = 14;

/// The regions of a page in reading order.
pub(super) fn regions(lines: Vec<Line>) -> Vec<Region> {
    let mut regions = Vec::new();
    split(lines, DEPTH, &mut regions);
    regions
}

fn split(lines: Vec<Line>, depth: usize, regions: &mut Vec<Region>) {
    if lines.is_empty() {
        return;
    }
    if depth > 0
        && let Some(gutter) = gutter(&lines)
    {
        for band in bands(lines, gutter) {
            match band {
                Band::Columns(left, right) => {
                    let (first, second) = match are_right_to_left(&left, &right) {
                        true => (right, left),
                        false => (left, right),
                    };
                    split(first, depth - 1, regions);
                    split(second, depth - 1, regions);
                }
                Band::Whole(lines) => split(lines, 0, regions),
            }
        }
        return;
    }
    regions.push(Region { rows: rows(lines) });
}

/// Whether two columns are read from the right one to the left one: most of their lines are.
fn are_right_to_left(left: &[Line], right: &[Line]) -> bool {
    let all = left.len() + right.len();
    left.iter().chain(right).filter(|line| line.is_right_to_left()).count() * 2 > all
}

/// Lines from top to bottom, those on the same height together.
fn rows(mut lines: Vec<Line>) -> Vec<Vec<Line>> {
    lines.sort_by(|a, b| a.base.total_cmp(&b.base));
    let mut rows: Vec<Vec<Line>> = Vec::new();
    for line in lines {
        match rows.last_mut() {
            Some(row) if row.iter().any(|other| other.is_beside(&line)) => row.push(line),
            _ => rows.push(vec![line]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.left.total_cmp(&b.left));
    }
    rows
}

/// A part of a region from one height to another.
enum Band {
    Columns(Vec<Line>, Vec<Line>),
    Whole(Vec<Line>),
}

/// Splits lines where one crosses the gutter.
fn bands(lines: Vec<Line>, gutter: f64) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    for row in rows(lines) {
        let crosses = row.iter().any(|line| line.left < gutter && line.right > gutter);
        if crosses {
            match bands.last_mut() {
                Some(Band::Whole(lines)) => lines.extend(row),
                _ => bands.push(Band::Whole(row)),
            }
            continue;
        }
        let (left, right): (Vec<Line>, Vec<Line>) =
            row.into_iter().partition(|line| line.right <= gutter);
        match bands.last_mut() {
            Some(Band::Columns(lefts, rights)) => {
                lefts.extend(left);
                rights.extend(right);
            }
            _ => bands.push(Band::Columns(left, right)),
        }
    }
    // A short line between two of full width is not a column.
    let is_column = |left: &[Line], right: &[Line]| left.len() >= ROWS && right.len() >= ROWS;
    let mut merged: Vec<Band> = Vec::new();
    for band in bands {
        let band = match band {
            Band::Columns(left, right) if !is_column(&left, &right) => {
                Band::Whole(left.into_iter().chain(right).collect())
            }
            band @ (Band::Columns(..) | Band::Whole(_)) => band,
        };
        match (merged.last_mut(), band) {
            (Some(Band::Whole(lines)), Band::Whole(more)) => lines.extend(more),
            (_, band) => merged.push(band),
        }
    }
    merged
}

/// The gutter between two columns: a position that few lines cross, with text on both sides.
fn gutter(lines: &[Line]) -> Option<f64> {
    let left = lines.iter().map(|line| line.left).fold(f64::INFINITY, f64::min);
    let right = lines.iter().map(|line| line.right).fold(f64::NEG_INFINITY, f64::max);
    let width = right - left;
    if lines.len() < 2 * ROWS || !(width > 100.0 && width < 20_000.0) {
        return None;
    }
    // How many lines cover each position.
    let at = |x: f64| ((x - left).max(0.0) as usize).min(width as usize);
    let mut covered = vec![0_usize; width as usize + 2];
    for line in lines {
        covered[at(line.left)..=at(line.right)].iter_mut().for_each(|count| *count += 1);
    }
    let most = lines.len() / 6;
    let mut best: Option<(usize, f64)> = None;
    let from = covered.len() / 8;
    let to = covered.len() - from;
    let typical = typical_size(lines);
    let mut x = from;
    while x < to {
        if covered[x] > most {
            x += 1;
            continue;
        }
        let (begin, mut least) = (x, covered[x]);
        while x < to && covered[x] <= most {
            least = least.min(covered[x]);
            x += 1;
        }
        // The middle of the range that the fewest lines cross.
        let places: Vec<usize> = (begin..x).filter(|at| covered[*at] == least).collect();
        let middle = places.get(places.len() / 2).copied().unwrap_or(begin);
        let place = left + middle as f64 + 0.5;
        if places.len() as f64 >= typical * 0.7
            && is_between_columns(lines, place)
            && best.is_none_or(|(crossing, _)| least < crossing)
        {
            best = Some((least, place));
        }
    }
    best.map(|(_, place)| place)
}

fn is_between_columns(lines: &[Line], place: f64) -> bool {
    let side = |is_left: bool| {
        let own: Vec<&Line> = lines
            .iter()
            .filter(|line| if is_left { line.right <= place } else { line.left >= place })
            .collect();
        let characters: usize = own.iter().map(|line| line.length()).sum();
        // Han and kana are twice as wide.
        let wide: usize = own
            .iter()
            .flat_map(|line| line.text.chars())
            .filter(|c| super::strings::is_unspaced(*c))
            .count();
        own.len() >= ROWS && characters + wide >= own.len() * CHARACTERS
    };
    side(true) && side(false)
}

/// The size of most lines.
pub(super) fn typical_size(lines: &[Line]) -> f64 {
    let mut sizes: Vec<f64> = lines.iter().map(|line| line.size).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(10.0)
}
