use article::{ArticleId, Timestamp};
use bytes::Bytes;
use stage::{Article, Erasure, Version};

/// The types of events.
const PUBLISHED: &str = "article.published";
const ERASED: &str = "article.erased";

/// The `webhook-id`, which identifies this version of the article. It contains no full stop, which
/// separates the signed parts.
pub fn id(article: ArticleId, version: Version) -> String {
    let created = version.stream_created_at.as_millisecond();
    format!("{article}_{created}_{}", version.sequence)
}

/// The body: type, time, version, and the record as it was published.
pub fn body(article: &Article) -> Bytes {
    let Article { published_at, version, json, .. } = article;
    let mut body = Vec::with_capacity(json.len() + 160);
    body.extend_from_slice(head(PUBLISHED, *published_at, *version).as_bytes());
    body.extend_from_slice(json);
    body.push(b'}');
    body.into()
}

/// The body of an erasure: type, time, version, and the article's id.
pub fn erasure(erasure: &Erasure) -> Bytes {
    let head = head(ERASED, erasure.erased_at, erasure.version);
    format!(r#"{head}{{"id":"{}"}}}}"#, erasure.id).into()
}

fn head(kind: &str, at: Timestamp, version: Version) -> String {
    format!(
        r#"{{"type":"{kind}","timestamp":"{at}","version":{{"stream_created_at":"{}","sequence":{}}},"data":"#,
        version.stream_created_at, version.sequence
    )
}

#[cfg(test)]
mod tests {
    use article::Record;
    use serde_json::{Value, json};

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
        let of = |article: Article| id(article.id, article.version);
        assert_eq!(of(article(1)), "3972243cf868ce05511ecb571f447e06_0_1");
        assert_ne!(of(article(1)), of(article(2)));
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

    #[test]
    fn an_erasure_says_which_article_and_nothing_of_it() {
        let Article { id, version, published_at: erased_at, .. } = article(8);
        let body = erasure(&Erasure { id, version, erased_at, traceparent: None });
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["type"], "article.erased");
        assert_eq!(body["version"]["sequence"], 8);
        assert_eq!(body["data"], json!({"id": "3972243cf868ce05511ecb571f447e06"}));
    }
}
