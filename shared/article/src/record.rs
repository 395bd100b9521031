use std::borrow::Cow;
use std::io::Write;

use bytes::Bytes;
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

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
    sections: Vec<(Cow<'static, str>, Bytes)>,
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
        let Members(members) = serde_json::from_slice(json).map_err(|error| {
            RecordError::NotAnObject { line: error.line(), column: error.column() }
        })?;
        let mut names: Vec<&str> = members.iter().map(|(Name(name), _)| &**name).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(RecordError::Twice);
        }
        let (mut version, mut id, mut trail, mut sections) = (None, None, None, Vec::new());
        for (Name(name), raw) in members {
            match &*name {
                "courant" => version = Some(raw),
                "id" => id = Some(raw),
                "trail" => trail = Some(raw),
                _ => {
                    sections.push((name.into_owned().into(), json.slice_ref(raw.get().as_bytes())))
                }
            }
        }
        readable(member(version, "courant")?)?;
        let id = member(id, "id")?;
        let trail = match trail {
            // What serde_json takes for a value and begins with a bracket is an array.
            Some(raw) => match raw.get().strip_prefix('[').and_then(|raw| raw.strip_suffix(']')) {
                Some(marks) if marks.trim().is_empty() => Vec::new(),
                Some(marks) => vec![json.slice_ref(marks.as_bytes())],
                None => return Err(RecordError::Malformed("trail")),
            },
            None => Vec::new(),
        };
        Ok(Self { id, sections, trail })
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
        // Both in one buffer, which they share.
        let mut json = serde_json::to_vec(section).map_err(malformed)?;
        let end = json.len();
        serde_json::to_writer(&mut json, mark).map_err(malformed)?;
        let mut json = Bytes::from(json);
        self.trail.push(json.split_off(end));
        self.sections.push((S::NAME.into(), json));
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
            serde_json::to_writer(&mut json, name).expect("a string is JSON, and a Vec takes it");
            json.push(b':');
            json.extend_from_slice(raw);
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

/// A section's quotes, colon and comma, with room for an escape or two in its name.
const AROUND: usize = 8;
/// Everything that every record has, but for what its trail holds.
const HEAD: usize = 80;

/// The members of a JSON object in order, none of them read yet.
struct Members<'a>(Vec<(Name<'a>, &'a RawValue)>);

/// A member's name.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

fn readable(version: u64) -> Result<(), RecordError> {
    match version {
        0 => Err(RecordError::Malformed("courant")),
        version if version > u64::from(VERSION) => Err(RecordError::FromTheFuture(version)),
        _ => Ok(()),
    }
}

fn member<'a, T: Deserialize<'a>>(
    raw: Option<&'a RawValue>,
    name: &'static str,
) -> Result<T, RecordError> {
    let raw = raw.ok_or(RecordError::Missing(name))?;
    serde_json::from_str(raw.get()).map_err(|_| RecordError::Malformed(name))
}
