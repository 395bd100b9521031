use article::{Found, Source};

use crate::meta;
use crate::reading::Reading;
use text::one_line;

/// A longer summary is the article itself.
const LONGEST: usize = 1_000;

/// The summary that the document gives of itself: JSON-LD, OpenGraph, then other meta elements.
pub(crate) fn find(reading: &Reading<'_>) -> Option<Found<String>> {
    let json_ld = reading.json_ld.articles().find_map(|node| node.text("description"));
    json_ld
        .map(|text| Found::stated(one_line(text, LONGEST), Source::JsonLd))
        .or_else(|| meta::first(reading, KEYS, LONGEST))
}

const KEYS: &[&str] = &[
    "og:description",
    "description",
    "twitter:description",
    "dc.description",
    "dcterms.description",
    "dcterms.abstract",
    "sailthru.description",
    "abstract",
];
