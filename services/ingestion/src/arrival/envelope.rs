//! The optional JSON envelope around a document.

use std::fmt;

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::{ArrivalError, json};
use page::bounds;
use text::cut;

/// Maximum number of bytes of JSON kept of an envelope's unknown members.
const UNKNOWN_BYTES: usize = 64 * 1024;
/// Maximum number of unknown members kept.
const MEMBERS: usize = 256;
/// Maximum number of authors kept.
const AUTHORS: usize = 64;

/// The members of an envelope other than its content, unchanged.
#[derive(Debug, Clone, Default)]
pub(crate) struct Envelope {
    pub(super) id: Option<String>,
    pub(super) url: Option<String>,
    pub(super) source: Option<String>,
    pub(super) content_type: Option<String>,
    pub(super) fetched_at: Option<String>,
    pub(crate) published_at: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) language: Option<String>,
    pub(crate) authors: Vec<String>,
    /// Members that this version doesn't know.
    pub(crate) unknown: Map<String, Value>,
    pub(super) warnings: Vec<String>,
}

impl Envelope {
    /// Reads an envelope. Returns its content and its other members.
    pub(super) fn open(json: &str) -> Result<(Bytes, Self), ArrivalError> {
        let (content, envelope) = Self::parse(json)?;
        Ok((content.ok_or(ArrivalError::NoContent)?, envelope))
    }

    /// Reads the envelope of a document whose content is an object. `content_type` is the content's, unless
    /// the envelope names another.
    pub(super) fn beside(body: &[u8], content_type: Option<&str>) -> Result<Self, ArrivalError> {
        let json = json::find(body, Some("application/json"))?.ok_or(ArrivalError::NotAnObject)?;
        let (None, mut envelope) = Self::parse(&json)? else {
            return Err(ArrivalError::ContentBesideObject);
        };
        envelope.content_type = envelope.content_type.or_else(|| content_type.map(str::to_owned));
        Ok(envelope)
    }

    fn parse(json: &str) -> Result<(Option<Bytes>, Self), ArrivalError> {
        let json = json.trim_start();
        if !json.starts_with('{') {
            let valid = serde_json::from_str::<IgnoredAny>(json);
            return Err(valid.map_or_else(not_json, |_| ArrivalError::NotAnObject));
        }
        let members: Members<'_> = serde_json::from_str(json).map_err(not_json)?;
        let mut envelope = Self::default();
        let mut once = Once { members: &members.known, warnings: &mut envelope.warnings };
        let content = content(&once)?;
        let id = once.text("id")?;
        let url = once.text("url")?;
        let source = once.text("source")?;
        let content_type = once.text("content_type")?;
        let fetched_at = once.text("fetched_at")?;
        let published_at = once.text("published_at")?;
        let title = once.text("title")?;
        let language = once.text("language")?;
        let authors = once.authors()?;
        let unknown = unknown(&members, &mut envelope.warnings);
        let warnings = envelope.warnings;
        Ok((
            content,
            Self {
                id,
                url,
                source,
                content_type,
                fetched_at,
                published_at: published_at.map(|text| cut(&text, bounds::NAME).to_owned()),
                title: title.map(|text| cut(&text, bounds::LINE).to_owned()),
                language: language.map(|text| cut(&text, bounds::NAME).to_owned()),
                authors,
                unknown,
                warnings,
            },
        ))
    }
}

fn not_json(error: serde_json::Error) -> ArrivalError {
    ArrivalError::NotJson { line: error.line(), column: error.column() }
}

/// The known members. Unknown ones are passed on unchanged.
const KNOWN: [&str; 11] = [
    "id",
    "url",
    "source",
    "content_type",
    "content",
    "content_base64",
    "fetched_at",
    "published_at",
    "title",
    "authors",
    "language",
];

