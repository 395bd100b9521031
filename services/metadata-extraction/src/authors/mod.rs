//! Who wrote the article.

mod byline;
mod cjk;
mod clean;
mod declared;
mod json_ld;
mod lead;
mod shape;
mod words;

use article::{Found, Source};

pub(crate) use byline::is_byline;

use crate::fold::squeeze;
use crate::reading::Reading;
use crate::site::squeezed_names;

/// As many are kept.
const MOST: usize = 12;

/// The authors' names, in order, all from one source: the first that names people; else the
/// first that names a newsroom; else what says outright that the site's own name is the author's.
pub(crate) fn find(reading: &Reading<'_>) -> Vec<Found<String>> {
    if let Some((names, source)) = declared::given(reading) {
        return found(names, source);
    }
    let sites = squeezed_names(reading);
    let mut houses = None;
    for ask in [json_ld::find, declared::meta, declared::seen, byline::find] {
        let Some((names, source)) = ask(reading) else { continue };
        // A site's name beside a person's is no author.
        let (site, mut names): (Vec<String>, Vec<String>) =
            names.into_iter().partition(|name| sites.contains(&squeeze(name)));
        drop(site);
        names.truncate(MOST);
        if names.iter().any(|name| shape::is_person(name)) {
            return found(names, source);
        }
        if !names.is_empty() {
            houses.get_or_insert((names, source));
        }
    }
    let own =
        houses.or_else(|| json_ld::find_own(reading)).or_else(|| declared::meta_person(reading));
    own.map(|(names, source)| found(names, source)).unwrap_or_default()
}

fn found(names: Vec<String>, source: Source) -> Vec<Found<String>> {
    names.into_iter().take(MOST).map(|name| Found::stated(name, source)).collect()
}

/// Names without repetition, whatever their writing.
fn distinct(names: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut known = Vec::new();
    let mut distinct = Vec::new();
    for name in names {
        let key = squeeze(&name);
        if !known.contains(&key) && distinct.len() < 2 * MOST {
            known.push(key);
            distinct.push(name);
        }
    }
    distinct
}
