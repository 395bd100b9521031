//! Parsing of web addresses (URL Living Standard), and their host and path.

use percent_encoding::percent_decode_str;
use url::Url;

/// The maximum length of an address, in bytes; browsers reject longer ones.
const LONGEST: usize = 2_000;

/// An absolute `http` or `https` address. A relative `text` is resolved against `base`.
pub(crate) fn web(text: &str, base: Option<&Url>) -> Option<Url> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    // Spaces in a path become `%20`, but a sentence is not an address.
    let is_path = ["http://", "https://", "/"].iter().any(|start| text.starts_with(start));
    let spaced = |c: char| c.is_whitespace() && (c != ' ' || !is_path);
    if text.contains(spaced) {
        return None;
    }
    let parsed = Url::parse(text).or_else(|error| base.map_or(Err(error), |base| base.join(text)));
    parsed.ok().filter(|url| matches!(url.scheme(), "http" | "https") && host(url).is_some())
}

/// The host name in Unicode, without `www.`; `None` if it has no dot.
pub(crate) fn host(url: &Url) -> Option<String> {
    let host = full_host(url)?;
    let host = host.strip_prefix("www.").unwrap_or(&host);
    host.contains('.').then(|| host.to_owned())
}

/// The host name in Unicode.
pub(crate) fn full_host(url: &Url) -> Option<String> {
    let (host, _) = idna::domain_to_unicode(url.host_str()?);
    let host = host.trim_end_matches('.');
    (!host.is_empty()).then(|| host.to_owned())
}

/// The path, percent-decoded, in lower case.
pub(crate) fn path(url: &Url) -> String {
    percent_decode_str(text::cut(url.path(), LONGEST)).decode_utf8_lossy().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_has_no_user_port_or_www() {
        let cases = [
            ("https://www.Example.org:8080/a?b", Some("example.org")),
            ("http://user@news.example.co.uk", Some("news.example.co.uk")),
            ("https://www.пример.example/", Some("пример.example")),
            ("https://localhost/", None),
        ];
        for (url, expected) in cases {
            assert_eq!(host(&Url::parse(url).unwrap()).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn only_web_addresses_are_accepted() {
        let base = Url::parse("https://example.org/a/b").unwrap();
        let cases = [
            (" https://example.org/a ", Some("https://example.org/a")),
            ("c.jpg", Some("https://example.org/a/c.jpg")),
            ("/c.jpg", Some("https://example.org/c.jpg")),
            ("//cdn.example.org/c.jpg", Some("https://cdn.example.org/c.jpg")),
            ("javascript://example.org/%0a", None),
            ("data:image/png;base64,AAAA", None),
            ("https://example.org/a b", Some("https://example.org/a%20b")),
            ("/a b.jpg", Some("https://example.org/a%20b.jpg")),
            ("a sentence about it", None),
            ("https://example.org/a\nb", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let url = web(text, Some(&base));
            assert_eq!(url.as_ref().map(Url::as_str), expected, "{text}");
        }
        assert_eq!(web("/a", None), None);
    }

    #[test]
    fn path_is_decoded() {
        let url = Url::parse("https://a.example/Caf%C3%A9%zz?x").unwrap();
        assert_eq!(path(&url), "/café%zz");
    }
}
