use std::time::Duration;

use article::{ArticleId, Headers, RawMessage, StreamPosition, header, subject};
use bytes::Bytes;

use crate::dead::fitting;
use crate::message::header_size;
use crate::table::ORIGINALS;
use crate::{Broker, LookupError, Origin, Outbound, Stored};

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
    /// Its headers, without those that mean something to the server.
    pub headers: Headers,
    /// Its body.
    pub body: Bytes,
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

impl Original {
    /// Reads a message of `ARTICLES_ORIGINALS`. `None` if it lacks what every original has.
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
        Some(Self { stored, id, subject, raw, headers, body })
    }

    /// The document as ingestion received it.
    pub fn to_raw(&self) -> RawMessage {
        RawMessage {
            body: self.body.clone(),
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
        Ok(stored.and_then(Original::read))
    }
}
