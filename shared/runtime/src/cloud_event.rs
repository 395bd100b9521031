use article::{Headers, Publication, Record, header};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// The source of every event.
const SOURCE: &str = "/courant/publishing";
/// The type of the event. It changes with the version of the record.
const PUBLISHED: &str = "dev.courant.article.published.v1";

/// Characters that must be encoded in a header's value: space, double quote, per cent, and
/// everything outside U+0021–U+007E (NATS protocol binding for CloudEvents, section 3.1.3.2).
const ENCODED: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'%');

/// Adds the attributes that make a published article a CloudEvent 1.0 in binary mode, according to
/// the NATS protocol binding on the specification's main branch at commit 03aba4adc084.
pub fn describe(record: &Record, headers: &mut Headers) {
    let encode = |value: &str| utf8_percent_encode(value, ENCODED).to_string();
    // A replaced article is a separate event with a different message id.
    let id = headers.get(header::NATS_MSG_ID).map(encode);
    headers.push(header::CLOUD_EVENT_VERSION, "1.0");
    if let Some(id) = id {
        headers.push(header::CLOUD_EVENT_ID, id);
    }
    headers.push(header::CLOUD_EVENT_SOURCE, SOURCE);
    headers.push(header::CLOUD_EVENT_TYPE, PUBLISHED);
    headers.push(header::CLOUD_EVENT_SUBJECT, record.id());
    if let Ok(Publication { published_at, .. }) = record.section() {
        headers.push(header::CLOUD_EVENT_TIME, published_at);
    }
    headers.push(header::CLOUD_EVENT_CONTENT_TYPE, "application/json");
}

#[cfg(test)]
mod tests {
    use article::ArticleId;

    use super::*;

    #[test]
    fn a_published_article_is_a_cloud_event() {
        let id = ArticleId::of("", "", b"hello");
        let json = format!(
            r#"{{"courant":1,"id":"{id}","publication":{{"published_at":"2026-11-23T08:15:03Z","subject":"s"}}}}"#
        );
        let record = Record::parse(json.as_bytes()).unwrap();
        let mut headers = Headers::default();
        headers.push(header::NATS_MSG_ID, format_args!("{id}/publishing/50%\"ü"));
        describe(&record, &mut headers);
        let own = headers.iter().filter(|(name, _)| name.starts_with(header::CLOUD_EVENT_PREFIX));
        let id = id.to_string();
        assert_eq!(
            own.collect::<Vec<_>>(),
            [
                ("ce-specversion", "1.0"),
                ("ce-id", &*format!("{id}/publishing/50%25%22%C3%BC")),
                ("ce-source", "/courant/publishing"),
                ("ce-type", "dev.courant.article.published.v1"),
                ("ce-subject", &*id),
                ("ce-time", "2026-11-23T08:15:03Z"),
                ("ce-datacontenttype", "application/json"),
            ]
        );
    }
}
