use article::{Found, Source};

use crate::article_view::ArticleView;
use crate::envelope::text as given;
use crate::meta;

/// The maximum length of a section's name, in characters.
const LONGEST: usize = 80;

/// The section or category of the site, if declared.
pub(crate) fn find(view: &ArticleView<'_>) -> Option<Found<String>> {
    let json_ld = view.json_ld.articles().find_map(|node| node.text("articleSection"));
    given(view, "section")
        .and_then(|text| Some(Found::stated(meta::shown(text, LONGEST)?, Source::Envelope)))
        .or_else(|| Some(Found::stated(meta::shown(json_ld?, LONGEST)?, Source::JsonLd)))
        .or_else(|| meta::first(view.document, KEYS, LONGEST))
        .filter(|section| !meta::is_address(&section.value))
}

const KEYS: &[&str] = &[
    "article:section",
    "articlesection",
    "og:section",
    "section",
    "category",
    "parsely-section",
    "sailthru.section",
    "dc.subject.category",
    "cxenseparse:section",
    "og:article:section",
];
