use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::{ArticleId, Section, TrailEntry};

/// The version of the record that this program writes, and the newest that it reads.
pub const VERSION: u32 = 1;

/// The article record: an object of named sections that only grows.
///
/// Sections that a stage does not read travel as the bytes they came in, so what this version
/// does not know survives it.
#[derive(Debug, Clone)]
pub struct Record {
    id: ArticleId,
    sections: Vec<(String, Box<RawValue>)>,
    trail: Vec<Box<RawValue>>,
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
        let members: Members = serde_json::from_slice(json).map_err(|error| {
            RecordError::NotAnObject { line: error.line(), column: error.column() }
        })?;
        members.try_into()
    }

    /// The article's id.
    pub fn id(&self) -> ArticleId {
        self.id
    }

    /// Reads one section.
    pub fn section<S: Section>(&self) -> Result<S, RecordError> {
        let raw = self.raw(S::NAME).ok_or(RecordError::Missing(S::NAME))?;
        serde_json::from_str(raw.get()).map_err(|_| RecordError::Malformed(S::NAME))
    }

    /// A section's own bytes, known or not.
    pub fn raw(&self, name: &str) -> Option<&RawValue> {
        let (_, raw) = self.sections.iter().find(|(known, _)| known == name)?;
        Some(raw)
    }

    /// The record grown by one section and its stage's mark. Refuses a section that stands already.
    pub fn with<S: Section>(mut self, section: &S, mark: &TrailEntry) -> Result<Self, RecordError> {
        if self.raw(S::NAME).is_some() {
            return Err(RecordError::Written(S::NAME));
        }
        let malformed = |_| RecordError::Malformed(S::NAME);
        let raw = serde_json::value::to_raw_value(section).map_err(malformed)?;
        self.sections.push((S::NAME.to_owned(), raw));
        self.trail.push(serde_json::value::to_raw_value(mark).map_err(malformed)?);
        Ok(self)
    }

    /// The marks of the stages that worked on it, in order.
    pub fn trail(&self) -> Result<Vec<TrailEntry>, RecordError> {
        let entries = self.trail.iter().map(|raw| serde_json::from_str(raw.get()));
        entries.collect::<Result<_, _>>().map_err(|_| RecordError::Malformed("trail"))
    }

    /// The record as JSON, on one line.
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("names are strings and values are JSON already")
    }
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("courant", &VERSION)?;
        map.serialize_entry("id", &self.id)?;
        for (name, raw) in &self.sections {
            map.serialize_entry(name, raw)?;
        }
        map.serialize_entry("trail", &self.trail)?;
        map.end()
    }
}

/// The members of a JSON object in order, none of them read yet.
struct Members(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
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

impl TryFrom<Members> for Record {
    type Error = RecordError;

    fn try_from(Members(mut members): Members) -> Result<Self, RecordError> {
        let mut names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(RecordError::Twice);
        }
        let mut take = |name: &str| {
            let place = members.iter().position(|(known, _)| known == name)?;
            Some(members.remove(place).1)
        };
        let version: u64 = read(take("courant"), "courant")?;
        if version > u64::from(VERSION) {
            return Err(RecordError::FromTheFuture(version));
        }
        if version == 0 {
            return Err(RecordError::Malformed("courant"));
        }
        let id = read(take("id"), "id")?;
        let trail = match take("trail") {
            Some(raw) => read(Some(raw), "trail")?,
            None => Vec::new(),
        };
        Ok(Self { id, sections: members, trail })
    }
}

fn read<T: for<'a> Deserialize<'a>>(
    raw: Option<Box<RawValue>>,
    name: &'static str,
) -> Result<T, RecordError> {
    let raw = raw.ok_or(RecordError::Missing(name))?;
    serde_json::from_str(raw.get()).map_err(|_| RecordError::Malformed(name))
}
