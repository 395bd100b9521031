use article::Source;

use super::visible::{Seen, bare, members};
use super::{chinese, declared, shape, visible};
use crate::article_view::ArticleView;
use crate::headline::Headline;
use crate::normalize::folded;

/// Names that may be the page's authors, and where they were found.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) names: Vec<String>,
    /// The folded names, sorted. Candidates with the same key are merged.
    pub(super) key: Vec<String>,
    origins: Vec<Origin>,
    /// According to JSON-LD, all of them are organisations.
    pub(super) is_organization: bool,
    /// The source of the meta element.
    pub(super) meta: Source,
    /// The byline with these names that has the highest score.
    pub(super) seen: Option<Seen>,
}

/// Where the names of a candidate were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    JsonLd,
    Meta,
    Chinese,
    Element,
    Line,
    /// The first member of a forum on the page.
    Member,
    /// Below a line that only says `Written by`, or above one that only gives a role.
    Labelled,
    /// A single word after a lead.
    Led,
    /// In a line near the headline, with a date next to it.
    Dated,
    /// The person after whom the site is named, or who holds its copyright.
    Owner,
}

impl Candidate {
    pub(super) fn has(&self, origin: Origin) -> bool {
        self.origins.contains(&origin)
    }

    /// The number of places in which it was found.
    pub(super) fn sources(&self) -> usize {
        self.origins.len()
    }

    pub(super) fn is_declared(&self) -> bool {
        self.has(Origin::JsonLd) || self.has(Origin::Meta)
    }
}

/// Collects the candidates for a page's authors.
pub(super) fn gather(
    view: &ArticleView<'_>,
    headline: &Headline,
    title: Option<&str>,
) -> Vec<Candidate> {
    let site = &view.site_names;
    let mut all = Vec::new();
    let json_ld = declared::json_ld(view);
    let names = shape::without_site(json_ld.names, site);
    if let Some(candidate) = add(&mut all, names, Origin::JsonLd) {
        candidate.is_organization = json_ld.is_organisation;
    }
    for (names, source) in declared::metas(view) {
        if let Some(candidate) = add(&mut all, shape::without_site(names, site), Origin::Meta) {
            candidate.meta = source;
        }
    }
    add(&mut all, chinese::find(view, title), Origin::Chinese);
    let strangers = |seen: &Seen| is_stranger(seen, view, headline);
    for seen in visible::find(view, headline, site).into_iter().filter(|seen| !strangers(seen)) {
        let origin = if seen.is_element { Origin::Element } else { Origin::Line };
        if let Some(candidate) = add(&mut all, seen.names.clone(), origin) {
            candidate.seen.get_or_insert(seen);
        }
    }
    let mut add_seen = |seen: Option<Seen>, origin| {
        if let Some(seen) = seen
            && let Some(candidate) = add(&mut all, seen.names.clone(), origin)
        {
            candidate.seen.get_or_insert(seen);
        }
    };
    add_seen(members::first(view, headline), Origin::Member);
    add_seen(bare::labelled(view, headline), Origin::Labelled);
    add_seen(bare::led(view, headline), Origin::Led);
    add_seen(bare::dated(view, headline, title), Origin::Dated);
    add(&mut all, bare::owner(view).into_iter().collect(), Origin::Owner);
    all
}

/// Whether a byline belongs to another article or to a list of people in a sidebar.
fn is_stranger(seen: &Seen, view: &ArticleView<'_>, headline: &Headline) -> bool {
    let own = |under: u32| headline.distance(under).is_some_and(|distance| distance.abs() <= 2);
    let below = view.cues.text.last().is_some_and(|last| seen.place > *last);
    let far = headline.distance(seen.place).is_some_and(|distance| distance > 120);
    seen.under.is_some_and(|under| !own(under))
        || (seen.is_neighbour || seen.is_beside && seen.names.len() > 1) && (below || far)
}

fn add(all: &mut Vec<Candidate>, names: Vec<String>, origin: Origin) -> Option<&mut Candidate> {
    if names.is_empty() {
        return None;
    }
    let mut key: Vec<String> = names.iter().map(|name| folded(name)).collect();
    key.sort_unstable();
    let at = all.iter().position(|known| known.key == key).unwrap_or_else(|| {
        let candidate = Candidate {
            names,
            key,
            origins: Vec::new(),
            is_organization: false,
            meta: Source::Meta,
            seen: None,
        };
        all.push(candidate);
        all.len() - 1
    });
    let candidate = &mut all[at];
    if !candidate.has(origin) {
        candidate.origins.push(origin);
    }
    Some(candidate)
}
