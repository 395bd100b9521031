use std::borrow::Cow;
use std::io::Write;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;
use smallvec::SmallVec;

use crate::members::{Member, members};
use crate::{ArticleId, Section, TrailEntry};

/// The version of the record that this program writes, and the newest that it reads.
pub const VERSION: u32 = 1;

/// The article record: an object of named sections that only grows.
///
/// Sections that a stage does not read travel as the bytes they came in, so what this version
/// does not know survives it. They are not even copied before the record is written.
#[derive(Debug, Clone)]
pub struct Record {
    id: ArticleId,
    /// Each one's name, between its quotes, and its value.
    sections: Vec<(Bytes, Bytes)>,
    /// What stands between the brackets.
    trail: Vec<Bytes>,
}

/// Why a JSON text is not a record, or a record can't do what was asked of it.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// Not JSON, or not an object.
    #[error("the record is not a JSON object (line {line}, column {column})")]
    NotAnObject {
        /// Line of the first fault, from 1.
        line: usize,
        /// Column of the first fault.
        column: usize,
    },
    /// A member that every record has is missing.
    #[error("the record has no member `{0}`")]
    Missing(&'static str),
    /// A member does not have the shape it should.
    #[error("the record's member `{0}` does not have the shape it should")]
    Malformed(&'static str),
    /// A member stands twice.
    #[error("the record has a member twice")]
    Twice,
    /// Written by a newer program.
    #[error(
        "the record has version {0}, newer than this program reads ({VERSION}): upgrade this service"
    )]
    FromTheFuture(u64),
    /// A section is written once, by its stage.
    #[error("the record has its section `{0}` already")]
    Written(&'static str),
}

impl Record {
    /// A record that knows its id and nothing else.
    pub fn new(id: ArticleId) -> Self {
        Self { id, sections: Vec::new(), trail: Vec::new() }
    }

    /// Reads a record; refuses everything else.
    pub fn parse(json: &[u8]) -> Result<Self, RecordError> {
        Self::read(&Bytes::copy_from_slice(json))
    }

    /// [`Record::parse`], for a message's body: its sections stay parts of that.
    pub fn read(json: &Bytes) -> Result<Self, RecordError> {
        let members = members(json).map_err(|at| not_an_object(json, at))?;
        if twice(&members) {
            return Err(RecordError::Twice);
        }
        let (mut version, mut id, mut trail) = (None, None, None);
        // With room for the one that is added.
        let mut sections = Vec::with_capacity(members.len());
        for (name, value) in members {
            match &*name {
                "\"courant\"" => version = Some(value),
                "\"id\"" => id = Some(value),
                "\"trail\"" => trail = Some(value),
                _ => {
                    let name = match name {
                        Cow::Borrowed(name) => json.slice_ref(name.as_bytes()),
                        Cow::Owned(name) => name.into(),
                    };
                    sections.push((name, json.slice_ref(value.as_bytes())));
                }
            }
        }
        readable(member(version, "courant")?)?;
        let id = member(id, "id")?;
        let mut marks = Vec::with_capacity(2);
        if let Some(raw) = trail {
            // A value that begins with a bracket is an array.
            let known = raw.strip_prefix('[').and_then(|raw| raw.strip_suffix(']'));
            let known = known.ok_or(RecordError::Malformed("trail"))?;
            if !known.trim().is_empty() {
                marks.push(json.slice_ref(known.as_bytes()));
            }
        }
        Ok(Self { id, sections, trail: marks })
    }

    /// The article's id.
    pub fn id(&self) -> ArticleId {
        self.id
    }

    /// Reads one section.
    pub fn section<S: Section>(&self) -> Result<S, RecordError> {
        let raw = self.bytes(S::NAME).ok_or(RecordError::Missing(S::NAME))?;
        serde_json::from_slice(raw).map_err(|_| RecordError::Malformed(S::NAME))
    }

    /// A section's own bytes, known or not.
    pub fn raw(&self, name: &str) -> Option<&RawValue> {
        serde_json::from_slice(self.bytes(name)?).ok()
    }

