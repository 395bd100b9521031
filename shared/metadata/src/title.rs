//! The headline: as the publisher gives it, as the page declares it, as the text's first line, or
//! from its first clause.
//!
//! What a page declares is seldom one thing: candidates from all places are gathered
//! (`candidates`), described (`features`) and weighed (`weights`).

mod candidates;
mod clause;
mod cuts;
mod features;
mod line;
mod weighed;
mod weights;

use article::{Found, Source};

#[cfg(feature = "training")]
pub(crate) use weighed::described;

use crate::house::House;
use crate::reading::Reading;
use text::one_line;

/// No headline is longer.
pub(crate) const LONGEST: usize = 300;

/// The title that the document states: envelope, page, or the text's first line.
pub(crate) fn stated(reading: &Reading<'_>) -> Option<Found<String>> {
    given(reading).or_else(|| weighed::find(reading)).or_else(|| line::find(reading))
}

/// A title for a text without one: the first clause of its lede.
pub(crate) fn from_lede(lede: &str, reading: &Reading<'_>) -> Option<Found<String>> {
    let value = clause::first(lede, reading)?;
    Some(Found {
        value,
        source: Source::Inferred,
        confidence: Some(0.5),
        evidence: Some("the lede's first clause: the text has no headline".to_owned()),
    })
}

/// The part of a title that is the site's name: its last, or its first.
pub(crate) fn site_part<'a>(title: &'a str, house: &House) -> Option<&'a str> {
    let all = cuts::cuts(title);
    let last = all.last().map(|cut| &title[cut.tail..]);
    let first = all.first().map(|cut| &title[..cut.head]);
    let named = |part: &&str| part.chars().any(char::is_alphabetic) && house.is(part);
    last.into_iter().chain(first).find(named)
}

/// What the publisher's envelope, or a header line of the text, says outright.
fn given(reading: &Reading<'_>) -> Option<Found<String>> {
    let title = reading.document.title.as_ref()?;
    let outright = title.source != Source::TitleElement;
    let value = one_line(&title.value, LONGEST);
    (outright && value.chars().any(char::is_alphanumeric))
        .then(|| Found::stated(value, title.source))
}
