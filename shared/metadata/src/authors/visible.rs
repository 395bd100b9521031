//! Authors that the page shows. Elements and lines that look like a byline are scored by their
//! classes and properties, by how they begin, and by their distance from the headline.

mod candidate;
mod elements;
mod lines;

use super::declared::add;
use super::shape::{is_placeholder, is_site};
use crate::article_view::ArticleView;
use crate::headline::Headline;
use crate::site_names::SiteNames;
use candidate::Byline;

/// The minimum score of a byline.
const LEAST: f64 = 4.5;
/// The bylines of one article are at most so many elements apart, and differ by at most so much in
/// their score.
const TOGETHER: i64 = 14;
const LOWER: f64 = 1.5;

/// The names of the byline with the highest score, and that score.
pub(super) fn find(
    view: &ArticleView<'_>,
    headline: &Headline,
    site: &SiteNames,
) -> Option<(Vec<String>, f64)> {
    let cues = view.cues;
    let mut all = elements::find(&cues.authors, headline, site);
    all.extend(lines::find(&cues.lines, headline, site));
    // Of equal scores, an element is more reliable than a line.
    let rank = |byline: &Byline| ((byline.score * 100.0).round() as i64, byline.kind.is_some());
    all.sort_by(|a, b| rank(b).cmp(&rank(a)).then(a.place.cmp(&b.place)));
    let first = all.first().filter(|first| first.score >= LEAST)?;
    let nobody = |name: &String| is_site(name, site) || is_placeholder(name);
    let best = if first.names.iter().all(nobody) {
        let least = LEAST.max(first.score - 2.5);
        let person = |other: &&Byline| other.score >= least && !other.names.iter().any(nobody);
        all.iter().find(person).unwrap_or(first)
    } else {
        first
    };
    let mut names = best.names.clone();
    let mut others: Vec<&Byline> = all.iter().filter(|other| together(best, other)).collect();
    others.sort_by_key(|other| other.place);
    others.into_iter().for_each(|other| add(&mut names, other.names.clone()));
    Some((names, best.score))
}

fn together(best: &Byline, other: &Byline) -> bool {
    best.kind.is_some()
        && best.kind == other.kind
        && best.place != other.place
        && (i64::from(best.place) - i64::from(other.place)).abs() <= TOGETHER
        && other.score >= best.score - LOWER
}
