use std::fmt::{Display, Write};
use std::sync::Arc;

use smallvec::SmallVec;

/// Headers of a message, in order. Lookup is case-insensitive, and clones are cheap.
///
/// Names and values share one string, so most messages take two allocations.
///
/// ```
/// use courant_article::{Headers, header};
///
/// let mut headers = Headers::from_iter([("courant-url", "https://example.org/a")]);
/// headers.push(header::RUN, 7);
/// assert_eq!(headers.get(header::URL), Some("https://example.org/a"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Headers(Arc<Fields>);

#[derive(Debug, Clone, Default)]
struct Fields {
    text: String,
    fields: SmallVec<[Field; FIELDS]>,
}

/// Offsets of a header's name and value in the text.
#[derive(Debug, Clone, Copy)]
struct Field {
    /// A name that the program knows; it is not part of the text.
    known: Option<&'static str>,
    name: usize,
    value: usize,
    end: usize,
}

/// A header's name: known to the program or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderName<'a> {
    /// One of [`crate::header`].
    Known(&'static str),
    /// Any other name.
    Other(&'a str),
}

/// Length of a typical hop's values, in bytes.
const CAPACITY: usize = 256;
const FIELDS: usize = 8;

impl Headers {
    /// The first value under `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(value)
    }

    /// Adds a value. Existing values of the same name stay.
    pub fn push(&mut self, name: &'static str, value: impl Display) {
        Arc::make_mut(&mut self.0).add(HeaderName::Known(name), value);
    }

    /// All headers in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> + Clone {
        self.named().map(|(name, value)| match name {
            HeaderName::Known(name) | HeaderName::Other(name) => (name, value),
        })
    }

    /// All headers in order, with names that show whether the program knows them.
    pub fn named(&self) -> impl Iterator<Item = (HeaderName<'_>, &str)> + Clone {
        let Fields { text, fields } = &*self.0;
        fields.iter().map(|&Field { known, name, value, end }| {
            let name = known.map_or(HeaderName::Other(&text[name..value]), HeaderName::Known);
            (name, &text[value..end])
        })
    }
}

impl Fields {
    fn add(&mut self, name: HeaderName<'_>, value: impl Display) {
        if self.fields.is_empty() {
            self.text.reserve(CAPACITY);
        }
        let start = self.text.len();
        let known = match name {
            HeaderName::Known(name) => Some(name),
            HeaderName::Other(name) => {
                self.text.push_str(name);
                None
            }
        };
        let middle = self.text.len();
        write!(self.text, "{value}").expect("writing to a String does not fail");
        self.fields.push(Field { known, name: start, value: middle, end: self.text.len() });
    }
}

impl PartialEq for Headers {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Headers {}

impl<N: AsRef<str>, V: AsRef<str>> FromIterator<(N, V)> for Headers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(headers: I) -> Self {
        let mut fields = Fields::default();
        for (name, value) in headers {
            fields.add(HeaderName::Other(name.as_ref()), value.as_ref());
        }
        Self(Arc::new(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lookup_is_case_insensitive() {
        let headers = Headers::from_iter([("courant-URL", "https://example.org/")]);
        assert_eq!(headers.get("Courant-Url"), Some("https://example.org/"));
        assert_eq!(headers.get("Courant-Source"), None);
    }

    #[test]
    fn headers_keep_their_order() {
        let mut headers = Headers::from_iter([("Über", "ä"), ("", "")]);
        headers.push("Courant-Run", 7);
        headers.push("Courant-Run", "");
        let before = headers.clone();
        headers.push("Courant-Url", format_args!("{}/{}", "a", "b"));
        let all = [
            ("Über", "ä"),
            ("", ""),
            ("Courant-Run", "7"),
            ("Courant-Run", ""),
            ("Courant-Url", "a/b"),
        ];
        assert_eq!(headers.iter().collect::<Vec<_>>(), all);
        assert_eq!(before.iter().count(), 4, "a clone does not change");
        assert_eq!(headers.named().nth(2), Some((HeaderName::Known("Courant-Run"), "7")));
    }

    #[test]
    fn known_and_other_names_compare_equal() {
        let mut known = Headers::default();
        known.push("Courant-Run", "a");
        assert_eq!(known, Headers::from_iter([("Courant-Run", "a")]));
        assert_ne!(known, Headers::from_iter([("Courant-Run", "b")]));
        assert_ne!(known, Headers::default());
    }
}
