use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use crate::{ArticleId, Document, TextBlock, TextLink, subject};

/// Reference to the full text of a document whose record has a truncated text.
///
/// The full text is stored in pieces of 256 KiB on `<subject>.0`, `<subject>.1` and so on. Together
/// they are one JSON object with the members `text`, `blocks` and `links`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FullText {
    /// Prefix of the pieces' subjects: `articles.text.<id>.<version>`.
    pub subject: String,
    /// Length of the JSON object in bytes.
    pub bytes: u64,
    /// SHA-256 of the JSON object, in hex.
    pub sha256: String,
}

/// The full text of a document: members of its section, as JSON.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct FullTextContent<'a> {
    #[serde(borrow)]
    pub(crate) text: &'a RawValue,
    #[serde(borrow)]
    pub(crate) blocks: &'a RawValue,
    #[serde(borrow)]
    pub(crate) links: &'a RawValue,
}

/// A full text differs from the reference in its record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the full text differs from the record's reference: it was altered, publish the document again"
)]
pub struct AlteredText;

impl FullText {
    /// The full text of a document, and the reference to it. The same text of an article has the
    /// same reference.
    pub fn of(document: &Document, id: ArticleId) -> (Self, Vec<u8>) {
        #[derive(Serialize)]
        struct Whole<'a> {
            text: &'a str,
            blocks: &'a [TextBlock],
            links: &'a [TextLink],
        }

        let Document { text, blocks, links, .. } = document;
        let whole = Whole { text, blocks, links };
        let json = serde_json::to_vec(&whole).expect("strings and numbers are JSON");
        let sha256 = hex(&json);
        let subject = subject::full_text(id, &sha256);
        (Self { subject, bytes: json.len() as u64, sha256 }, json)
    }

    /// Compares the bytes of a full text with the reference.
    pub fn open<'a>(&self, json: &'a [u8]) -> Result<FullTextContent<'a>, AlteredText> {
        match self.bytes == json.len() as u64 && self.sha256 == hex(json) {
            true => serde_json::from_slice(json).map_err(|_| AlteredText),
            false => Err(AlteredText),
        }
    }

    /// Whether the subject is a valid prefix for the pieces.
    pub fn is_valid(&self) -> bool {
        let is_digest =
            self.sha256.len() == 64 && self.sha256.bytes().all(|b| b.is_ascii_hexdigit());
        let id = self.subject.strip_prefix(subject::FULL_TEXT_PREFIX);
        let id = id.and_then(|rest| rest.split_once('.')?.0.parse::<ArticleId>().ok());
        is_digest && id.is_some_and(|id| self.subject == subject::full_text(id, &self.sha256))
    }
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Record;

    fn document() -> Document {
        let json = r#"{"content_type":"text/plain","charset":"utf-8","bytes":1,"sha256":"",
            "received_at":"2026-11-23T08:15:00Z","text":"One.\n\nTwo.","warnings":["a"],
            "blocks":[{"kind":"paragraph","start":0,"end":4},{"kind":"paragraph","start":6,"end":10}]}"#;
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_cut_record_is_completed_by_what_it_refers_to() {
        let whole = document();
        let id = ArticleId::of("", "", b"hello");
        let (full, json) = FullText::of(&whole, id);
        assert!(full.is_valid() && full.subject.starts_with(&format!("articles.text.{id}.")));
        assert_eq!(FullText::of(&whole, id).0, full);
        assert!(full.open(&json[1..]).is_err());

        let mut cut = serde_json::to_value(&whole).unwrap();
        cut["text"] = "One.".into();
        cut["blocks"].as_array_mut().unwrap().truncate(1);
        cut["warnings"] = serde_json::json!(["a", "text_truncated: the text has 10 bytes"]);
        cut["full_text"] = serde_json::to_value(&full).unwrap();
        cut["unknown"] = 1.into();
        let record = serde_json::json!({ "courant": 1, "id": id, "document": cut, "trail": [] });
        let record = Record::parse(record.to_string().as_bytes()).unwrap();
        assert_eq!(record.full_text().unwrap().as_ref(), Some(&full));

        let record = record.completed(full.open(&json).unwrap()).unwrap();
        let expected = Document { full_text: Some(full), ..whole };
        assert_eq!(record.section::<Document>().unwrap(), expected);
        assert!(record.raw("document").unwrap().get().contains("\"unknown\":1"));
    }

    #[test]
    fn a_subject_that_is_not_that_of_a_text_is_invalid() {
        let (full, _) = FullText::of(&document(), ArticleId::of("", "", b"hello"));
        for subject in
            ["", "articles.text", "articles.raw.x", "articles.text.*.>", "articles.text.a.b"]
        {
            let other = FullText { subject: subject.to_owned(), ..full.clone() };
            assert!(!other.is_valid(), "{subject}");
        }
        assert!(!FullText { sha256: "0".repeat(64), ..full.clone() }.is_valid());
        let (subject, _) = full.subject.rsplit_once('.').unwrap();
        let wild = FullText { subject: format!("{subject}.*"), sha256: "*".to_owned(), ..full };
        assert!(!wild.is_valid());
    }
}
