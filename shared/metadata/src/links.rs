use article::{Found, Source};
use serde_json::Value;

use crate::meta;
use crate::reading::Reading;

/// No address that a browser follows is longer.
const LONGEST: usize = 2_000;

/// The address that the document calls its own: `rel=canonical`, else `og:url`.
pub(crate) fn canonical(reading: &Reading<'_>) -> Option<Found<String>> {
    let link = reading.document.declared.links.get("canonical").into_iter().flatten();
    let link = link.map(|url| (url.as_str(), Source::Link));
    let og = meta::values(reading, "og:url").map(|url| (url, Source::OpenGraph));
    link.chain(og).find_map(|(url, source)| absolute(url).map(|url| Found::stated(url, source)))
}

/// The address of the main picture.
pub(crate) fn image(reading: &Reading<'_>) -> Option<Found<String>> {
    let og = ["og:image:secure_url", "og:image", "og:image:url"]
        .into_iter()
        .flat_map(|key| meta::values(reading, key).map(|url| (url, Source::OpenGraph)));
    let json_ld = reading.json_ld.works().filter_map(|node| {
        let url = picture(node.get("image")?)?;
        Some((url, Source::JsonLd))
    });
    let other = ["twitter:image", "twitter:image:src", "image"]
        .into_iter()
        .flat_map(|key| meta::values(reading, key).map(|url| (url, Source::Meta)));
    og.chain(json_ld)
        .chain(other)
        .find_map(|(url, source)| absolute(url).map(|url| Found::stated(url, source)))
}

/// Host of an address, in lower case, without user, port and `www.`.
pub(crate) fn host(url: &str) -> Option<String> {
    let (_, rest) = url.trim().split_once("://")?;
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let address = authority.rsplit('@').next()?;
    let host = address.split(':').next()?.trim_end_matches('.').to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let fits = host.contains('.')
        && host.len() <= 253
        && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'));
    fits.then(|| host.to_owned())
}

/// An address of the web, as given.
pub(crate) fn absolute(url: &str) -> Option<String> {
    let url = url.trim();
    let scheme = url.split_once("://").map(|(scheme, _)| scheme.to_ascii_lowercase());
    let web = matches!(scheme.as_deref(), Some("http" | "https"));
    let fits = url.len() <= LONGEST && !url.contains(|c: char| c.is_whitespace() || c.is_control());
    (web && fits && host(url).is_some()).then(|| url.to_owned())
}

/// The address in an `image` member: a text, an `ImageObject`, or a list of either.
fn picture(image: &Value) -> Option<&str> {
    let one = image.as_array().map_or(Some(image), |images| images.first())?;
    one.as_str().or_else(|| one.get("url").or_else(|| one.get("contentUrl"))?.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_host_of_an_address() {
        let cases = [
            ("https://www.Example.org:8080/a?b", Some("example.org")),
            ("http://user@news.example.co.uk", Some("news.example.co.uk")),
            ("https://localhost/", None),
            ("https://", None),
            ("/a/b", None),
            ("https://a b.org/", None),
        ];
        for (url, expected) in cases {
            assert_eq!(host(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn only_the_webs_addresses_are_taken() {
        assert_eq!(absolute(" https://example.org/a "), Some("https://example.org/a".to_owned()));
        assert_eq!(absolute("javascript://example.org/%0a"), None);
        assert_eq!(absolute("https://example.org/a b"), None);
        assert_eq!(absolute("/a"), None);
    }
}
