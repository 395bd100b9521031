use std::collections::BTreeMap;
use std::time::Duration;

use article::{ArticleId, Headers, RawMessage, StreamPosition, header, subject};
use bytes::Bytes;

use crate::dead::fitting;
use crate::message::header_size;
use crate::table::ORIGINALS;
use crate::{Broker, LookupError, Origin, Outbound, PIECE, Reference, Start, Stored};

/// A raw document that ingestion has kept.
#[derive(Debug, Clone)]
pub struct Original {
    /// The message of `ARTICLES_ORIGINALS`.
    pub stored: Stored,
    /// The article's id.
    pub id: ArticleId,
    /// The subject on which it arrived.
    pub subject: String,
    /// Where its stream stored it.
    pub raw: Option<StreamPosition>,
    /// Its headers, without those that the server interprets.
    pub headers: Headers,
    /// Its body.
    pub body: Bytes,
    /// The object with its content, if there is one.
    pub reference: Option<Reference>,
    /// That content, once [`Broker::with_object`] has read it.
    pub object: Option<Bytes>,
}

/// The message that keeps a raw document for a time. The stream keeps one for each article.
pub fn original(
    origin: &Origin,
    document: (&Headers, &Bytes),
    id: ArticleId,
    keep: Duration,
) -> Outbound {
    let mut own = Headers::default();
    own.push(header::ARTICLE_ID, id);
    own.push(header::ORIGINAL_SUBJECT, &*origin.subject);
    origin.position().write(&mut own);
    own.push(header::NATS_TTL, format_args!("{}s", keep.as_secs().max(1)));
    let headers = fitting(document.0, header_size(&own));
    let headers = headers.iter().chain(own.iter()).collect();
    Outbound { subject: subject::original(id).into(), headers, body: document.1.clone() }
}

/// The messages that keep the content of a raw document that is stored as an object, for as long as
/// the raw document.
pub fn original_pieces(
    id: ArticleId,
    content: &Bytes,
    keep: Duration,
) -> impl Iterator<Item = Outbound> {
    let content = content.clone();
    (0..content.len().div_ceil(PIECE)).map(move |place| {
        let mut headers = Headers::default();
        headers.push(header::ARTICLE_ID, id);
        headers.push(header::NATS_TTL, format_args!("{}s", keep.as_secs().max(1)));
        let end = content.len().min((place + 1) * PIECE);
        let body = content.slice(place * PIECE..end);
        Outbound { subject: subject::original_piece(id, place).into(), headers, body }
    })
}

impl Original {
    /// Reads a message of `ARTICLES_ORIGINALS`. `None` if it lacks a header that every original has.
    pub fn read(stored: Stored) -> Option<Self> {
        // A document may bring a header of the same name: ours is the last.
        let last = |name: &str| {
            let found = stored.headers.iter().filter(|(own, _)| own.eq_ignore_ascii_case(name));
            found.last().map(|(_, value)| value.to_owned())
        };
        let id = last(header::ARTICLE_ID)?.parse().ok()?;
        let subject = last(header::ORIGINAL_SUBJECT)?;
        let raw = StreamPosition::read(&stored.headers);
        let ours = |name: &str| name.eq_ignore_ascii_case(header::ORIGINAL_SUBJECT);
        let headers = fitting(&stored.headers, 0).iter().filter(|(name, _)| !ours(name)).collect();
        let body = stored.body.clone();
        let reference = Reference::read(&headers).ok().flatten();
        Some(Self { stored, id, subject, raw, headers, body, reference, object: None })
    }

    /// The document itself.
    pub fn document(&self) -> &Bytes {
        self.object.as_ref().unwrap_or(&self.body)
    }

    /// The document as ingestion received it.
    pub fn to_raw(&self) -> RawMessage {
        RawMessage {
            body: self.body.clone(),
            object: self.object.clone(),
            headers: self.headers.clone(),
            lane: subject::lane(&self.subject).map(str::to_owned),
            received_at: self.stored.stored_at,
            position: self.raw.clone(),
        }
    }
}

impl Broker {
    /// The original of an article; `None` if it is not kept, or no longer.
    pub async fn original(&self, id: ArticleId) -> Result<Option<Original>, LookupError> {
        let stored = self.newest(ORIGINALS, &subject::original(id)).await?;
        match stored.and_then(Original::read) {
            Some(original) => self.with_object(original).await,
            None => Ok(None),
        }
    }

    /// The same original with its content. `None` if that is not kept, or no longer.
    pub async fn with_object(&self, original: Original) -> Result<Option<Original>, LookupError> {
        let Some(reference) = &original.reference else { return Ok(Some(original)) };
        let prefix = format!("{}.", subject::original(original.id));
        let mut pages = self.pages(ORIGINALS, &format!("{prefix}*"), Start::Sequence(1));
        let mut pieces = BTreeMap::new();
        while let Some(stored) = pages.next().await? {
            let place = stored.subject.strip_prefix(&prefix).and_then(|place| place.parse().ok());
            let place: Option<u64> = place;
            // An earlier version of the document may have had more pieces.
            if let Some(place) = place.filter(|place| place * (PIECE as u64) < reference.size()) {
                pieces.insert(place, stored.body);
            }
        }
        let content = pieces.values().fold(Vec::new(), |mut content, piece| {
            content.extend_from_slice(piece);
            content
        });
        let is_it = reference.is_of(&content);
        Ok(is_it.then(|| Original { object: Some(content.into()), ..original }))
    }
}