    /// The record grown by one section and its stage's mark. Refuses a section that stands already.
    pub fn with<S: Section>(mut self, section: &S, mark: &TrailEntry) -> Result<Self, RecordError> {
        if self.bytes(S::NAME).is_some() {
            return Err(RecordError::Written(S::NAME));
        }
        let malformed = |_| RecordError::Malformed(S::NAME);
        // All in one buffer, which they share.
        let mut json = Vec::with_capacity(GROWTH);
        serde_json::to_writer(&mut json, S::NAME).map_err(malformed)?;
        let name = json.len();
        serde_json::to_writer(&mut json, section).map_err(malformed)?;
        let value = json.len();
        serde_json::to_writer(&mut json, mark).map_err(malformed)?;
        let mut json = Bytes::from(json);
        self.trail.push(json.split_off(value));
        let value = json.split_off(name);
        self.sections.push((json, value));
        Ok(self)
    }

    /// The marks of the stages that worked on it, in order.
    pub fn trail(&self) -> Result<Vec<TrailEntry>, RecordError> {
        let mut json = Vec::new();
        self.write_trail(&mut json);
        serde_json::from_slice(&json).map_err(|_| RecordError::Malformed("trail"))
    }

    /// The record as JSON, on one line.
    pub fn to_json(&self) -> Vec<u8> {
        let sections = self.sections.iter().map(|(name, raw)| name.len() + raw.len() + AROUND);
        let trail = self.trail.iter().map(|marks| marks.len() + 1);
        // Grown as it is written, a record would be copied several times.
        let mut json = Vec::with_capacity(sections.sum::<usize>() + trail.sum::<usize>() + HEAD);
        write!(json, "{{\"courant\":{VERSION},\"id\":\"{}\"", self.id).expect("a Vec takes it");
        for (name, raw) in &self.sections {
            json.push(b',');
            json.extend_from_slice(name);
            json.push(b':');
            json.extend_from_slice(raw);
        }
        json.extend_from_slice(b",\"trail\":");
        self.write_trail(&mut json);
        json.push(b'}');
        json
    }

    fn bytes(&self, name: &str) -> Option<&[u8]> {
        let is_name = |quoted: &[u8]| match quoted.contains(&b'\\') {
            false => quoted[1..quoted.len() - 1] == *name.as_bytes(),
            true => serde_json::from_slice::<String>(quoted).is_ok_and(|known| known == name),
        };
        let (_, raw) = self.sections.iter().find(|(quoted, _)| is_name(quoted))?;
        Some(raw)
    }

    fn write_trail(&self, json: &mut Vec<u8>) {
        json.push(b'[');
        for (place, marks) in self.trail.iter().enumerate() {
            if place > 0 {
                json.push(b',');
            }
            json.extend_from_slice(marks);
        }
        json.push(b']');
    }
}

/// A section's colon and comma.
const AROUND: usize = 2;
/// Room for a small section and its mark.
const GROWTH: usize = 512;
/// Everything that every record has, but for what its trail holds.
const HEAD: usize = 80;

/// Where a text is no record, as an editor counts.
fn not_an_object(json: &[u8], at: usize) -> RecordError {
    let before = &json[..at];
    let line_start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |place| place + 1);
    let line = before.iter().filter(|&&byte| byte == b'\n').count() + 1;
    RecordError::NotAnObject { line, column: at - line_start + 1 }
}

fn twice(members: &[Member<'_>]) -> bool {
    let mut names: SmallVec<[&str; 8]> = members.iter().map(|(name, _)| &**name).collect();
    names.sort_unstable();
    names.windows(2).any(|pair| pair[0] == pair[1])
}

fn readable(version: u64) -> Result<(), RecordError> {
    match version {
        0 => Err(RecordError::Malformed("courant")),
        version if version > u64::from(VERSION) => Err(RecordError::FromTheFuture(version)),
        _ => Ok(()),
    }
}

fn member<'a, T: Deserialize<'a>>(
    raw: Option<&'a str>,
    name: &'static str,
) -> Result<T, RecordError> {
    let raw = raw.ok_or(RecordError::Missing(name))?;
    serde_json::from_str(raw).map_err(|_| RecordError::Malformed(name))
}
