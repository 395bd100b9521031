use article::{Document, Language, Metadata, Publication, Record, RecordError, Timestamp, render};
use stage::Version;

use super::Format;

/// The columns of a table.
pub(super) const COLUMNS: [&str; 11] = [
    "id",
    "published_at",
    "language",
    "url",
    "site",
    "title",
    "authors",
    "date_published",
    "words",
    "keywords",
    "text",
];

/// An article in the form of an export.
#[derive(Debug)]
pub(super) enum Article {
    /// A record.
    Json(Vec<u8>),
    /// The cells of a row.
    Cells(Vec<String>),
    /// A text with its header.
    Text(String),
    /// An article whose columns are written.
    Columns(Box<stage::Article>),
}

/// Reads a record.
pub(super) fn article(
    format: Format,
    body: &bytes::Bytes,
    version: Version,
    stored_at: Timestamp,
) -> Result<Article, RecordError> {
    if format == Format::Parquet {
        let article = stage::Article::read(body.clone(), version, stored_at)?;
        return Ok(Article::Columns(Box::new(article)));
    }
    let record = Record::from_bytes(body)?;
    if format == Format::Jsonl {
        return Ok(Article::Json(body.to_vec()));
    }
    let document: Document = record.section()?;
    let language = record.section::<Language>().map(|language| language.tag).unwrap_or_default();
    // A pipeline may have no stage that adds metadata.
    let metadata: Option<Metadata> = record.section().ok();
    let published = record.section::<Publication>().map(|one| one.published_at.to_string());
    let cells = Cells { record, document, language, metadata, published: published.ok() };
    Ok(match format {
        Format::Csv => Article::Cells(cells.row()),
        Format::Jsonl | Format::Parquet | Format::Markdown => Article::Text(cells.text()),
    })
}

struct Cells {
    record: Record,
    document: Document,
    language: String,
    metadata: Option<Metadata>,
    published: Option<String>,
}

impl Cells {
    fn row(self) -> Vec<String> {
        let of = |read: fn(&Metadata) -> Option<String>| {
            self.metadata.as_ref().and_then(read).unwrap_or_default()
        };
        let joined = |values: Vec<&str>| values.join("; ");
        let authors = self.metadata.as_ref().map(|metadata| {
            joined(metadata.authors.iter().map(|author| author.value.as_str()).collect())
        });
        let keywords = self.metadata.as_ref().map(|metadata| {
            joined(metadata.keywords.iter().map(|keyword| keyword.term.as_str()).collect())
        });
        let cells = vec![
            self.record.id().to_string(),
            self.published.clone().unwrap_or_default(),
            self.language.clone(),
            self.document.url.clone().unwrap_or_default(),
            of(|metadata| Some(metadata.site.as_ref()?.name.as_ref()?.value.clone())),
            of(|metadata| Some(metadata.title.as_ref()?.value.clone())),
            authors.unwrap_or_default(),
            of(|metadata| Some(metadata.dates.published.as_ref()?.value.clone())),
            of(|metadata| Some(metadata.counts.words.to_string())),
            keywords.unwrap_or_default(),
            self.document.text.clone(),
        ];
        cells.into_iter().map(no_formula).collect()
    }

    fn text(self) -> String {
        let quoted = |value: &str| serde_json::Value::from(value).to_string();
        let mut head = vec![format!("id: {}", self.record.id())];
        head.extend(self.document.url.as_deref().map(|url| format!("url: {}", quoted(url))));
        head.extend(self.published.map(|published| format!("published_at: {published}")));
        head.push(format!("language: {}", quoted(&self.language)));
        let title = self.metadata.and_then(|metadata| metadata.title);
        head.extend(title.map(|title| format!("title: {}", quoted(&title.value))));
        let text = render::markdown(&self.document);
        format!("---\n{}\n---\n\n{}\n\n", head.join("\n"), text.trim_end())
    }
}

/// A spreadsheet evaluates a cell that begins like a formula, so an apostrophe is prepended.
fn no_formula(cell: String) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{cell}"),
        false => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exported(format: Format, text: &str) -> Article {
        let json = serde_json::json!({
            "courant": 1, "id": "3972243cf868ce05511ecb571f447e06",
            "document": {
                "content_type": "text/plain", "charset": "utf-8", "bytes": 5, "sha256": "0",
                "received_at": "2026-11-23T08:15:00Z", "url": "https://example.org/a\"b",
                "text": text,
            },
            "language": {"tag": "en", "code": "en", "confidence": 0.9, "reliable": true},
        });
        let version = Version { stream_created_at: Timestamp::UNIX_EPOCH, sequence: 1 };
        article(format, &json.to_string().into(), version, Timestamp::UNIX_EPOCH).unwrap()
    }

    #[test]
    fn a_row_has_every_column_and_no_formula() {
        let Article::Cells(cells) = exported(Format::Csv, "=HYPERLINK(\"x\")") else { panic!() };
        assert_eq!(cells.len(), COLUMNS.len());
        assert_eq!(cells.last().map(String::as_str), Some("'=HYPERLINK(\"x\")"));
    }

    #[test]
    fn a_text_has_a_head_that_it_cannot_leave() {
        let Article::Text(text) = exported(Format::Markdown, "Hello.") else { panic!() };
        assert_eq!(
            text,
            "---\nid: 3972243cf868ce05511ecb571f447e06\nurl: \"https://example.org/a\\\"b\"\n\
             language: \"en\"\n---\n\nHello.\n\n"
        );
    }
}
