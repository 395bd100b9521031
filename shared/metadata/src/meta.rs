//! Reads `<meta>` elements and other short declared texts.

use article::{Document, Found, Source};

use crate::normalize::visible_text;
use text::one_line;

/// The first value of the first key that has one, on one line of at most `characters` characters.
pub(crate) fn first(
    document: &Document,
    keys: &[&str],
    characters: usize,
) -> Option<Found<String>> {
    keys.iter().find_map(|key| {
        let value = values(document, key).next()?;
        Some(Found::stated(shown(value, characters)?, source(key)))
    })
}

/// The values of a key in order, trimmed, without empty ones.
pub(crate) fn values<'a>(document: &'a Document, key: &str) -> impl Iterator<Item = &'a str> {
    let values = document.declared.meta.get(key).into_iter().flatten();
    values.map(|value| value.trim()).filter(|value| !value.is_empty())
}

/// A declared text as readers see it, on one line of at most `characters` characters; `None` if empty.
pub(crate) fn shown(text: &str, characters: usize) -> Option<String> {
    let shown = visible_text(text::cut(text, 8 * characters));
    shown.chars().any(char::is_alphanumeric).then(|| one_line(&shown, characters))
}

/// The source of a key's values.
pub(crate) fn source(key: &str) -> Source {
    if key.starts_with("og:") || key.starts_with("article:") {
        Source::OpenGraph
    } else {
        Source::Meta
    }
}

/// Whether a text is an address rather than a name or a sentence.
pub(crate) fn is_address(text: &str) -> bool {
    let text = text.trim_start();
    ["http:", "https:", "//", "www.", "/"].iter().any(|start| text.starts_with(start))
}
