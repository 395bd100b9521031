use std::borrow::Cow;

use article::Headers;
use async_nats::HeaderMap;
use async_nats::header::{HeaderName, HeaderValue};
use bytes::Bytes;

/// A message to publish.
#[derive(Debug, Clone)]
pub struct Outbound {
    /// The subject.
    pub subject: String,
    /// The headers.
    pub headers: Headers,
    /// The body.
    pub body: Bytes,
}

impl Outbound {
    /// Its size as the server counts it against `max_payload`: headers and body.
    pub fn size(&self) -> usize {
        header_size(&self.headers) + self.body.len()
    }
}

/// Length of headers on the wire: `NATS/1.0\r\n`, `name: value\r\n` each, `\r\n`.
pub(crate) fn header_size(headers: &Headers) -> usize {
    headers.iter().map(|(name, value)| name.len() + value.len() + 4).sum::<usize>() + 12
}

/// Headers for the wire. Line breaks would end a value early, so they become spaces; a name that
/// the protocol can't carry is left out.
pub(crate) fn to_nats(headers: &Headers) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (name, value) in headers.named() {
        let name = match name {
            // One of ours, so it needs no looking at.
            Cow::Borrowed(name) => Ok(HeaderName::from_static(name)),
            Cow::Owned(name) => name.parse(),
        };
        let Ok(name) = name else { continue };
        let value = match value.contains(['\r', '\n']) {
            true => value.replace(['\r', '\n'], " ").parse::<HeaderValue>(),
            false => value.parse(),
        };
        let Ok(value) = value else { continue };
        map.append(name, value);
    }
    map
}

/// Headers off the wire, each value by itself.
pub(crate) fn from_nats(map: Option<&HeaderMap>) -> Headers {
    let mut headers = Headers::default();
    for (name, values) in map.into_iter().flat_map(HeaderMap::iter) {
        let name: &str = name.as_ref();
        for value in values {
            headers.push(name.to_owned(), value.as_str());
        }
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_with_line_breaks_can_add_no_header() {
        let headers = Headers::from_iter([("Courant-Url", "x\r\nNats-Rollup: all")]);
        let back = from_nats(Some(&to_nats(&headers)));
        assert_eq!(back.get("Courant-Url"), Some("x  Nats-Rollup: all"));
        assert_eq!(back.iter().count(), 1);
    }
}