/// The members of an envelope, not parsed yet.
struct Members<'a> {
    known: Vec<(&'static str, &'a RawValue)>,
    unknown: Vec<(String, &'a RawValue)>,
    left_out: bool,
}

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members =
                    Members { known: Vec::new(), unknown: Vec::new(), left_out: false };
                while let Some(name) = map.next_key::<String>()? {
                    let known = KNOWN.into_iter().find(|known| *known == name);
                    match known {
                        // Two members with the same name are enough to reject the envelope.
                        Some(known) if members.known.len() < 2 * KNOWN.len() => {
                            members.known.push((known, map.next_value()?));
                        }
                        None if members.unknown.len() < MEMBERS => {
                            members.unknown.push((name, map.next_value()?));
                        }
                        Some(_) | None => {
                            members.left_out |= known.is_none();
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(members)
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

/// Known members, each of which may occur once. `null` counts as absent.
struct Once<'a> {
    members: &'a [(&'static str, &'a RawValue)],
    warnings: &'a mut Vec<String>,
}

impl Once<'_> {
    fn raw(&self, name: &'static str) -> Result<Option<&RawValue>, ArrivalError> {
        let mut found = self.members.iter().filter(|(known, _)| *known == name);
        let first = found.next().map(|(_, raw)| *raw);
        if found.next().is_some() {
            return Err(ArrivalError::Twice(name));
        }
        Ok(first.filter(|raw| raw.get() != "null"))
    }

    /// A member that is a string or a number; the number is returned as written. `None` if it is empty.
    fn text(&mut self, name: &'static str) -> Result<Option<String>, ArrivalError> {
        let Some(raw) = self.raw(name)? else { return Ok(None) };
        let text = match raw.get().as_bytes()[0] {
            b'"' => string(raw),
            b'-' | b'0'..=b'9' => Some(raw.get().to_owned()),
            _ => None,
        };
        if text.is_none() {
            self.warnings.push(format!("the envelope's `{name}` is not a string and was left out"));
        }
        Ok(text.filter(|text| !text.trim().is_empty()))
    }

    /// The authors: a name, an object with a name, or a list of these.
    fn authors(&mut self) -> Result<Vec<String>, ArrivalError> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Author {
            Name(String),
            Person { name: String },
            Other(IgnoredAny),
        }

        let Some(raw) = self.raw("authors")? else { return Ok(Vec::new()) };
        let authors = if raw.get().starts_with('[') {
            serde_json::from_str(raw.get()).unwrap_or_default()
        } else {
            serde_json::from_str(raw.get()).map(|author| vec![author]).unwrap_or_default()
        };
        let mut strange = false;
        let mut names = Vec::new();
        for author in authors {
            match author {
                Author::Name(name) | Author::Person { name } if !name.trim().is_empty() => {
                    names.push(cut(name.trim(), bounds::NAME).to_owned());
                }
                Author::Name(_) | Author::Person { .. } => {}
                Author::Other(_) => strange = true,
            }
        }
        strange |= names.len() > AUTHORS;
        names.truncate(AUTHORS);
        if strange {
            self.warnings
                .push("some of the envelope's `authors` are not names and were left out".into());
        }
        Ok(names)
    }
}

fn string(raw: &RawValue) -> Option<String> {
    serde_json::from_str(raw.get()).ok()
}

fn content(once: &Once<'_>) -> Result<Option<Bytes>, ArrivalError> {
    match (once.raw("content")?, once.raw("content_base64")?) {
        (Some(_), Some(_)) => Err(ArrivalError::TwoContents),
        (None, None) => Ok(None),
        (Some(raw), None) => {
            let text = string(raw).ok_or(ArrivalError::ContentNotText("content"))?;
            Ok(Some(text.into()))
        }
        (None, Some(raw)) => {
            let text = string(raw).ok_or(ArrivalError::ContentNotText("content_base64"))?;
            decode_base64(text).ok_or(ArrivalError::BadBase64).map(Some)
        }
    }
}

/// Decodes Base64 (RFC 4648, sections 4 and 5): either alphabet, with or without padding or line breaks.
fn decode_base64(mut text: String) -> Option<Bytes> {
    const ANY: GeneralPurposeConfig =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, ANY);
    const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, ANY);

    text.retain(|c| !c.is_ascii_whitespace());
    let engine = if text.contains(['-', '_']) { URL_SAFE } else { STANDARD };
    engine.decode(text).ok().map(Bytes::from)
}

/// The unknown members, within the limits. Of several members with the same name, the last counts.
fn unknown(members: &Members<'_>, warnings: &mut Vec<String>) -> Map<String, Value> {
    let mut left_out = members.left_out;
    let mut budget = UNKNOWN_BYTES;
    let mut kept = Map::new();
    for (name, raw) in &members.unknown {
        let bytes = name.len() + raw.get().len();
        let value = if bytes <= budget { serde_json::from_str(raw.get()).ok() } else { None };
        match value {
            Some(value) => {
                budget -= bytes;
                kept.insert(name.clone(), value);
            }
            None => left_out = true,
        }
    }
    if left_out {
        warnings.push(format!(
            "the envelope's unknown members exceed {UNKNOWN_BYTES} bytes: some were left out"
        ));
    }
    kept
}
