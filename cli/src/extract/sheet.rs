use std::fmt::{Display, Write};

use article::{
    Author, Document, Found, FoundDate, Image, Language, LeftOut, Metadata, Record, Source,
};
use serde_json::Value;

use crate::card::counts_line;
use crate::printable::condensed;

/// The extracted values and their sources, one per line, then the text.
pub(super) fn sheet(place: &str, record: &Record) -> String {
    let document: Option<Document> = record.section().ok();
    let language: Option<Language> = record.section().ok();
    let metadata: Metadata = record.section().unwrap_or_default();

    let mut sheet = Sheet(format!("{place}\n"));
    sheet.row("id", record.id(), &[]);
    if let Some(document) = &document {
        sheet.document(document);
    }
    if let Some(Language { tag, confidence, reliable, .. }) = &language {
        let doubt = if *reliable { "reliable" } else { "not reliable" };
        sheet.row("language", tag, &[format!("{confidence:.2}"), doubt.to_owned()]);
    }
    sheet.metadata(&metadata);
    let warnings = document.iter().flat_map(|document| &document.warnings);
    for warning in warnings.chain(&metadata.warnings) {
        sheet.row("warning", warning, &[]);
    }
    for line in document.iter().flat_map(|document| &document.boilerplate) {
        sheet.row("left out", line, &[]);
    }
    let internal = record.internal();
    for LeftOut { kind, text } in &internal.left_out {
        sheet.row("left out", text, &[kind.replace('_', " ")]);
    }
    sheet.internal("internal", &serde_json::json!({ "cues": internal.cues }));
    for paragraph in document.iter().flat_map(|document| document.text.split("\n\n")) {
        let _ = writeln!(sheet.0, "\n{}", condensed(paragraph, usize::MAX));
    }
    sheet.0
}

/// The longest value and the longest evidence on a line, in characters.
const LONGEST: usize = 400;

/// Lines of a name, a value, and in brackets its source and confidence.
struct Sheet(String);

impl Sheet {
    fn document(&mut self, document: &Document) {
        let Document { content_type, charset, bytes, removed, .. } = document;
        self.row("content", format_args!("{content_type}, {charset}, {bytes} bytes"), &[]);
        if let Some(url) = &document.url {
            self.row("url", url, &[]);
        }
        for (kind, count) in removed {
            self.row("removed", format_args!("{count} {}", kind.replace('_', " ")), &[]);
        }
    }

    fn metadata(&mut self, metadata: &Metadata) {
        let site = metadata.site.as_ref();
        self.found("title", &metadata.title);
        self.authors(&metadata.authors);
        self.date("published", &metadata.dates.published);
        self.date("modified", &metadata.dates.modified);
        self.found("site", site.and_then(|site| site.name.as_ref()));
        self.found("publisher", site.and_then(|site| site.publisher.as_ref()));
        self.found("section", &metadata.section);
        self.found("canonical", &metadata.canonical_url);
        self.images(&metadata.images);
        self.found("description", &metadata.description);
        self.list("lede", metadata.lede.as_deref());
        self.found("tag", &metadata.tags);
        self.list(
            "keywords",
            metadata.keywords.iter().map(|word| format!("{} {:.2}", word.term, word.score)),
        );
        self.list(
            "people",
            metadata.people.iter().map(|person| match person.roles.join(", ") {
                roles if roles.is_empty() => person.name.clone(),
                roles => format!("{} ({roles})", person.name),
            }),
        );
        self.list("places", metadata.places.iter().map(|named| &*named.name));
        self.date("mentioned", &metadata.dates.mentioned);
        self.list("from", metadata.source_statement.as_deref());
        if let Some(rights) = &metadata.rights {
            let years: Vec<String> = rights.years.iter().map(ToString::to_string).collect();
            self.list("holder", rights.holders.iter().map(String::as_str));
            self.list("years", years.iter().map(String::as_str));
            self.list("rights", rights.statement.iter().chain(&rights.article));
            self.list("licence", rights.licence.as_deref());
        }
        if let Some(registrations) = &metadata.registrations {
            self.list("registered", registrations.icp.iter().chain(&registrations.public_security));
        }
        self.list("fingerprint", metadata.fingerprint.as_deref());
        let counts = &metadata.counts;
        self.row("counts", counts_line(counts), &[]);
    }

    /// The internal section, which readers never receive.
    fn internal(&mut self, path: &str, value: &Value) {
        match value {
            Value::Object(members) if path.matches('.').count() < 2 => {
                for (name, member) in members {
                    self.internal(&format!("{path}.{name}"), member);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| self.row(path, item, &[])),
            Value::Object(_)
            | Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_) => self.row(path, value, &[]),
        }
    }

    fn found<'a>(&mut self, name: &str, values: impl IntoIterator<Item = &'a Found<String>>) {
        for found in values {
            self.row(name, &found.value, &origin(found.source, found.confidence, &found.evidence));
        }
    }

    fn authors(&mut self, authors: &[Author]) {
        for author in authors {
            let mut origin = origin(author.source, author.confidence, &author.evidence);
            origin.extend(author.role.clone());
            origin.extend(author.url.clone());
            self.row("author", &author.value, &origin);
        }
    }

    fn images(&mut self, images: &[Image]) {
        for image in images {
            let mut origin = origin(image.source, None, &None);
            if let (Some(width), Some(height)) = (image.width, image.height) {
                origin.push(format!("{width} × {height}"));
            }
            self.row("image", &image.value, &origin);
        }
    }

    fn date<'a>(&mut self, name: &str, dates: impl IntoIterator<Item = &'a FoundDate>) {
        for date in dates {
            self.row(name, &date.value, &origin(date.source, date.confidence, &date.evidence));
        }
    }

    /// Values on one line, unless there are none.
    fn list(&mut self, name: &str, values: impl IntoIterator<Item = impl AsRef<str>>) {
        let values: Vec<_> = values.into_iter().map(|value| value.as_ref().to_owned()).collect();
        if !values.is_empty() {
            self.row(name, values.join(" · "), &[]);
        }
    }

    fn row(&mut self, name: &str, value: impl Display, origin: &[String]) {
        let value = condensed(&value.to_string(), LONGEST);
        let _ = write!(self.0, "  {name:<12}{value}");
        if !origin.is_empty() {
            let _ = write!(self.0, "  [{}]", origin.join(", "));
        }
        self.0.push('\n');
    }
}

fn origin(source: Source, confidence: Option<f32>, evidence: &Option<String>) -> Vec<String> {
    let source = serde_json::to_value(source).ok();
    let mut origin: Vec<String> =
        source.iter().filter_map(|name| name.as_str()).map(str::to_owned).collect();
    origin.extend(confidence.map(|confidence| format!("{confidence:.2}")));
    origin.extend(evidence.as_ref().map(|text| format!("“{}”", condensed(text, LONGEST))));
    origin
}
