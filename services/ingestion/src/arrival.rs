//! Opens the envelope of a raw message and computes the article id.

mod envelope;
mod error;
mod json;

use article::{ArticleId, Headers, RawMessage, Record, Timestamp, header};
use bytes::Bytes;
use stage::Input;

pub(crate) use envelope::Envelope;
pub use error::ArrivalError;

use page::bounds::{self, cut_with_warning};

/// A raw message with its envelope opened and its id known. The content is not decoded yet.
#[derive(Debug, Clone)]
pub struct Arrival {
    id: ArticleId,
    /// Length of the message body including the envelope.
    pub(crate) body_bytes: u64,
    /// The content, unchanged.
    pub(crate) content: Bytes,
    /// The declared type of `content` with its charset: from the envelope, or from the header if there
    /// is no envelope.
    pub(crate) content_type: Option<String>,
    pub(crate) url: Option<String>,
    pub(crate) source: Option<String>,
    pub(crate) external_id: Option<String>,
    pub(crate) fetched_at: Option<String>,
    /// The article that contains it, and how deep it is nested.
    pub(crate) part_of: Option<ArticleId>,
    pub(crate) depth: u8,
    pub(crate) received_at: Timestamp,
    /// The other members of the envelope; empty if there is none.
    pub(crate) envelope: Envelope,
    pub(crate) warnings: Vec<String>,
}

impl Arrival {
    /// The document's address.
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// The article that contains it.
    pub fn part_of(&self) -> Option<ArticleId> {
        self.part_of
    }
}

impl Input for Arrival {
    type Error = ArrivalError;

    const FROM_OUTSIDE: bool = true;

    fn decode(message: RawMessage) -> Result<Self, ArrivalError> {
        let RawMessage { body, object, headers, lane, received_at, .. } = message;
        let has_body = !body.trim_ascii().is_empty();
        if !has_body && object.is_none() {
            return Err(ArrivalError::Empty);
        }
        let body_bytes = body.len() as u64;
        let content_type = headers.get(header::CONTENT_TYPE);
        // An attachment comes from a third party, which must not set what only a publisher may.
        let is_part = headers.get(header::PART_OF).is_some();
        let bare =
            || Envelope { content_type: content_type.map(str::to_owned), ..Default::default() };
        let (content, mut envelope) = match object {
            // The body may be an envelope without content.
            Some(content) if has_body && !is_part => {
                (content, Envelope::beside(&body, content_type)?)
            }
            Some(content) => (content, bare()),
            None => match if is_part { None } else { json::find(&body, content_type)? } {
                Some(json) => Envelope::open(&json)?,
                None => (body, bare()),
            },
        };
        if content.trim_ascii().is_empty() {
            return Err(ArrivalError::Empty);
        }

        let mut warnings = std::mem::take(&mut envelope.warnings);
        let url = envelope.url.take().or_else(|| given(&headers, header::URL));
        let external_id = envelope.id.take().or_else(|| given(&headers, header::EXTERNAL_ID));
        let source = envelope.source.take().or_else(|| given(&headers, header::SOURCE));
        let fetched_at = envelope.fetched_at.take().or_else(|| given(&headers, header::FETCHED_AT));
        let content_type = envelope.content_type.take();
        // Computed from the original values; the record may contain shortened ones.
        let id = match headers.get(header::KEY).filter(|key| !key.is_empty()) {
            // Only a header, which a document can't set by itself.
            Some(key) => ArticleId::of_key(lane.as_deref(), key),
            None => ArticleId::of(
                url.as_deref().unwrap_or_default(),
                external_id.as_deref().unwrap_or_default(),
                &content,
            ),
        };
        let source = source.or(lane);
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
            fetched_at: keep(fetched_at, bounds::NAME, "fetch time"),
            part_of: headers.get(header::PART_OF).and_then(|id| id.parse().ok()),
            depth: headers
                .get(header::PART_DEPTH)
                .and_then(|depth| depth.parse().ok())
                .unwrap_or(0),
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

/// The value of a header; `None` if it is empty.
fn given(headers: &Headers, name: &str) -> Option<String> {
    headers.get(name).filter(|value| !value.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests;
