//! A raw message, read as far as its id.

mod envelope;
mod error;
mod json;

use article::{ArticleId, Headers, RawMessage, Record, Timestamp, header};
use bytes::Bytes;
use stage::Input;

pub(crate) use envelope::Envelope;
pub use error::ArrivalError;

use page::bounds::{self, cut_with_warning};

/// A raw message read far enough to know its id: the envelope is off, the content still bytes.
#[derive(Debug, Clone)]
pub struct Arrival {
    id: ArticleId,
    /// Length of the whole message's body, the envelope included.
    pub(crate) body_bytes: u64,
    /// What the document is made of, as it arrived.
    pub(crate) content: Bytes,
    /// The declared type of `content`, with its charset: the envelope's, or the header's where
    /// there is no envelope.
    pub(crate) content_type: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) external_id: Option<String>,
    pub(crate) fetched_at: Option<String>,
    pub(crate) received_at: Timestamp,
    /// What else the envelope says; empty where there is none.
    pub(crate) envelope: Envelope,
    pub(crate) warnings: Vec<String>,
}

impl Input for Arrival {
    type Error = ArrivalError;

    const FROM_OUTSIDE: bool = true;

    fn decode(message: RawMessage) -> Result<Self, ArrivalError> {
        let RawMessage { body, headers, lane, received_at } = message;
        if body.trim_ascii().is_empty() {
            return Err(ArrivalError::Empty);
        }
        let body_bytes = body.len() as u64;
        let content_type = headers.get(header::CONTENT_TYPE);
        let (content, mut envelope) = match json::find(&body, content_type)? {
            Some(json) => Envelope::open(&json)?,
            None => {
                let envelope = Envelope {
                    content_type: content_type.map(str::to_owned),
                    ..Default::default()
                };
                (body, envelope)
            }
        };
        if content.trim_ascii().is_empty() {
            return Err(ArrivalError::Empty);
        }

        let mut warnings = std::mem::take(&mut envelope.warnings);
        let url = envelope.url.take().or_else(|| given(&headers, header::URL));
        let external_id = envelope.id.take().or_else(|| given(&headers, header::EXTERNAL_ID));
        let source = envelope.source.take().or_else(|| given(&headers, header::SOURCE)).or(lane);
        let fetched_at = envelope.fetched_at.take().or_else(|| given(&headers, header::FETCHED_AT));
        let content_type = envelope.content_type.take();
        // Made from the values as given: what is kept of them in the record may be cut.
        let id = ArticleId::of(
            url.as_deref().unwrap_or_default(),
            external_id.as_deref().unwrap_or_default(),
            &content,
        );
        let mut keep = |value: Option<String>, bytes, what| {
            value.map(|value| cut_with_warning(&value, bytes, what, &mut warnings))
        };
        Ok(Self {
            id,
            body_bytes,
            content,
            content_type: keep(content_type, bounds::NAME, "content type"),
            url: keep(url, bounds::ADDRESS, "url"),
            source: keep(source, bounds::NAME, "source"),
            external_id: keep(external_id, bounds::LINE, "external id"),
            fetched_at: keep(fetched_at, bounds::NAME, "time of fetching"),
            received_at,
            envelope,
            warnings,
        })
    }

    fn id(&self) -> ArticleId {
        self.id
    }

    fn into_record(self) -> Record {
        Record::new(self.id)
    }
}

/// A header's value; an empty one says nothing.
fn given(headers: &Headers, name: &str) -> Option<String> {
    headers.get(name).filter(|value| !value.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests;
