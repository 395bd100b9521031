use article::{Document, FoundDate, Metadata, Precision, Record};
use serde::Serialize;
use serde_json::Value;

/// The result for one document, as a line of JSON. Unknown values are left out.
#[derive(Debug, Serialize)]
struct Answer<'a> {
    id: &'a Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    authors: Vec<&'a str>,
    /// The day of publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sitename: Option<&'a str>,
    tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<&'a str>,
    /// Why the pipeline would reject the document, although it could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
    /// CPU time of this document in microseconds.
    us: f64,
}

/// The answer for a document that was rejected.
#[derive(Debug, Serialize)]
struct Refusal<'a> {
    id: &'a Value,
    error: &'a str,
    us: f64,
}

/// The line for a record, with the `code` under which the pipeline would reject it, if any.
pub(super) fn line(id: &Value, record: &Record, code: Option<&'static str>, us: f64) -> Vec<u8> {
    let document: Option<Document> = record.section().ok();
    let metadata: Metadata = record.section().unwrap_or_default();
    let site = metadata.site.as_ref().and_then(|site| site.name.as_ref());
    json(&Answer {
        id,
        title: metadata.title.as_ref().map(|title| &*title.value),
        authors: metadata.authors.iter().map(|author| &*author.value).collect(),
        date: metadata.dates.published.as_ref().and_then(day),
        text: document.as_ref().map_or("", |document| &document.text),
        sitename: site.map(|name| &*name.value),
        tags: metadata.tags.iter().map(|tag| &*tag.value).collect(),
        description: metadata.description.as_ref().map(|found| &*found.value),
        license: metadata.rights.as_ref().and_then(|rights| rights.licence.as_deref()),
        code,
        us,
    })
}

/// The line for a document that was rejected under `code`.
pub(super) fn refusal(id: &Value, code: &str, us: f64) -> Vec<u8> {
    json(&Refusal { id, error: code, us })
}

fn json(line: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(line).expect("strings and numbers are JSON")
}

/// The day of a date, if it is that precise.
fn day(date: &FoundDate) -> Option<&str> {
    match date.precision {
        Precision::Day | Precision::Second => date.value.get(..10),
        Precision::Year | Precision::Month => None,
    }
}
