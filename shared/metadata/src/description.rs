use article::{Found, Source};

use crate::article_view::ArticleView;
use crate::envelope::text as given;
use crate::meta;

/// The maximum length of a description, in characters. Longer ones repeat the article.
const LONGEST: usize = 1_000;

/// The declared summary, from JSON-LD, OpenGraph or other meta elements.
pub(crate) fn find(view: &ArticleView<'_>) -> Option<Found<String>> {
    let json_ld = view.json_ld.articles().find_map(|node| node.text("description"));
    given(view, "description")
        .and_then(|text| Some(Found::stated(meta::shown(text, LONGEST)?, Source::Envelope)))
        .or_else(|| Some(Found::stated(meta::shown(json_ld?, LONGEST)?, Source::JsonLd)))
        .or_else(|| meta::first(view.document, KEYS, LONGEST))
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
