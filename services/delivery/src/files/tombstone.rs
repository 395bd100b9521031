use article::Record;
use bytes::Bytes;
use stage::{Article, Erasure};

/// The member that marks an erased article.
const MEMBER: &str = "erased";

/// The row of an erased article instead of a record: its id, and when it was erased.
pub fn row(erasure: &Erasure) -> Article {
    let Erasure { id, version, erased_at, traceparent } = erasure.clone();
    let json: Bytes =
        format!(r#"{{"courant":1,"id":"{id}","{MEMBER}":{{"at":"{erased_at}"}}}}"#).into();
    let record = Record::from_bytes(&json).unwrap_or_else(|_| Record::new(id));
    Article {
        id,
        language: "und".to_owned(),
        version,
        published_at: erased_at,
        record,
        json,
        traceparent,
    }
}

#[cfg(test)]
mod tests {
    use article::{ArticleId, Timestamp};
    use stage::Version;

    use super::*;

    #[test]
    fn a_tombstone_is_a_record_without_a_document() {
        let erasure = Erasure {
            id: ArticleId::of("", "", b"hello"),
            version: Version { stream_created_at: Timestamp::UNIX_EPOCH, sequence: 7 },
            erased_at: Timestamp::UNIX_EPOCH,
            traceparent: None,
        };
        let record = Record::from_bytes(&row(&erasure).json).unwrap();
        assert_eq!(record.id(), erasure.id);
        assert_eq!(record.raw("erased").unwrap().get(), r#"{"at":"1970-01-01T00:00:00Z"}"#);
        assert!(record.raw("document").is_none());
    }
}
