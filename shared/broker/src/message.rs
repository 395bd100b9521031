use article::{HeaderName, Headers};
use async_nats::HeaderMap;
use async_nats::header::{self, HeaderValue};
use bytes::Bytes;

use crate::Subject;

/// A message to publish.
#[derive(Debug, Clone)]
pub struct Outbound {
    /// The subject.
    pub subject: Subject,
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

/// Headers in async-nats's form. Line breaks in a value become spaces, because they would end it.
/// An invalid name is dropped.
pub(crate) fn to_nats(headers: &Headers) -> HeaderMap {
    let mut map = HeaderMap::new();
    for (place, (name, value)) in headers.named().enumerate() {
        let value = value
            .parse::<HeaderValue>()
            .unwrap_or_else(|_| value.replace(['\r', '\n'], " ").into());
        match name {
            // A known name is valid, and nearly always appears once.
            HeaderName::Known(known) => {
                let name = header::HeaderName::from_static(known);
                match headers.iter().take(place).any(|(before, _)| before == known) {
                    true => map.append(name, value),
                    false => map.insert(name, value),
                }
            }
            HeaderName::Other(name) => {
                if let Ok(name) = name.parse::<header::HeaderName>() {
                    map.append(name, value);
                }
            }
        }
    }
    map
}

/// Headers from async-nats's form, one entry for each value.
pub(crate) fn from_nats(map: Option<&HeaderMap>) -> Headers {
    map.into_iter()
        .flat_map(HeaderMap::iter)
        .flat_map(|(name, values)| values.iter().map(move |value| (name, value)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_be_repeated() {
        let mut headers = Headers::from_iter([("A", "1"), ("B", "2")]);
        headers.push("A", 3);
        headers.push("C", 4);
        headers.push("C", 5);
        let map = to_nats(&headers);
        let all = |name| map.get_all(name).map(HeaderValue::as_str).collect::<Vec<_>>();
        assert_eq!((all("A"), all("B"), all("C")), (vec!["1", "3"], vec!["2"], vec!["4", "5"]));
    }

    #[test]
    fn a_value_with_line_breaks_can_add_no_header() {
        let headers = Headers::from_iter([("Courant-Url", "x\r\nNats-Rollup: all")]);
        let back = from_nats(Some(&to_nats(&headers)));
        assert_eq!(back.get("Courant-Url"), Some("x  Nats-Rollup: all"));
        assert_eq!(back.iter().count(), 1);
    }
}
