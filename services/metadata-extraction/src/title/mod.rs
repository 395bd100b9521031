//! The headline: as declared, as the text's first line, or from its first clause.

mod clause;
mod cut;
mod declared;
mod line;

use article::{Found, Source};

use crate::reading::Reading;

/// No headline is longer.
pub(crate) const LONGEST: usize = 300;

/// The title that the document states: envelope, page, or the text's first line.
pub(crate) fn stated(reading: &Reading<'_>) -> Option<Found<String>> {
    declared::find(reading).or_else(|| line::find(reading))
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
