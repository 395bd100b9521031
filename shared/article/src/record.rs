use std::io::Write;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::members::Members;
use crate::{
    ArticleId, Document, FullText, FullTextContent, Internal, Section, StreamPosition, TrailEntry,
};

/// The version of the record that this program writes, and the newest that it reads.
pub const VERSION: u32 = 1;

/// The article record: a JSON object of named sections.
///
/// Each stage adds one section and one entry to the trail. All other sections keep their bytes,
/// so that a stage passes on what it does not know.
///
/// ```
/// use courant_article::{ArticleId, Language, Record, TrailEntry};
///
/// let record = Record::new(ArticleId::of("https://example.org/a", "", b"The tide turned."));
/// let language: Language = serde_json::from_str(
///     r#"{"tag":"en","code":"en","confidence":0.99,"reliable":true}"#,
/// )?;
/// let entry: TrailEntry = serde_json::from_str(
///     r#"{"stage":"language-detection","version":"0.1.0","at":"2026-11-23T08:15:00Z",
///         "duration_ms":0.2,"attempt":1}"#,
/// )?;
/// let json = record.with(&language, &entry)?.to_json();
///
/// let record = Record::parse(&json)?;
/// assert_eq!(record.section::<Language>()?.tag, "en");
/// assert_eq!(record.trail()?, [entry]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Record {
    id: ArticleId,
    /// Names and values.
    sections: Vec<(String, Bytes)>,
    /// Comma-separated entries: those that were read, then one per added entry.
    trail: Vec<Bytes>,
}

/// Why JSON text is not a record, or why a record can't be read or extended.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// Not JSON, or not an object.
    #[error("the record is not a JSON object (line {line}, column {column})")]
    NotAnObject {
        /// Line of the first error, from 1.
        line: usize,
        /// Column of the first error, in bytes, from 1.
        column: usize,
    },
    /// A required member is missing.
    #[error("the record has no member `{0}`")]
    Missing(&'static str),
    /// A member has the wrong shape.
    #[error("the record's member `{0}` has the wrong shape")]
    Malformed(&'static str),
    /// A member occurs more than once.
    #[error("a member of the record occurs more than once")]
    Duplicate,
    /// Written by a newer program.
    #[error(
        "the record has version {0}, newer than this program reads ({VERSION}): upgrade this service"
    )]
    NewerVersion(u64),
    /// A section is written once.
    #[error("the record already has the section `{0}`")]
    AlreadyWritten(&'static str),
}

/// Internal data of the pipeline, which readers never see.
const INTERNAL: &str = "internal";
/// The section that ingestion writes.
const DOCUMENT: &str = "document";

impl Record {
    /// A record without sections.
    pub fn new(id: ArticleId) -> Self {
        Self { id, sections: Vec::new(), trail: Vec::new() }
    }

    /// Parses a record.
    pub fn parse(json: &[u8]) -> Result<Self, RecordError> {
        Self::from_bytes(&Bytes::copy_from_slice(json))
    }

    /// Parses a message's body. The record's sections share its memory.
    pub fn from_bytes(json: &Bytes) -> Result<Self, RecordError> {
        let members = Members::parse(json).map_err(|error| RecordError::NotAnObject {
            line: error.line(),
            column: error.column().max(1),
        })?;
        if members.has_duplicates() {
            return Err(RecordError::Duplicate);
        }
        let (mut version, mut id, mut trail) = (None, None, None);
        let mut sections = Vec::with_capacity(members.0.len());
        for (name, value) in members.0 {
            match &*name.0 {
                "courant" => version = Some(value),
                "id" => id = Some(value),
                "trail" => trail = Some(value),
                _ => sections.push((name.0.into_owned(), json.slice_ref(value.get().as_bytes()))),
            }
        }
        check_version(required(version, "courant")?)?;
        let id = required(id, "id")?;
        let trail = trail.map(entries).transpose()?.unwrap_or_default();
        let trail = match trail.is_empty() {
            true => Vec::new(),
            false => vec![json.slice_ref(trail.as_bytes())],
        };
        Ok(Self { id, sections, trail })
    }

    /// The article's id.
    pub fn id(&self) -> ArticleId {
        self.id
    }

