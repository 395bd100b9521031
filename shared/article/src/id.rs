use std::fmt;
use std::str::FromStr;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};

/// An article's id, derived from its content: the same document always has the same id. If its
/// publisher gives a key, the id is derived from that instead, and is the same for all versions.
///
/// 128 bits, written as 32 lower-case hex digits. It is also a valid trace id (W3C Trace Context,
/// section 3.2.2.3).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleId([u8; 16]);

/// A text is not an [`ArticleId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an article id is 32 lower-case hex digits, not all zero")]
pub struct ArticleIdError;

impl ArticleId {
    /// The first 128 bits of SHA-256 over URL, external id and content, each preceded by its length
    /// in bytes as a big-endian u64. An absent URL or external id has length 0.
    ///
    /// ```
    /// use courant_article::ArticleId;
    ///
    /// let id = ArticleId::of("", "", b"hello");
    /// assert_eq!(id.to_string(), "3972243cf868ce05511ecb571f447e06");
    /// ```
    pub fn of(url: &str, external_id: &str, content: &[u8]) -> Self {
        Self::hash(Sha256::new(), [url.as_bytes(), external_id.as_bytes(), content])
    }

    /// The id of all versions of a document whose publisher gives this key: the first 128 bits of
    /// SHA-256 over eight bytes 0xFF, lane and key, each preceded by its length as above. Another
    /// lane's documents never have it, nor has a document without a key.
    ///
    /// ```
    /// use courant_article::ArticleId;
    ///
    /// let id = ArticleId::of_key(Some("wire"), "42");
    /// assert_eq!(id.to_string(), "bb68a11ad027da15cab80dbb3d956d94");
    /// ```
    pub fn of_key(lane: Option<&str>, key: &str) -> Self {
        let mut hash = Sha256::new();
        // No URL has this length.
        hash.update(u64::MAX.to_be_bytes());
        Self::hash(hash, [lane.unwrap_or_default().as_bytes(), key.as_bytes()])
    }

    fn hash<const N: usize>(mut hash: Sha256, fields: [&[u8]; N]) -> Self {
        for field in fields {
            hash.update((field.len() as u64).to_be_bytes());
            hash.update(field);
        }
        let digest = hash.finalize();
        let mut id = [0; 16];
        id.copy_from_slice(&digest[..16]);
        Self(id)
    }

    /// Writes the id's digits into a buffer and returns them, without an allocation.
    pub fn write(self, digits: &mut [u8; 32]) -> &str {
        for (pair, byte) in digits.chunks_exact_mut(2).zip(self.0) {
            pair[0] = HEX[usize::from(byte >> 4)];
            pair[1] = HEX[usize::from(byte & 15)];
        }
        str::from_utf8(digits).expect("hex digits are ASCII")
    }

    /// The id's 16 bytes, in the order of its digits.
    pub fn bytes(self) -> [u8; 16] {
        self.0
    }
}

impl FromStr for ArticleId {
    type Err = ArticleIdError;

    fn from_str(text: &str) -> Result<Self, ArticleIdError> {
        let digits = text.as_bytes();
        if digits.len() != 32 {
            return Err(ArticleIdError);
        }
        let mut id = [0; 16];
        for (byte, pair) in id.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
        }
        if id == [0; 16] {
            return Err(ArticleIdError);
        }
        Ok(Self(id))
    }
}

const HEX: &[u8; 16] = b"0123456789abcdef";

fn nibble(digit: u8) -> Result<u8, ArticleIdError> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        _ => Err(ArticleIdError),
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.write(&mut [0; 32]))
    }
}

impl fmt::Debug for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ArticleId({self})")
    }
}

impl Serialize for ArticleId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ArticleId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Digits;

        impl Visitor<'_> for Digits {
            type Value = ArticleId;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an article id")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<ArticleId, E> {
                text.parse().map_err(E::custom)
            }
        }

        deserializer.deserialize_str(Digits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_url_external_id_and_content() {
        let id = ArticleId::of("https://example.org/a", "42", "你好".as_bytes());
        assert_eq!(id.to_string(), "59bd4d7d2a0aff3bbe3fc14b99d23767");
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn refuses_other_texts() {
        let upper = "3972243CF868CE05511ECB571F447E06";
        let zero = "0".repeat(32);
        for text in ["", "../../x", upper, "é".repeat(16).as_str(), &zero] {
            assert_eq!(text.parse::<ArticleId>(), Err(ArticleIdError), "{text}");
        }
    }
}
