//! Authors that are visible on the page. Elements and lines that look like a byline are scored by their
//! classes and properties, by their first words, and by their distance from the headline.

pub(super) mod bare;
mod candidate;
mod elements;
mod lines;
pub(super) mod members;

use std::borrow::Cow;

use article::{Cue, Zone};

use super::author_names::add;
use crate::article_view::ArticleView;
use crate::headline::Headline;
use crate::site_names::SiteNames;
use candidate::Byline;

/// The minimum score of a byline, and the maximum number of bylines.
const LEAST: f64 = 2.5;
const MOST: usize = 8;
/// The maximum distance between the bylines of one article, in elements, and the maximum difference
/// between their scores.
const TOGETHER: i64 = 14;
const LOWER: f64 = 1.5;

/// Names that are visible in one place.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    pub(super) names: Vec<String>,
    pub(super) score: f64,
    pub(super) place: u32,
    pub(super) is_element: bool,
    /// Whether no byline of the page has a higher score.
    pub(super) is_first: bool,
    /// Whether they are in a sidebar.
    pub(super) is_beside: bool,
    /// Whether they are among links to other articles.
    pub(super) is_neighbour: bool,
    /// Position of the linked heading of the box around them.
    pub(super) under: Option<u32>,
}

impl Seen {
    /// A name that no rule scores.
    fn at(cue: &Cue, name: String) -> Self {
        Self {
            names: vec![name],
            score: 0.0,
            place: cue.place,
            is_element: false,
            is_first: false,
            is_beside: cue.is_in(Zone::Side),
            is_neighbour: false,
            under: cue.under,
        }
    }
}

/// The bylines with the highest scores, best first.
pub(super) fn find(view: &ArticleView<'_>, headline: &Headline, site: &SiteNames) -> Vec<Seen> {
    let cues = view.cues;
    let mut all = elements::find(&without_lead(&cues.authors, view.code), headline, site);
    all.extend(lines::find(&without_lead(&cues.lines, view.code), headline, site, view.code));
    // Of equal scores, an element is more reliable than a line.
    let rank = |byline: &Byline| ((byline.score * 100.0).round() as i64, byline.kind.is_some());
    all.sort_by(|a, b| rank(b).cmp(&rank(a)).then(a.place.cmp(&b.place)));
    let most = all.first().map_or(0.0, |first| first.score);
    let best = all.iter().filter(|byline| byline.score >= LEAST).take(MOST);
    best.map(|byline| Seen {
        names: names(byline, &all),
        score: byline.score,
        place: byline.place,
        is_element: byline.kind.is_some(),
        is_first: byline.score >= most,
        is_beside: byline.is_beside,
        is_neighbour: byline.is_neighbour,
        under: byline.under,
    })
    .collect()
}

/// Elements or lines without a lead that is part of a name in other languages.
fn without_lead<'a>(elements: &'a [Cue], code: &str) -> Cow<'a, [Cue]> {
    let leads: &[&str] = match code {
        "ca" => &["Per "],
        "cy" => &["Gan "],
        "fil" | "tl" => &["Ni ", "Nina "],
        "ga" => &["Le "],
        "mt" => &["Minn "],
        "sw" => &["Na ", "Imeandikwa na "],
        _ => return Cow::Borrowed(elements),
    };
    let without = |cue: &Cue| {
        let rest = leads.iter().find_map(|lead| cue.text.strip_prefix(lead));
        let rest = rest.filter(|rest| rest.contains(' '));
        rest.map_or_else(|| cue.clone(), |rest| Cue { text: rest.to_owned(), ..cue.clone() })
    };
    elements.iter().map(without).collect()
}

/// The names of a byline and of adjacent ones, in page order.
fn names(byline: &Byline, all: &[Byline]) -> Vec<String> {
    let mut group: Vec<&Byline> = all.iter().filter(|other| together(byline, other)).collect();
    group.push(byline);
    group.sort_by_key(|other| other.place);
    let mut names = Vec::new();
    group.into_iter().for_each(|other| add(&mut names, other.names.clone()));
    names
}

fn together(best: &Byline, other: &Byline) -> bool {
    best.kind.is_some()
        && best.kind == other.kind
        && best.under == other.under
        && best.place != other.place
        && (i64::from(best.place) - i64::from(other.place)).abs() <= TOGETHER
        && other.score >= best.score - LOWER
}
