use article::{Found, Source};

use crate::article_view::ArticleView;
use crate::meta;
use text::one_line;

/// The maximum length of a description, in characters. Longer ones repeat the article.
const LONGEST: usize = 1_000;

/// The summary that the document declares: in JSON-LD, OpenGraph, or other meta elements.
pub(crate) fn find(view: &ArticleView<'_>) -> Option<Found<String>> {
    let json_ld = view.json_ld.articles().find_map(|node| node.text("description"));
    json_ld
        .map(|text| Found::stated(one_line(text, LONGEST), Source::JsonLd))
        .or_else(|| meta::first(view, KEYS, LONGEST))
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
