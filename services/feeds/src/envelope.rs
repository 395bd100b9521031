use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use jiff::Timestamp;
use serde::Serialize;
use url::Url;

use crate::fetch::Content;
use crate::parse::Entry;

/// The envelope for a page, with what its feed says about it.
#[derive(Serialize)]
struct Envelope<'a> {
    url: &'a Url,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_base64: Option<String>,
    fetched_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    published_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    authors: &'a [String],
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    tags: &'a [String],
    feed: Feed<'a>,
}

/// Where the page was listed.
#[derive(Serialize)]
struct Feed<'a> {
    url: &'a Url,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated: Option<Timestamp>,
}

/// The envelope as JSON.
pub(crate) fn envelope(content: &Content, entry: &Entry, feed: &Url, now: Timestamp) -> Bytes {
    let text = std::str::from_utf8(&content.bytes).ok();
    let envelope = Envelope {
        url: &content.url,
        content_type: content.content_type.as_deref(),
        content: text,
        content_base64: text.is_none().then(|| STANDARD.encode(&content.bytes)),
        fetched_at: now,
        published_at: entry.published,
        authors: &entry.authors,
        tags: &entry.tags,
        feed: Feed { url: feed, entry: entry.id.as_deref(), updated: entry.updated },
    };
    serde_json::to_vec(&envelope).expect("texts and times are JSON").into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fetch::Validators;

    #[test]
    fn holds_the_page_as_it_was_sent_and_what_the_feed_says() {
        let url = |text| Url::parse(text).unwrap();
        let entry = Entry {
            url: url("https://news.example/a?utm=1"),
            id: Some("7".into()),
            published: Some("2026-11-26T09:00:00Z".parse().unwrap()),
            updated: None,
            authors: vec!["Ida Berg".into()],
            tags: vec![],
        };
        let written = |bytes: &[u8]| {
            let content = Content {
                url: url("https://news.example/a"),
                content_type: Some("text/html; charset=iso-8859-1".into()),
                validators: Validators::default(),
                bytes: bytes.to_vec(),
            };
            let feed = url("https://news.example/feed");
            let json = envelope(&content, &entry, &feed, Timestamp::UNIX_EPOCH);
            serde_json::from_slice::<serde_json::Value>(&json).unwrap()
        };
        let value = written(b"<p>Moored.");
        assert_eq!(
            (&value["content"], &value["url"]),
            (&"<p>Moored.".into(), &"https://news.example/a".into())
        );
        assert_eq!(value["published_at"], "2026-11-26T09:00:00Z");
        assert_eq!(value["feed"]["entry"], "7");
        assert!(value.get("tags").is_none());
        assert_eq!(written(b"\xe9")["content_base64"], "6Q==");
    }
}
