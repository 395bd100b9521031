use bytes::Bytes;
use stage::Article;

/// The event's type.
const TYPE: &str = "article.published";

/// The `webhook-id`. It is the same each time that this version of the article is sent, and another
/// version has another one. It has no full stop, which separates what is signed.
pub fn id(article: &Article) -> String {
    let version = article.version;
    let created = version.stream_created_at.as_millisecond();
    format!("{}_{created}_{}", article.id, version.sequence)
}

/// The body: type, time, version, and the record as it was published.
pub fn body(article: &Article) -> Bytes {
    let Article { published_at, version, json, .. } = article;
    let mut body = Vec::with_capacity(json.len() + 160);
    let head = format!(
        r#"{{"type":"{TYPE}","timestamp":"{published_at}","version":{{"stream_created_at":"{}","sequence":{}}},"data":"#,
        version.stream_created_at, version.sequence
    );
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(json);
    body.push(b'}');
    body.into()
}

#[cfg(test)]
mod tests {
    use article::{ArticleId, Record, Timestamp};
    use serde_json::{Value, json};
    use stage::Version;

    use super::*;

    fn article(sequence: u64) -> Article {
        let record = Record::new(ArticleId::of("", "", b"hello"));
        Article {
            id: record.id(),
            language: "en".to_owned(),
            version: Version { stream_created_at: Timestamp::UNIX_EPOCH, sequence },
            published_at: Timestamp::UNIX_EPOCH,
            json: record.to_json().into(),
            record,
            traceparent: None,
        }
    }

    #[test]
    fn a_version_keeps_its_id_and_another_version_has_another() {
        let (one, two) = (article(1), article(2));
        assert_eq!(id(&one), "3972243cf868ce05511ecb571f447e06_0_1");
        assert_ne!(id(&one), id(&two));
    }

    #[test]
    fn the_body_holds_the_record() {
        let body: Value = serde_json::from_slice(&body(&article(7))).unwrap();
        assert_eq!(body["type"], "article.published");
        assert_eq!(body["timestamp"], "1970-01-01T00:00:00Z");
        assert_eq!(
            body["version"],
            json!({"stream_created_at": "1970-01-01T00:00:00Z", "sequence": 7})
        );
        assert_eq!(body["data"]["id"], "3972243cf868ce05511ecb571f447e06");
    }
}
