use article::{Found, Source};
use serde_json::Value;

use crate::article_view::ArticleView;
use crate::envelope;
use crate::meta;
use text::fold::squeeze;

/// The maximum number of tags; more are keyword stuffing.
const MOST: usize = 40;
/// The maximum length of a tag, in characters.
const LONGEST: usize = 80;

/// The declared tags in order, without duplicates.
pub(crate) fn find(view: &ArticleView<'_>) -> Vec<Found<String>> {
    let mut tags = Tags::default();
    for member in ["tags", "keywords"] {
        envelope::texts(view, member).for_each(|tag| tags.add(tag, Source::Envelope));
        if let Some(list) = envelope::text(view, member) {
            tags.add_list(list, Source::Envelope);
        }
    }
    for key in ["article:tag", "og:article:tag"] {
        // The protocol requires one element per tag, but some sites list all tags in one.
        meta::values(view.document, key).for_each(|value| tags.add_list(value, Source::OpenGraph));
    }
    for node in view.json_ld.articles() {
        let keywords = node.get("keywords");
        let one = keywords.and_then(Value::as_str).into_iter();
        let many = keywords.and_then(Value::as_array).into_iter().flatten();
        one.for_each(|list| tags.add_list(list, Source::JsonLd));
        many.filter_map(name).for_each(|tag| tags.add(tag, Source::JsonLd));
    }
    for key in ["news_keywords", "keywords", "parsely-tags", "sailthru.tags", "dc.subject"] {
        meta::values(view.document, key).for_each(|value| tags.add_list(value, Source::Meta));
    }
    tags.found
}

#[derive(Default)]
struct Tags {
    found: Vec<Found<String>>,
    /// The same tags, squeezed, to find duplicates.
    known: Vec<String>,
}

impl Tags {
    fn add_list(&mut self, list: &str, source: Source) {
        let list = &meta::shown(list, MOST * LONGEST).unwrap_or_default();
        let marks = if list.contains([';', '；']) { ";；" } else { ",，、" };
        list.split(|c| marks.contains(c)).take(2 * MOST).for_each(|tag| self.add(tag, source));
    }

    fn add(&mut self, tag: &str, source: Source) {
        let Some(tag) = meta::shown(tag, LONGEST + 1) else { return };
        let tag = tag.trim_start_matches('#');
        let key = squeeze(tag);
        let fits = !key.is_empty() && tag.chars().count() <= LONGEST;
        // Some sites list internal tags in JSON-LD: `tag:sport`, `https://…`.
        if fits && self.found.len() < MOST && !meta::is_address(tag) && !self.known.contains(&key) {
            self.found.push(Found::stated(tag.to_owned(), source));
            self.known.push(key);
        }
    }
}

/// A keyword given as a text or as a `DefinedTerm`.
fn name(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.get("name")?.as_str())
}
