use article::{Found, Source};

use crate::meta;
use crate::reading::Reading;
use text::one_line;

/// A longer text is no section's name.
const LONGEST: usize = 80;

/// The site's section or category, where the document names one.
pub(crate) fn find(reading: &Reading<'_>) -> Option<Found<String>> {
    let json_ld = reading.json_ld.articles().find_map(|node| node.text("articleSection"));
    json_ld
        .map(|text| Found::stated(one_line(text, LONGEST), Source::JsonLd))
        .or_else(|| meta::first(reading, KEYS, LONGEST))
        .filter(|section| !meta::is_address(&section.value))
}

const KEYS: &[&str] = &[
    "article:section",
    "og:section",
    "section",
    "category",
    "parsely-section",
    "sailthru.section",
    "dc.subject.category",
    "cxenseparse:section",
    "og:article:section",
];
