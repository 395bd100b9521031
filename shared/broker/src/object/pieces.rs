use article::{Headers, Timestamp, header};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE;
use bytes::Bytes;
use serde_json::json;

use super::Reference;
use crate::Outbound;

/// Bytes of a piece: small enough for a server with the default `max_payload` of 1 MB.
pub const PIECE: usize = 256 * 1024;

/// The bucket's name.
pub(super) const BUCKET: &str = "ARTICLES_LARGE";

/// The messages that store an object, in order: its pieces, then its description. Repeating them
/// after a lost answer stores nothing twice.
pub fn pieces(reference: &Reference, content: &Bytes) -> impl Iterator<Item = Outbound> {
    let count = content.len().div_ceil(PIECE);
    let (name, subject) = (reference.name.clone(), reference.pieces_subject());
    let content = content.clone();
    let last = reference.about(count);
    let piece = move |place: usize| {
        let mut headers = Headers::default();
        headers.push(header::NATS_MSG_ID, format_args!("{name}/{place}"));
        let end = content.len().min((place + 1) * PIECE);
        let body = content.slice(place * PIECE..end);
        Outbound { subject: subject.as_str().into(), headers, body }
    };
    (0..count).map(piece).chain(std::iter::once(last))
}

impl Reference {
    /// The subject of its pieces.
    pub(super) fn pieces_subject(&self) -> String {
        format!("$O.{BUCKET}.C.{}", self.name)
    }

    /// The subject of its description.
    pub(super) fn about_subject(&self) -> String {
        format!("$O.{BUCKET}.M.{}", BASE64_URL_SAFE.encode(&self.name))
    }

    /// The object's description, for NATS tools. It is not trusted when the object is read.
    fn about(&self, pieces: usize) -> Outbound {
        let mut headers = Headers::default();
        headers.push(header::NATS_MSG_ID, format_args!("{}/about", self.name));
        let digest: Vec<u8> = (0..self.sha256.len() / 2)
            .filter_map(|at| u8::from_str_radix(self.sha256.get(2 * at..2 * at + 2)?, 16).ok())
            .collect();
        let about = json!({
            "name": self.name,
            "bucket": BUCKET,
            "nuid": self.name,
            "size": self.size,
            "chunks": pieces,
            "mtime": Timestamp::now(),
            "digest": format!("SHA-256={}", BASE64_URL_SAFE.encode(digest)),
        });
        let body = about.to_string().into();
        Outbound { subject: self.about_subject().into(), headers, body }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_cut_into_pieces_and_described() {
        let content: Bytes = vec![7; 2 * PIECE + 5].into();
        let reference = Reference::of(&content);
        let messages: Vec<Outbound> = pieces(&reference, &content).collect();
        let sizes: Vec<usize> = messages.iter().map(|message| message.body.len()).collect();
        assert_eq!(sizes[..3], [PIECE, PIECE, 5]);
        let subject = format!("$O.ARTICLES_LARGE.C.{}", reference.name());
        assert!(messages[..3].iter().all(|message| *message.subject == *subject));
        assert!(messages[3].subject.starts_with("$O.ARTICLES_LARGE.M."));
        let about: serde_json::Value = serde_json::from_slice(&messages[3].body).unwrap();
        assert_eq!((&about["size"], &about["chunks"]), (&json!(2 * PIECE + 5), &json!(3)));
        let ids: Vec<_> = messages.iter().map(|m| m.headers.get("Nats-Msg-Id")).collect();
        assert!(ids.windows(2).all(|pair| pair[0].is_some() && pair[0] != pair[1]));
    }
}
