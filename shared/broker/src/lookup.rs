use article::{ArticleId, Headers, Record, RecordError, Timestamp, subject};
use async_nats::jetstream::response::Response;
use async_nats::jetstream::stream::{DirectGetError, DirectGetErrorKind};
use async_nats::jetstream::{message::StreamMessage, stream::Stream};
use bytes::Bytes;
use serde_json::{Value, json};

use crate::message::from_nats;
use crate::table::PUBLISHED;
use crate::{Broker, MessageKey, Subject};

/// A message stored in a stream.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its subject.
    pub subject: String,
    /// Its sequence in the stream.
    pub sequence: u64,
    /// When the stream stored it.
    pub stored_at: Timestamp,
    /// Its headers.
    pub headers: Headers,
    /// Its body.
    pub body: Bytes,
}

impl Stored {
    /// What identifies the message within its stream.
    pub fn key(&self) -> MessageKey {
        MessageKey { sequence: self.sequence, stored_at: self.stored_at }
    }
}

/// Why a stream can't be read.
#[derive(Debug, thiserror::Error)]
pub enum LookupError {
    /// The stream is missing.
    #[error("the server has no stream {0}: run `courant setup`")]
    NoStream(String),
    /// The server does not answer.
    #[error("the server did not answer: check that it is running, and that this user may ask")]
    Away,
}

impl Broker {
    /// The newest record published under this id, whatever its language.
    pub async fn published(&self, id: ArticleId) -> Result<Option<Stored>, LookupError> {
        let stream = self.stream(PUBLISHED).await?;
        one(stream.direct_get_last_for_subject(subject::published_any_language(id)).await)
    }

    /// The message with one sequence of a stream.
    pub async fn at(&self, stream: &str, sequence: u64) -> Result<Option<Stored>, LookupError> {
        let stream = self.stream(stream).await?;
        one(stream.direct_get(sequence).await)
    }

    /// The version of the record in a message, if it is newer than this program reads.
    pub async fn newer_version(
        &self,
        stream: &str,
        sequence: u64,
    ) -> Result<Option<u64>, LookupError> {
        let message = self.raw(stream, sequence).await?;
        match message.map(|message| Record::from_bytes(&message.body)) {
            Some(Err(RecordError::NewerVersion(version))) => Ok(Some(version)),
            Some(_) | None => Ok(None),
        }
    }

    /// Deletes one message from a stream. It is not an error if the message is already gone.
    ///
    /// The message's bytes are not overwritten on disk: the server deletes 38,000 messages a second
    /// this way, and 164 with overwriting.
    pub async fn delete(&self, stream: &str, sequence: u64) -> Result<(), LookupError> {
        let request = json!({ "seq": sequence, "no_erase": true });
        let subject = format!("STREAM.MSG.DELETE.{stream}");
        let answer: Result<Response<Value>, _> =
            self.session().jetstream.request(subject, &request).await;
        match answer {
            Ok(Response::Ok(_)) => Ok(()),
            Ok(Response::Err { .. }) | Err(_) if self.at(stream, sequence).await?.is_none() => {
                Ok(())
            }
            Ok(Response::Err { .. }) | Err(_) => Err(LookupError::Away),
        }
    }

    /// When a stream was created.
    pub async fn created_at(&self, stream: &str) -> Result<Timestamp, LookupError> {
        let found =
            self.session().jetstream.get_stream(stream).await.map_err(|_| LookupError::Away)?;
        let nanoseconds = found.cached_info().created.unix_timestamp_nanos();
        Timestamp::from_nanosecond(nanoseconds).map_err(|_| LookupError::Away)
    }

    pub(crate) async fn stream(&self, name: &str) -> Result<Stream<()>, LookupError> {
        let stream = self.session().jetstream.get_stream_no_info(name).await;
        stream.map_err(|_| LookupError::NoStream(name.to_owned()))
    }
}

/// Whether a direct get found no such message.
pub(crate) fn absent(error: &DirectGetError) -> bool {
    matches!(error.kind(), DirectGetErrorKind::NotFound)
}

pub(crate) fn one(
    found: Result<StreamMessage, DirectGetError>,
) -> Result<Option<Stored>, LookupError> {
    match found {
        Ok(message) => Ok(Some(Stored {
            subject: Subject::public(message.subject).to_string(),
            sequence: message.sequence,
            stored_at: Timestamp::from_nanosecond(message.time.unix_timestamp_nanos())
                .map_err(|_| LookupError::Away)?,
            headers: from_nats(Some(&message.headers)),
            body: message.payload,
        })),
        Err(error) if absent(&error) => Ok(None),
        Err(_) => Err(LookupError::Away),
    }
}
