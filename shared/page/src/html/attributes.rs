use text::cut;

/// Maximum number of bytes of a value.
const LONGEST: usize = 64 * 1024;

/// The attributes of a tag, with lower-case names, in the page's order. Character references in values
/// are resolved. Of attributes with the same name, the first counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Attributes(Vec<(String, String)>);

impl Attributes {
    /// Adds an attribute without a value.
    pub(super) fn add(&mut self, name: String) {
        self.0.push((name, String::new()));
    }

    /// Adds to the value of the last attribute.
    pub(super) fn extend(&mut self, value: &str) {
        if let Some((_, last)) = self.0.last_mut() {
            last.push_str(value);
        }
    }

    /// The value of an attribute.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(other, _)| other == name)?;
        Some(cut(value, LONGEST))
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
