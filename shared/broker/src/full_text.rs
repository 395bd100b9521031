//! Full texts of articles whose records have a truncated text: pieces in `OBJ_ARTICLES_LARGE`, each
//! with its own subject, so readers only need permission to get these subjects.

use article::{AlteredText, FullText, Headers, Record, RecordError, header};
use bytes::Bytes;

use crate::lookup::one;
use crate::table::LARGE;
use crate::{Broker, LookupError, Outbound, PIECE};

/// Why a full text can't be read.
#[derive(Debug, thiserror::Error)]
pub enum FullTextError {
    /// It doesn't exist, or no longer.
    #[error(
        "the full text is gone: it has expired or was removed, publish the document again with --replace"
    )]
    Gone,
    /// It differs from its reference.
    #[error(transparent)]
    Altered(#[from] AlteredText),
    /// The record can't be read.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The server does not answer, or refuses.
    #[error(transparent)]
    Lookup(#[from] LookupError),
}

/// The messages that store a full text under the prefix `subject`. Repeating them within the
/// duplicate window stores nothing; after it, the new pieces replace the old ones.
pub fn full_text_pieces(subject: &str, json: &Bytes) -> impl Iterator<Item = Outbound> {
    let (subject, json) = (subject.to_owned(), json.clone());
    (0..json.len().div_ceil(PIECE)).map(move |place| {
        let subject = format!("{subject}.{place}");
        let mut headers = Headers::default();
        headers.push(header::NATS_MSG_ID, &subject);
        let end = json.len().min((place + 1) * PIECE);
        Outbound { subject: subject.into(), headers, body: json.slice(place * PIECE..end) }
    })
}

impl Broker {
    /// The same record with the full text; `None` if it has it already.
    pub async fn with_full_text(&self, record: &Record) -> Result<Option<Record>, FullTextError> {
        let Some(full) = record.full_text()? else { return Ok(None) };
        let json = self.full_text(&full).await?;
        Ok(Some(record.clone().completed(full.open(&json)?)?))
    }

    /// The same record as JSON, with the full text.
    pub async fn complete(&self, json: Bytes) -> Result<Bytes, FullTextError> {
        let whole = self.with_full_text(&Record::from_bytes(&json)?).await?;
        Ok(whole.map_or(json, |record| record.to_json().into()))
    }

    /// The bytes that a record refers to, not yet verified.
    async fn full_text(&self, full: &FullText) -> Result<Vec<u8>, FullTextError> {
        if !full.is_valid() {
            return Err(AlteredText.into());
        }
        let stream = self.stream(LARGE).await?;
        let mut json = Vec::new();
        for place in 0..full.bytes.div_ceil(PIECE as u64) {
            let piece = stream.direct_get_last_for_subject(format!("{}.{place}", full.subject));
            let piece = one(piece.await)?.ok_or(FullTextError::Gone)?;
            json.extend_from_slice(&piece.body);
        }
        Ok(json)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_text_is_cut_into_pieces_with_subjects_of_their_own() {
        let json: Bytes = vec![b'x'; PIECE + 5].into();
        let messages: Vec<Outbound> = full_text_pieces("articles.text.1.a", &json).collect();
        let sizes: Vec<usize> = messages.iter().map(|message| message.body.len()).collect();
        assert_eq!(sizes, [PIECE, 5]);
        assert_eq!(&*messages[1].subject, "articles.text.1.a.1");
        assert_eq!(messages[1].headers.get(header::NATS_MSG_ID), Some("articles.text.1.a.1"));
    }
}
