use std::collections::BTreeMap;

use html5gum::{HtmlString, Spanned};
use text::cut;

/// Maximum number of bytes of a value.
const LONGEST: usize = 64 * 1024;

/// The attributes of a tag, with lower-case names. Character references in values are resolved.
#[derive(Debug, Clone, Default)]
pub(super) struct Attributes(BTreeMap<HtmlString, Spanned<HtmlString, ()>>);

impl Attributes {
    pub(super) fn new(attributes: BTreeMap<HtmlString, Spanned<HtmlString, ()>>) -> Self {
        Self(attributes)
    }

    /// The value of an attribute.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.get(name.as_bytes())?;
        std::str::from_utf8(value).ok().map(|value| cut(value, LONGEST))
    }

    /// The element's microdata properties, otherwise RDFa, without the vocabulary's prefix.
    pub(super) fn properties(&self) -> impl Iterator<Item = &str> {
        let properties = self.get("itemprop").or_else(|| self.get("property"));
        properties.unwrap_or_default().split_ascii_whitespace().map(|property| {
            let vocabularies = ["schema:", "dc:", "dcterms:"];
            vocabularies.iter().find_map(|name| property.strip_prefix(name)).unwrap_or(property)
        })
    }
}
