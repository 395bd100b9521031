use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;

use crate::Timestamp;

/// A document as someone published it: any bytes, any headers.
#[derive(Debug, Clone)]
pub struct RawMessage {
    /// The body.
    pub body: Bytes,
    /// The headers.
    pub headers: Headers,
    /// The lane it came in by: `feeds` of `articles.raw.feeds`.
    pub lane: Option<String>,
    /// When the first stream stored it; without a broker, when it was read.
    pub received_at: Timestamp,
}

/// Headers of a message, in order, looked up without regard to case. Cheap to clone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers(Arc<Vec<Header>>);

/// A name, which for most is one that the program knows, and a value.
type Header = (Cow<'static, str>, String);

impl Headers {
    /// The first value under `name`.
    pub fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(value)
    }

    /// Adds a value, beside any that stand under the same name.
    pub fn push(&mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) {
        Arc::make_mut(&mut self.0).push((name.into(), value.into()));
    }

    /// All headers in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> + Clone {
        self.0.iter().map(|(name, value)| (name.as_ref(), value.as_str()))
    }

    /// The same, with names that say whether the program knows them.
    pub fn named(&self) -> impl Iterator<Item = (&Cow<'static, str>, &str)> {
        self.0.iter().map(|(name, value)| (name, value.as_str()))
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Headers {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(headers: I) -> Self {
        let pair = |(name, value): (N, V)| (Cow::Owned(name.into()), value.into());
        Self(Arc::new(headers.into_iter().map(pair).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_found_without_regard_to_case() {
        let headers = Headers::from_iter([("courant-URL", "https://example.org/")]);
        assert_eq!(headers.get("Courant-Url"), Some("https://example.org/"));
        assert_eq!(headers.get("Courant-Source"), None);
    }
}
