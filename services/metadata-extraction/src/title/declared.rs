use article::{Found, Source};

use super::LONGEST;
use super::cut::without_site;
use crate::fold::{fold, similarity, squeeze};
use crate::meta;
use crate::reading::Reading;
use crate::site::squeezed_names;
use crate::text::one_line;

/// A heading this like a declared title is the headline.
const AGREES: f32 = 0.5;

/// The title that envelope or page declares.
///
/// The publisher's own comes first. Of a page's, the one that a heading confirms word for word is
/// surest; else the best source, without the site's name.
pub(crate) fn find(reading: &Reading<'_>) -> Option<Found<String>> {
    let given = reading.document.title.as_ref();
    if let Some(title) = given.filter(|t| matches!(t.source, Source::Envelope | Source::Header)) {
        return stated(&title.value, title.source);
    }
    let sites = squeezed_names(reading);
    let declared = all(reading);
    let headings: Vec<&str> = headings(reading).collect();
    for (title, source) in &declared {
        let (whole, short) = (fold(title), fold(without_site(title, &sites)));
        let confirmed = headings.iter().map(|heading| fold(heading)).any(|h| h == whole);
        if confirmed {
            return stated(title, *source);
        }
        // `Headline | Section | Site`: the heading says where the headline ends.
        let begun = headings.iter().find(|heading| {
            let heading = fold(heading);
            heading == short || (begins_title(&whole, &heading) && heading.len() * 3 > whole.len())
        });
        if let Some(heading) = begun {
            return stated(heading, *source);
        }
    }
    let surest = declared.iter().find(|(_, s)| matches!(s, Source::JsonLd | Source::OpenGraph));
    let agreeing = || {
        let likeness = |heading: &str| {
            declared.iter().map(|(title, _)| similarity(heading, title)).fold(0.0, f32::max)
        };
        headings.iter().find(|heading| likeness(heading) >= AGREES).map(|h| (*h, Source::Heading))
    };
    let (title, source) = surest
        .copied()
        .filter(|(title, _)| !is_cut_off(title))
        .or_else(agreeing)
        .or(surest.copied())
        .or_else(|| declared.first().copied())
        // A page without any title still has its first heading, if that is not the site's.
        .or_else(|| {
            let own = headings.iter().find(|heading| !sites.contains(&squeeze(heading)))?;
            Some((*own, Source::Heading))
        })?;
    stated(without_site(title, &sites), source)
}

/// What the page declares as its title, best source first.
fn all<'a>(reading: &Reading<'a>) -> Vec<(&'a str, Source)> {
    let json_ld = reading.json_ld.articles().filter_map(|node| {
        node.text("headline").or_else(|| node.text("name")).map(|title| (title, Source::JsonLd))
    });
    let og = meta::values(reading, "og:title").map(|title| (title, Source::OpenGraph));
    let other =
        ["twitter:title", "headline", "title", "dc.title", "dcterms.title", "parsely-title"]
            .into_iter()
            .flat_map(|key| meta::values(reading, key).map(|title| (title, Source::Meta)));
    let element = reading.document.title.as_ref().map(|t| (t.value.trim(), t.source));
    let all = json_ld.take(3).chain(og.take(2)).chain(other.take(6)).chain(element);
    all.map(|(title, source)| (crate::text::cut(title, 4 * LONGEST), source))
        .filter(|(title, _)| title.chars().any(char::is_alphanumeric))
        .collect()
}

/// The headings that come early enough to be the headline.
fn headings<'a>(reading: &Reading<'a>) -> impl Iterator<Item = &'a str> {
    let headings = reading.document.declared.headings.iter().take(8);
    headings.map(|heading| crate::text::cut(heading.trim(), 4 * LONGEST)).filter(|h| h.len() > 3)
}

/// Whether `title` goes on at a word's border after `heading`, both folded.
fn begins_title(title: &str, heading: &str) -> bool {
    heading.contains(' ') && title.strip_prefix(heading).is_some_and(|rest| rest.starts_with(' '))
}

fn is_cut_off(title: &str) -> bool {
    title.ends_with('…') || title.ends_with("...")
}

fn stated(title: &str, source: Source) -> Option<Found<String>> {
    let title = one_line(title, LONGEST);
    (!title.is_empty()).then(|| Found::stated(title, source))
}