    /// Parses one section.
    pub fn section<S: Section>(&self) -> Result<S, RecordError> {
        let raw = self.bytes(S::NAME).ok_or(RecordError::Missing(S::NAME))?;
        serde_json::from_slice(raw).map_err(|_| RecordError::Malformed(S::NAME))
    }

    /// A section as it was written, known to this program or not.
    pub fn raw(&self, name: &str) -> Option<&RawValue> {
        serde_json::from_slice(self.bytes(name)?).ok()
    }

    /// The pipeline's internal data. Empty if there is none, or if it is of another version: stages
    /// must work without it.
    pub fn internal(&self) -> Internal {
        let raw = self.bytes(INTERNAL);
        raw.and_then(|raw| serde_json::from_slice(raw).ok()).unwrap_or_default()
    }

    /// Adds a stage's section and its trail entry. Fails if the section exists.
    pub fn with<S: Section>(self, section: &S, entry: &TrailEntry) -> Result<Self, RecordError> {
        let mut record = self.with_member(S::NAME, section)?;
        let entry = serde_json::to_vec(entry).map_err(|_| RecordError::Malformed("trail"))?;
        record.trail.push(entry.into());
        Ok(record)
    }

    /// Adds internal data, which the pipeline carries and publishing drops. Fails if there is some.
    pub fn with_internal(self, internal: &Internal) -> Result<Self, RecordError> {
        match internal.is_empty() {
            true => Ok(self),
            false => self.with_member(INTERNAL, internal),
        }
    }

    /// The record as readers receive it: without internal data and, unless `keep_declared`,
    /// without `document.declared`. Everything else keeps its bytes.
    pub fn for_readers(mut self, keep_declared: bool) -> Result<Self, RecordError> {
        self.sections.retain(|(name, _)| name != INTERNAL);
        if !keep_declared
            && let Some((_, document)) = self.sections.iter_mut().find(|(name, _)| name == DOCUMENT)
        {
            let without = changed_member(document, "declared", None);
            *document = without.map_err(|_| RecordError::Malformed(DOCUMENT))?.into();
        }
        Ok(self)
    }

    /// The record with the text as Markdown, in `document.markdown`.
    pub fn with_markdown(mut self, markdown: &str) -> Result<Self, RecordError> {
        let known = self.sections.iter_mut().find(|(name, _)| name == DOCUMENT);
        let (_, document) = known.ok_or(RecordError::Missing(DOCUMENT))?;
        let changed = serde_json::to_vec(markdown)
            .and_then(|markdown| changed_member(document, "markdown", Some(&markdown)));
        *document = changed.map_err(|_| RecordError::Malformed(DOCUMENT))?.into();
        Ok(self)
    }

    /// The reference to the full text, if the record's text is truncated.
    pub fn full_text(&self) -> Result<Option<FullText>, RecordError> {
        #[derive(Deserialize)]
        struct Cut {
            full_text: Option<FullText>,
        }

        let raw = self.bytes(DOCUMENT).ok_or(RecordError::Missing(DOCUMENT))?;
        let cut: Result<Cut, _> = serde_json::from_slice(raw);
        Ok(cut.map_err(|_| RecordError::Malformed(DOCUMENT))?.full_text)
    }

    /// The record with the full text that it refers to, without the warning about truncation.
    pub fn completed(mut self, whole: FullTextContent<'_>) -> Result<Self, RecordError> {
        #[derive(Deserialize)]
        struct Warned {
            #[serde(default)]
            warnings: Vec<String>,
        }

        let malformed = |_| RecordError::Malformed(DOCUMENT);
        let known = self.sections.iter_mut().find(|(name, _)| name == DOCUMENT);
        let (_, document) = known.ok_or(RecordError::Missing(DOCUMENT))?;
        let Warned { mut warnings } = serde_json::from_slice(document).map_err(malformed)?;
        warnings.retain(|warning| !warning.starts_with(Document::TEXT_TRUNCATED));
        let warnings = serde_json::value::to_raw_value(&warnings).map_err(malformed)?;
        let members = [
            ("text", whole.text),
            ("blocks", whole.blocks),
            ("links", whole.links),
            ("warnings", &warnings),
        ];
        for (name, value) in members {
            let value = Some(value.get().as_bytes());
            *document = changed_member(document, name, value).map_err(malformed)?.into();
        }
        Ok(self)
    }

