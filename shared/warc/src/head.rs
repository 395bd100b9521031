use httparse::{EMPTY_HEADER, Status};

use crate::WarcError;

/// The named fields of a record.
#[derive(Debug)]
pub(crate) struct Head(Vec<(String, String)>);

/// Maximum number of fields, more than any real record has.
const FIELDS: usize = 128;

impl Head {
    /// Parses a version line and fields, including the final empty line.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Self, WarcError> {
        let version = memchr::memchr(b'\n', bytes).ok_or(WarcError::Head("version"))?;
        let (version, fields) = bytes.split_at(version + 1);
        let known = version.strip_prefix(b"WARC/").and_then(|version| version.first());
        if !known.is_some_and(u8::is_ascii_digit) {
            return Err(WarcError::Head("version"));
        }
        let mut parsed = [EMPTY_HEADER; FIELDS];
        match httparse::parse_headers(fields, &mut parsed) {
            Ok(Status::Complete((_, fields))) => {
                let text = |value: &[u8]| String::from_utf8_lossy(value).trim().to_owned();
                let fields = fields.iter().map(|field| (field.name.to_owned(), text(field.value)));
                Ok(Self(fields.collect()))
            }
            Ok(Status::Partial) | Err(_) => Err(WarcError::Head("head")),
        }
    }

    /// The first value under `name`.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(value)
    }

    /// How long the record's block is.
    pub(crate) fn content_length(&self) -> Result<u64, WarcError> {
        let length = self.get("Content-Length").and_then(|value| value.parse().ok());
        length.ok_or(WarcError::Head("Content-Length"))
    }
}
