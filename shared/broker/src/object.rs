//! Documents that are too large for a message: objects in the bucket `ARTICLES_LARGE`, which the
//! headers of a raw document refer to. The wire format is that of a JetStream object store (NATS
//! ADR-20).

mod pieces;
mod store;

use std::fmt::Write;

use article::{Headers, header};
use sha2::{Digest, Sha256};

pub use pieces::{PIECE, pieces};

/// The reference to an object with the content of a raw document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The object's name, which only its publisher and its readers know.
    name: String,
    /// Its size in bytes.
    size: u64,
    /// Its SHA-256, in hexadecimal digits.
    sha256: String,
}

/// Why the content of a raw document can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ObjectError {
    /// The headers don't name an object.
    #[error(
        "the headers don't refer to an object: give its name (letters, digits, - and _), its size in bytes and its SHA-256 in hexadecimal digits"
    )]
    Invalid,
    /// It is larger than ingestion accepts.
    #[error(
        "the object has {bytes} bytes, more than the limit of {limit}: split the document, or raise COURANT_MAX_DOCUMENT_BYTES"
    )]
    TooLarge {
        /// Its size according to its reference.
        bytes: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// The bucket has no object of this name.
    #[error(
        "the bucket ARTICLES_LARGE has no object of this name: it was removed or has expired, publish the document again"
    )]
    Missing,
    /// Some of it is missing, or has not reached this server of the cluster.
    #[error(
        "the object is shorter than its reference says: a part of it was removed, publish the document again"
    )]
    Incomplete,
    /// It differs from its reference.
    #[error(
        "the object differs in size or SHA-256 from its reference: it was altered, publish the document again"
    )]
    Altered,
    /// The server does not answer, or has no bucket.
    #[error(
        "the bucket ARTICLES_LARGE can't be read: check that the server is up, and that `courant setup --apply` was run with this version"
    )]
    Away,
}

/// Longest name of an object, in bytes.
const MAX_NAME: usize = 64;
/// Hexadecimal digits of a SHA-256.
const DIGITS: usize = 64;

impl Reference {
    /// The reference to an object with a new name.
    pub fn of(content: &[u8]) -> Self {
        let (name, size) = (nuid::next().to_string(), content.len() as u64);
        Self { name, size, sha256: hex(&Sha256::digest(content)) }
    }

    /// The reference in the headers of a raw document; `None` if the content is the body.
    pub fn read(headers: &Headers) -> Result<Option<Self>, ObjectError> {
        let Some(name) = headers.get(header::OBJECT) else { return Ok(None) };
        let get = |name| headers.get(name).map(str::trim).ok_or(ObjectError::Invalid);
        let size = get(header::OBJECT_SIZE)?.parse().map_err(|_| ObjectError::Invalid)?;
        let sha256 = get(header::OBJECT_SHA256)?.to_ascii_lowercase();
        // A name with a dot or a wildcard would be another subject.
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let is_name = (1..=MAX_NAME).contains(&name.len()) && name.bytes().all(fits);
        let is_digest = sha256.len() == DIGITS && sha256.bytes().all(|b| b.is_ascii_hexdigit());
        match is_name && is_digest && size > 0 {
            true => Ok(Some(Self { name: name.to_owned(), size, sha256 })),
            false => Err(ObjectError::Invalid),
        }
    }

    /// Adds the headers that refer to it.
    pub fn write(&self, headers: &mut Headers) {
        headers.push(header::OBJECT, &self.name);
        headers.push(header::OBJECT_SIZE, self.size);
        headers.push(header::OBJECT_SHA256, &self.sha256);
    }

    /// Whether a header is one of those.
    pub fn is_header(name: &str) -> bool {
        let own = [header::OBJECT, header::OBJECT_SIZE, header::OBJECT_SHA256];
        own.iter().any(|own| own.eq_ignore_ascii_case(name))
    }

    /// The object's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether this is its content.
    pub(crate) fn is_of(&self, content: &[u8]) -> bool {
        content.len() as u64 == self.size && hex(&Sha256::digest(content)) == self.sha256
    }

    /// Its size in bytes.
    pub fn size(&self) -> u64 {
        self.size
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(DIGITS), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a String does not fail");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_read_as_it_was_written() {
        let reference = Reference::of(b"hello");
        let mut headers = Headers::default();
        assert_eq!(Reference::read(&headers), Ok(None));
        reference.write(&mut headers);
        let digest = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
        assert_eq!(headers.get("courant-object-sha256"), Some(digest));
        assert_eq!(Reference::read(&headers), Ok(Some(reference.clone())));
        assert_ne!(Reference::of(b"hello").name, reference.name);
    }

    #[test]
    fn what_names_no_object_of_the_bucket_is_invalid() {
        let digest = &"a".repeat(64);
        let long = &"x".repeat(65);
        for (name, size, sha256) in [
            ("", "5", digest.as_str()),
            ("x.y", "5", digest),
            ("*", "5", digest),
            (">", "5", digest),
            ("../x", "5", digest),
            (long, "5", digest),
            ("x", "", digest),
            ("x", "-5", digest),
            ("x", "0", digest),
            ("x", "99999999999999999999", digest),
            ("x", "5", "abc"),
            ("x", "5", &"é".repeat(32)),
        ] {
            let headers = Headers::from_iter([
                (header::OBJECT, name),
                (header::OBJECT_SIZE, size),
                (header::OBJECT_SHA256, sha256),
            ]);
            assert_eq!(Reference::read(&headers), Err(ObjectError::Invalid), "{name} {size}");
        }
        let alone = Headers::from_iter([(header::OBJECT, "x")]);
        assert_eq!(Reference::read(&alone), Err(ObjectError::Invalid));
    }
}
