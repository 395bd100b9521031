//! Authors that the page shows: elements and lines that look like a byline, each scored by what
//! its element says of itself, what it begins with, and how near the headline it is.

use article::{Cue, Mark, Zone};

use super::clean::{Care, any_placeholder, has_lead, names};
use super::declared::add;
use super::lines;
use super::shape::{is_house, is_one_word, is_placeholder, is_site};
use crate::house::House;
use crate::place::Headline;
use crate::reading::Reading;

/// A lower score names nobody.
const LEAST: f64 = 4.5;
/// How many elements apart, and how much lower, the bylines of one article may be.
const TOGETHER: i64 = 14;
const LOWER: f64 = 1.5;

/// Names that the page shows in one place.
#[derive(Debug, Clone)]
pub(super) struct Byline {
    pub(super) names: Vec<String>,
    pub(super) score: f64,
    pub(super) place: u32,
    /// The kind of element; lines have none.
    pub(super) kind: Option<u32>,
}

/// The names of the likeliest byline, and its score.
pub(super) fn find(
    reading: &Reading<'_>,
    headline: &Headline,
    house: &House,
) -> Option<(Vec<String>, f64)> {
    let cues = &reading.document.declared.cues;
    let elements = cues.authors.iter().filter_map(|cue| element(cue, headline, house));
    let mut all: Vec<Byline> = elements.collect();
    all.extend(lines::find(&cues.lines, headline, house));
    // An element says more of itself than a line.
    let rank = |byline: &Byline| ((byline.score * 100.0).round() as i64, byline.kind.is_some());
    all.sort_by(|a, b| rank(b).cmp(&rank(a)).then(a.place.cmp(&b.place)));
    let first = all.first().filter(|first| first.score >= LEAST)?;
    let nobody = |name: &String| is_site(name, house) || is_placeholder(name);
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

fn element(cue: &Cue, headline: &Headline, house: &House) -> Option<Byline> {
    let has = |mark| cue.has(mark);
    if cue.is_in(Zone::Comments) {
        return None;
    }
    let byline = has(Mark::BylineClass);
    let strong = byline || has(Mark::AuthorProperty) || has(Mark::AuthorLink);
    let length = cue.characters();
    let distance = headline.distance(cue.place);
    let lead = has_lead(&cue.text);
    let apart = [Zone::Menu, Zone::Footer, Zone::Hidden].iter().any(|zone| cue.is_in(*zone));
    let beside = cue.is_in(Zone::Side) && !matches!(distance, Some(-15..=45));
    let rules = [
        (has(Mark::AuthorProperty), 4.0),
        (has(Mark::AuthorLink), 4.0),
        (has(Mark::ProfileLink), 2.0),
        (byline, 3.0),
        (byline && has(Mark::NameClass), 1.0),
        (has(Mark::CardClass), 1.5),
        (has(Mark::BoxClass), -1.5),
        (has(Mark::QuoteClass), -3.0),
        (has(Mark::DeskClass), -1.5),
        (has(Mark::Address) && !byline, -2.0),
        (lead, 1.5),
        (apart || beside, -2.5),
        (headline.is_past(cue.place), -3.0),
        (cue.is_in(Zone::Main), 0.5),
        (length <= 60, 0.7),
        (length > 150, -2.5),
        (length > 100 && length <= 150, -1.0),
    ];
    let near = match distance {
        Some(-25..=45) => 2.0,
        Some(-60..=120) => 1.0,
        Some(distance) if distance < -60 => -1.5,
        Some(distance) if distance > 600 => -1.0,
        _ => 0.0,
    };
    let score = rules.iter().filter(|(holds, _)| *holds).map(|(_, worth)| worth).sum::<f64>();
    let score = score + near;
    let found = element_names(cue, lead, strong, length);
    let fits = !found.is_empty() && (strong || score >= 3.0);
    fits.then(|| {
        let score = score + worth(&found, house);
        Byline { names: found, score, place: cue.place, kind: cue.kind }
    })
}

/// What the names say for or against themselves.
fn worth(names: &[String], house: &House) -> f64 {
    let rules = [
        (names.iter().all(|name| is_one_word(name)), -1.0),
        (names.iter().any(|name| is_house(name)), -1.0),
        (names.iter().any(|name| is_site(name, house)), -2.0),
    ];
    rules.iter().filter(|(holds, _)| *holds).map(|(_, worth)| worth).sum()
}

/// The names inside an element: those that microdata give, else its links', else its text's.
fn element_names(cue: &Cue, lead: bool, strong: bool, length: usize) -> Vec<String> {
    let each = |texts: &[String]| -> Vec<String> {
        texts.iter().flat_map(|text| names(text, Care::Seen)).collect()
    };
    let inner = each(&cue.names);
    if !inner.is_empty() {
        return inner;
    }
    let linked = each(&cue.links);
    if !linked.is_empty() && (lead || linked.len() > 1) {
        return linked;
    }
    let found = names(&cue.text, Care::Seen);
    if found.is_empty() && strong && length <= 40 && cue.has(Mark::UserClass) {
        // A user name has any shape.
        let any = names(&cue.text, Care::Declared).into_iter();
        let any: Vec<String> = any.filter(|name| name.split_whitespace().count() <= 4).collect();
        return if any_placeholder(&any) { Vec::new() } else { any };
    }
    found
}
