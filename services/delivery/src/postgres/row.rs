use article::RecordError;
use bytes::{BufMut, Bytes, BytesMut};
use serde_json::Value;
use stage::Article;
use tokio_postgres::types::{IsNull, ToSql, Type, accepts, to_sql_checked};

use super::ddl::COLUMNS;
use crate::columns::Columns;

/// An article as a row: a value for each of [`COLUMNS`].
pub struct Row(Vec<Box<dyn ToSql + Sync + Send>>);

/// Why an article has no row.
#[derive(Debug, thiserror::Error)]
pub enum RowError {
    /// A section is missing or damaged.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// It is not JSON.
    #[error("the record is not JSON")]
    Json(#[from] serde_json::Error),
}

impl Row {
    /// Reads the article's record.
    pub fn new(article: &Article) -> Result<Self, RowError> {
        let row = Columns::read(article)?;
        let text = |value: Option<String>| Box::new(value.map(|value| clean(&value)));
        let texts = |values: Vec<String>| {
            Box::new(values.iter().map(|value| clean(value)).collect::<Vec<String>>())
        };
        Ok(Self(vec![
            Box::new(row.id),
            Box::new(row.stream_created_at),
            Box::new(row.sequence),
            Box::new(row.published_at),
            Box::new(row.received_at),
            Box::new(row.language),
            text(row.language_tag),
            text(row.url),
            text(row.source),
            text(row.site),
            text(row.title),
            texts(row.authors),
            Box::new(row.date_published),
            Box::new(row.date_modified),
            text(row.section),
            texts(row.tags),
            texts(row.keywords),
            Box::new(row.words),
            Box::new(row.fingerprint),
            Box::new(clean(&row.text)),
            Box::new(Jsonb(json(article)?)),
        ]))
    }

    /// The values for a copy in binary format.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &(dyn ToSql + Sync)> + Clone {
        self.0.iter().map(|value| &**value as &(dyn ToSql + Sync))
    }
}

/// The types of [`COLUMNS`].
pub fn types() -> Vec<Type> {
    let of = |kind: &str| match kind.split(' ').next().unwrap_or_default() {
        "timestamptz" => Type::TIMESTAMPTZ,
        "bigint" => Type::INT8,
        "date" => Type::DATE,
        "text[]" => Type::TEXT_ARRAY,
        "jsonb" => Type::JSONB,
        _ => Type::TEXT,
    };
    COLUMNS.iter().map(|(_, kind)| of(kind)).collect()
}

/// PostgreSQL can't store U+0000.
fn clean(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// JSON that is sent unparsed; the server parses it.
#[derive(Debug)]
struct Jsonb(Bytes);

/// The version of the binary format.
const JSONB: u8 = 1;

impl ToSql for Jsonb {
    fn to_sql(
        &self,
        _: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        out.put_u8(JSONB);
        out.put_slice(&self.0);
        Ok(IsNull::No)
    }

    accepts!(JSONB);
    to_sql_checked!();
}

/// The record, without U+0000.
fn json(article: &Article) -> Result<Bytes, serde_json::Error> {
    let text = std::str::from_utf8(&article.json).map_err(serde::de::Error::custom)?;
    if !text.contains("\\u0000") {
        return Ok(article.json.clone());
    }
    let mut value: Value = serde_json::from_str(text)?;
    clean_value(&mut value);
    Ok(value.to_string().into())
}

fn clean_value(value: &mut Value) {
    match value {
        Value::String(text) => *text = clean(text),
        Value::Array(values) => values.iter_mut().for_each(clean_value),
        Value::Object(members) => {
            let cleaned = std::mem::take(members).into_iter().map(|(name, mut value)| {
                clean_value(&mut value);
                (clean(&name), value)
            });
            *members = cleaned.collect();
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use article::{Record, Timestamp};
    use stage::Version;

    use super::*;

    fn article(document: &str) -> Article {
        let json = format!(
            r#"{{"courant":1,"id":"3972243cf868ce05511ecb571f447e06","document":{{"content_type":"text/plain","charset":"utf-8","bytes":5,"sha256":"0","received_at":"2026-11-23T08:15:00Z","text":{document}}}}}"#
        );
        let record = Record::parse(json.as_bytes()).unwrap();
        Article {
            id: record.id(),
            language: "en".to_owned(),
            version: Version { stream_created_at: Timestamp::UNIX_EPOCH, sequence: 1 },
            published_at: Timestamp::UNIX_EPOCH,
            record,
            json: json.into(),
            traceparent: None,
        }
    }

    #[test]
    fn a_row_has_a_value_for_each_column() {
        let row = Row::new(&article(r#""hello""#)).unwrap();
        assert_eq!(row.values().len(), COLUMNS.len());
        assert_eq!(types().len(), COLUMNS.len());
    }

    #[test]
    fn a_null_character_is_replaced_and_an_escaped_backslash_is_not() {
        let kept = json(&article(r#""a\\u0000b""#)).unwrap();
        let kept = std::str::from_utf8(&kept).unwrap();
        assert!(kept.contains(r"a\\u0000b"), "{kept}");
        let cleaned = json(&article(r#""a\u0000b""#)).unwrap();
        let cleaned = std::str::from_utf8(&cleaned).unwrap();
        assert!(cleaned.contains("a\u{fffd}b"), "{cleaned}");
    }
}
