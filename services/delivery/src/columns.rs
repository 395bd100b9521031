use article::{Document, FoundDate, Language, Metadata, Record, RecordError, Timestamp};
use jiff::civil::Date;
use stage::Article;

/// The columns for querying articles, the same in PostgreSQL and Parquet.
#[derive(Debug, Clone)]
pub struct Columns {
    pub id: String,
    pub stream_created_at: Timestamp,
    pub sequence: i64,
    pub published_at: Timestamp,
    pub received_at: Option<Timestamp>,
    pub language: String,
    pub language_tag: Option<String>,
    pub url: Option<String>,
    pub source: Option<String>,
    pub site: Option<String>,
    pub title: Option<String>,
    pub authors: Vec<String>,
    pub date_published: Option<Date>,
    pub date_modified: Option<Date>,
    pub section: Option<String>,
    pub tags: Vec<String>,
    pub keywords: Vec<String>,
    pub words: Option<i64>,
    pub fingerprint: Option<String>,
    pub text: String,
    pub erased_at: Option<Timestamp>,
}

impl Columns {
    /// Reads an article's record.
    pub fn read(article: &Article) -> Result<Self, RecordError> {
        let document: Document = article.record.section()?;
        let language: Option<Language> = article.record.section().ok();
        // An article may lack metadata, because a pipeline may have no stage that adds it.
        let metadata: Option<Metadata> = article.record.section().ok();
        let of = |read: fn(&Metadata) -> Option<String>| metadata.as_ref().and_then(read);
        let all = |read: fn(&Metadata) -> Vec<String>| metadata.as_ref().map(read);
        let date = |read: fn(&Metadata) -> Option<&FoundDate>| {
            metadata.as_ref().and_then(read).and_then(|found| day(&found.value))
        };
        Ok(Self {
            received_at: Some(document.received_at).filter(|time| *time != Timestamp::UNIX_EPOCH),
            language_tag: language.map(|language| language.tag),
            url: document.url,
            source: document.source,
            site: of(|metadata| Some(metadata.site.as_ref()?.name.as_ref()?.value.clone())),
            title: of(|metadata| Some(metadata.title.as_ref()?.value.clone())),
            authors: all(|metadata| metadata.authors.iter().map(|a| a.value.clone()).collect())
                .unwrap_or_default(),
            date_published: date(|metadata| metadata.dates.published.as_ref()),
            date_modified: date(|metadata| metadata.dates.modified.as_ref()),
            section: of(|metadata| Some(metadata.section.as_ref()?.value.clone())),
            tags: all(|metadata| metadata.tags.iter().map(|t| t.value.clone()).collect())
                .unwrap_or_default(),
            keywords: all(|metadata| metadata.keywords.iter().map(|k| k.term.clone()).collect())
                .unwrap_or_default(),
            words: metadata.as_ref().and_then(|m| i64::try_from(m.counts.words).ok()),
            fingerprint: metadata.as_ref().and_then(|m| m.fingerprint.clone()),
            text: document.text,
            ..Self::bare(article)
        })
    }

    /// The columns of an article whose record can't be read.
    pub fn bare(article: &Article) -> Self {
        let version = article.version;
        Self {
            id: article.id.to_string(),
            stream_created_at: version.stream_created_at,
            sequence: i64::try_from(version.sequence).unwrap_or(i64::MAX),
            published_at: article.published_at,
            received_at: None,
            language: article.language.clone(),
            language_tag: None,
            url: None,
            source: None,
            site: None,
            title: None,
            authors: Vec::new(),
            date_published: None,
            date_modified: None,
            section: None,
            tags: Vec::new(),
            keywords: Vec::new(),
            words: None,
            fingerprint: None,
            text: String::new(),
            erased_at: erased_at(&article.record),
        }
    }
}

/// When the article was erased, if this is the row of an erasure.
fn erased_at(record: &Record) -> Option<Timestamp> {
    #[derive(serde::Deserialize)]
    struct Erased {
        at: Timestamp,
    }
    let erased: Erased = serde_json::from_str(record.raw("erased")?.get()).ok()?;
    Some(erased.at)
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
    use super::*;

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
