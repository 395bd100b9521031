use article::{Cue, Mark, Zone};

use super::candidate::{Byline, total};
use crate::authors::clean::{Strictness, any_placeholder, has_lead, names};
use crate::authors::shape::{has_cjk, has_organisation_word, is_one_word, is_site};
use crate::headline::Headline;
use crate::site_names::SiteNames;

/// The bylines among the elements that look like an author's.
pub(super) fn find(elements: &[Cue], headline: &Headline, site: &SiteNames) -> Vec<Byline> {
    elements.iter().filter_map(|cue| element(cue, headline, site)).collect()
}

fn element(cue: &Cue, headline: &Headline, site: &SiteNames) -> Option<Byline> {
    let has = |mark| cue.has(mark);
    if cue.is_in(Zone::Comments) || cue.is_only_member() {
        return None;
    }
    let byline = has(Mark::BylineClass);
    let strong = byline || has(Mark::AuthorProperty) || has(Mark::AuthorLink);
    let length = cue.characters();
    let distance = headline.distance(cue.place);
    let lead = has_lead(&cue.text);
    // The author of a quotation is not the article's.
    let is_stated = has(Mark::AuthorProperty) || has(Mark::AuthorLink);
    if has(Mark::QuoteClass) && !is_stated {
        return None;
    }
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
    let score = total(&rules) + near;
    let found = element_names(cue, lead, strong, length);
    // A box that names a person and then describes them is about the author.
    let repeated = byline
        && has(Mark::BoxClass)
        && found.len() == 1
        && cue.text.matches(&found[0]).count() > 1;
    let score = if repeated { score + 2.0 } else { score };
    let fits = !found.is_empty() && (strong || score >= 3.0);
    fits.then(|| {
        let score = score + worth(&found, site);
        Byline::of(cue, cue.kind, found, score)
    })
}

/// The names of several words if there are any, else all names.
fn without_words(names: Vec<String>) -> Vec<String> {
    let is_full = |name: &String| !is_one_word(name) || has_cjk(name);
    if names.iter().any(is_full) { names.into_iter().filter(is_full).collect() } else { names }
}

/// Points for the names themselves.
fn worth(names: &[String], site: &SiteNames) -> f64 {
    let rules = [
        (names.iter().all(|name| is_one_word(name)), -1.0),
        (names.iter().any(|name| has_organisation_word(name)), -1.0),
        (names.iter().any(|name| is_site(name, site)), -2.0),
    ];
    total(&rules)
}

/// Whether the author's microdata is a single name without the shape of a person's name.
fn has_user_name(cue: &Cue) -> bool {
    let short = |name: &String| name.split_whitespace().count() <= 3;
    cue.has(Mark::AuthorProperty) && !cue.names.is_empty() && cue.names.iter().all(short)
}

/// The names in an element: those of its microdata, else of its links, else of its text.
fn element_names(cue: &Cue, lead: bool, strong: bool, length: usize) -> Vec<String> {
    let each = |texts: &[String]| -> Vec<String> {
        texts.iter().flat_map(|text| names(text, Strictness::Seen)).collect()
    };
    let inner = each(&cue.names);
    if !inner.is_empty() {
        return inner;
    }
    // User names in microdata may have any shape.
    if has_user_name(cue) {
        let any = cue.names.iter().flat_map(|name| names(name, Strictness::Declared));
        let first: Vec<String> = any.take(1).collect();
        return if any_placeholder(&first) { Vec::new() } else { first };
    }
    // Next to the link to the author there are often links to a section and to comments.
    let linked = without_words(each(&cue.links));
    if !linked.is_empty() && (lead || linked.len() > 1) {
        return linked;
    }
    let found = names(&cue.text, Strictness::Seen);
    if found.is_empty() && strong && length <= 40 && cue.has(Mark::UserClass) {
        // User names may have any shape.
        let any = names(&cue.text, Strictness::Declared).into_iter();
        let any: Vec<String> = any.filter(|name| name.split_whitespace().count() <= 4).collect();
        return if any_placeholder(&any) { Vec::new() } else { any };
    }
    found
}