    /// One entry per stage that worked on the record, in order.
    pub fn trail(&self) -> Result<Vec<TrailEntry>, RecordError> {
        let mut json = Vec::new();
        self.write_trail(&mut json);
        serde_json::from_slice(&json).map_err(|_| RecordError::Malformed("trail"))
    }

    /// Where the raw document was stored, from the first entry of the trail.
    pub fn raw_position(&self) -> Option<StreamPosition> {
        self.trail().ok()?.into_iter().next()?.raw
    }

    /// The record as JSON, on one line.
    pub fn to_json(&self) -> Vec<u8> {
        let sections = self.sections.iter().map(|(name, raw)| name.len() + raw.len() + AROUND);
        let trail = self.trail.iter().map(|entries| entries.len() + 1);
        let mut json = Vec::with_capacity(sections.sum::<usize>() + trail.sum::<usize>() + HEAD);
        write!(json, "{{\"courant\":{VERSION},\"id\":\"{}\"", self.id).expect("a Vec grows");
        for (name, raw) in &self.sections {
            json.push(b',');
            write_member(&mut json, name, raw);
        }
        json.extend_from_slice(b",\"trail\":");
        self.write_trail(&mut json);
        json.push(b'}');
        json
    }

    fn bytes(&self, name: &str) -> Option<&[u8]> {
        let (_, raw) = self.sections.iter().find(|(known, _)| known == name)?;
        Some(raw)
    }

    fn with_member(
        mut self,
        name: &'static str,
        value: &impl serde::Serialize,
    ) -> Result<Self, RecordError> {
        if self.bytes(name).is_some() {
            return Err(RecordError::AlreadyWritten(name));
        }
        let json = serde_json::to_vec(value).map_err(|_| RecordError::Malformed(name))?;
        self.sections.push((name.to_owned(), json.into()));
        Ok(self)
    }

    fn write_trail(&self, json: &mut Vec<u8>) {
        json.push(b'[');
        for (index, entries) in self.trail.iter().enumerate() {
            if index > 0 {
                json.push(b',');
            }
            json.extend_from_slice(entries);
        }
        json.push(b']');
    }
}

/// A section's quotes, colon and comma.
const AROUND: usize = 4;
/// Version, id and the trail's brackets.
const HEAD: usize = 80;

/// What is between the brackets of a trail.
fn entries(trail: &RawValue) -> Result<&str, RecordError> {
    // A JSON value that begins with a bracket is an array, so it also ends with one.
    let entries = trail.get().strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    entries.map(str::trim).ok_or(RecordError::Malformed("trail"))
}

fn check_version(version: u64) -> Result<(), RecordError> {
    match version {
        0 => Err(RecordError::Malformed("courant")),
        version if version > u64::from(VERSION) => Err(RecordError::NewerVersion(version)),
        _ => Ok(()),
    }
}

fn required<'a, T: Deserialize<'a>>(
    raw: Option<&'a RawValue>,
    name: &'static str,
) -> Result<T, RecordError> {
    let raw = raw.ok_or(RecordError::Missing(name))?;
    serde_json::from_str(raw.get()).map_err(|_| RecordError::Malformed(name))
}

/// A JSON object without its member `name`, or with another value of it. The others keep their bytes.
fn changed_member(object: &[u8], name: &str, value: Option<&[u8]>) -> serde_json::Result<Vec<u8>> {
    let members = Members::parse(object)?;
    let others = members.0.iter().filter(|(known, _)| known.0 != name);
    let others = others.map(|(known, value)| (&*known.0, value.get().as_bytes()));
    let mut json = Vec::with_capacity(object.len() + value.map_or(0, <[u8]>::len));
    json.push(b'{');
    for (name, value) in others.chain(value.map(|value| (name, value))) {
        if json.len() > 1 {
            json.push(b',');
        }
        write_member(&mut json, name, value);
    }
    json.push(b'}');
    Ok(json)
}

fn write_member(json: &mut Vec<u8>, name: &str, value: &[u8]) {
    serde_json::to_writer(&mut *json, name).expect("a string is JSON, and a Vec grows");
    json.push(b':');
    json.extend_from_slice(value);
}
