use article::{Document, FoundDate, Language, Metadata, RecordError, Timestamp};
use jiff::civil::Date;
use serde_json::Value;
use serde_json::value::RawValue;
use stage::Article;
use tokio_postgres::types::{Json, ToSql, Type};

use super::ddl::COLUMNS;

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
        let document: Document = article.record.section()?;
        let language: Option<Language> = article.record.section().ok();
        // An article may lack metadata: a pipeline may have no stage that adds it.
        let metadata: Option<Metadata> = article.record.section().ok();
        let of = |read: fn(&Metadata) -> Option<String>| metadata.as_ref().and_then(read);
        let all = |read: fn(&Metadata) -> Vec<String>| {
            let values = metadata.as_ref().map(read).unwrap_or_default();
            values.iter().map(|value| clean(value)).collect::<Vec<String>>()
        };
        let date = |read: fn(&Metadata) -> Option<&FoundDate>| {
            metadata.as_ref().and_then(read).and_then(|found| day(&found.value))
        };
        let version = article.version;
        let site = of(|metadata| Some(metadata.site.as_ref()?.name.as_ref()?.value.clone()));
        let title = of(|metadata| Some(metadata.title.as_ref()?.value.clone()));
        let section = of(|metadata| Some(metadata.section.as_ref()?.value.clone()));
        let named = |values: Option<String>| values.map(|value| clean(&value));
        Ok(Self(vec![
            Box::new(article.id.to_string()),
            Box::new(version.stream_created_at),
            Box::new(i64::try_from(version.sequence).unwrap_or(i64::MAX)),
            Box::new(article.published_at),
            Box::new(Some(document.received_at).filter(|time| *time != Timestamp::UNIX_EPOCH)),
            Box::new(article.language.clone()),
            Box::new(language.map(|language| clean(&language.tag))),
            Box::new(named(document.url)),
            Box::new(named(document.source)),
            Box::new(named(site)),
            Box::new(named(title)),
            Box::new(all(|metadata| metadata.authors.iter().map(|a| a.value.clone()).collect())),
            Box::new(date(|metadata| metadata.dates.published.as_ref())),
            Box::new(date(|metadata| metadata.dates.modified.as_ref())),
            Box::new(named(section)),
            Box::new(all(|metadata| metadata.tags.iter().map(|t| t.value.clone()).collect())),
            Box::new(all(|metadata| metadata.keywords.iter().map(|k| k.term.clone()).collect())),
            Box::new(metadata.as_ref().and_then(|m| i64::try_from(m.counts.words).ok())),
            Box::new(metadata.as_ref().and_then(|m| m.fingerprint.clone())),
            Box::new(clean(&document.text)),
            Box::new(Json(json(article)?)),
        ]))
    }

    /// The values, as a copy in binary format takes them.
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

/// PostgreSQL stores no U+0000.
fn clean(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// The record, without U+0000.
fn json(article: &Article) -> Result<Box<RawValue>, serde_json::Error> {
    let text = std::str::from_utf8(&article.json).map_err(serde::de::Error::custom)?;
    if !text.contains("\\u0000") {
        return RawValue::from_string(text.to_owned());
    }
    let mut value: Value = serde_json::from_str(text)?;
    clean_value(&mut value);
    RawValue::from_string(value.to_string())
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

/// The day of a date, or the first day of a month or year.
fn day(date: &str) -> Option<Date> {
    let digits = date.split('T').next()?;
    let whole = match digits.len() {
        4 => format!("{digits}-01-01"),
        7 => format!("{digits}-01"),
        _ => digits.to_owned(),
    };
    whole.parse().ok()
}

#[cfg(test)]
mod tests {
    use article::Record;
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
        assert!(kept.get().contains(r"a\\u0000b"), "{kept}");
        let cleaned = json(&article(r#""a\u0000b""#)).unwrap();
        assert!(cleaned.get().contains("a\u{fffd}b"), "{cleaned}");
    }

    #[test]
    fn dates_of_any_precision_have_a_day() {
        for (date, expected) in [
            ("2026-11-23", "2026-11-23"),
            ("2026-11", "2026-11-01"),
            ("1871", "1871-01-01"),
            ("2026-11-23T08:15:00+01:00", "2026-11-23"),
        ] {
            assert_eq!(day(date), Some(expected.parse().unwrap()), "{date}");
        }
        assert_eq!(day("soon"), None);
    }
}
