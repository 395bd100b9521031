use std::time::Duration;

use article::{ArticleId, Headers, Timestamp, subject};
use async_nats::jetstream::consumer::{DeliverPolicy, pull};
use async_nats::jetstream::stream::{DirectGetError, DirectGetErrorKind};
use async_nats::jetstream::{message::StreamMessage, stream::Stream};
use bytes::Bytes;
use futures_util::StreamExt;

use crate::message::from_nats;
use crate::table::PUBLISHED;
use crate::{Broker, MessageKey};

/// How long to wait for a message that the server said it has.
const ANSWER: Duration = Duration::from_secs(10);

/// A message as a stream holds it.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its subject.
    pub subject: String,
    /// Its place in the stream.
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

/// Why nothing can be looked up.
#[derive(Debug, thiserror::Error)]
pub enum LookupError {
    /// The stream is not there.
    #[error("the server has no stream {0}: run `courant setup`")]
    NoStream(String),
    /// The server does not answer.
    #[error("the server did not answer: try again")]
    Away,
}

impl Broker {
    /// The newest record published under this id, whatever its language.
    pub async fn published(&self, id: ArticleId) -> Result<Option<Stored>, LookupError> {
        let stream = self.stream(PUBLISHED).await?;
        one(stream.direct_get_last_for_subject(subject::published_any_language(id)).await)
    }

    /// The message at one place of a stream.
    pub async fn at(&self, stream: &str, sequence: u64) -> Result<Option<Stored>, LookupError> {
        let stream = self.stream(stream).await?;
        one(stream.direct_get(sequence).await)
    }

    /// Takes one message out of a stream. That it is gone already is as good.
    pub async fn forget(&self, stream: &str, sequence: u64) -> Result<(), LookupError> {
        match self.stream(stream).await?.delete_message(sequence).await {
            Ok(_) => Ok(()),
            Err(_) if self.at(stream, sequence).await?.is_none() => Ok(()),
            Err(_) => Err(LookupError::Away),
        }
    }

    /// What a stream holds now under `filter`, oldest first, without the bodies.
    pub async fn scan(&self, stream: &str, filter: &str) -> Result<Scan, LookupError> {
        let stream = self.stream(stream).await?;
        let config = pull::OrderedConfig {
            filter_subject: filter.to_owned(),
            headers_only: true,
            ..pull::OrderedConfig::default()
        };
        let consumer = stream.create_consumer(config).await.map_err(|_| LookupError::Away)?;
        let left = consumer.cached_info().num_pending;
        let messages = consumer.messages().await.map_err(|_| LookupError::Away)?;
        Ok(Scan { messages: Box::new(messages), left })
    }

    /// A stream's messages whose subject fits one of `filters`, from `since` (else from now) on,
    /// as they come.
    pub async fn tail(
        &self,
        stream: &str,
        filters: Vec<String>,
        since: Option<Timestamp>,
    ) -> Result<Tail, LookupError> {
        let stream = self.stream(stream).await?;
        let deliver_policy = match since {
            None => DeliverPolicy::New,
            Some(since) => DeliverPolicy::ByStartTime {
                start_time: async_nats::datetime::from_nanos(since.as_nanosecond())
                    .map_err(|_| LookupError::Away)?,
            },
        };
        let config = pull::OrderedConfig {
            deliver_policy,
            filter_subjects: filters,
            ..pull::OrderedConfig::default()
        };
        let consumer = stream.create_consumer(config).await.map_err(|_| LookupError::Away)?;
        let messages = consumer.messages().await.map_err(|_| LookupError::Away)?;
        Ok(Tail(Box::new(messages)))
    }

    /// When a stream was created.
    pub(crate) async fn created_at(&self, stream: &str) -> Result<Timestamp, LookupError> {
        let found = self.jetstream.get_stream(stream).await.map_err(|_| LookupError::Away)?;
        let nanoseconds = found.cached_info().created.unix_timestamp_nanos();
        Timestamp::from_nanosecond(nanoseconds).map_err(|_| LookupError::Away)
    }

    pub(crate) async fn stream(&self, name: &str) -> Result<Stream<()>, LookupError> {
        let stream = self.jetstream.get_stream_no_info(name).await;
        stream.map_err(|_| LookupError::NoStream(name.to_owned()))
    }
}

/// Messages of a stream, as they come; mends itself after a reconnect.
pub struct Tail(Box<pull::Ordered>);

impl Tail {
    /// The next message; waits for it.
    pub async fn next(&mut self) -> Stored {
        loop {
            match self.0.next().await {
                Some(Ok(message)) => {
                    if let Some(stored) = tailed(&message) {
                        return stored;
                    }
                }
                Some(Err(error)) => tracing::warn!(error = %error, "waiting for the server"),
                None => tokio::time::sleep(Duration::from_secs(1)).await,
            }
        }
    }
}

/// Messages that a stream held when it was asked.
pub struct Scan {
    messages: Box<pull::Ordered>,
    left: u64,
}

impl Scan {
    /// The next message, its body left out.
    pub async fn next(&mut self) -> Result<Option<Stored>, LookupError> {
        while self.left > 0 {
            let next = tokio::time::timeout(ANSWER, self.messages.next()).await;
            let Ok(Some(Ok(message))) = next else { return Err(LookupError::Away) };
            // Others may have been deleted meanwhile: the server's own count is what is left.
            self.left = message.info().map_or(0, |info| info.pending);
            if let Some(stored) = tailed(&message) {
                return Ok(Some(stored));
            }
        }
        Ok(None)
    }
}

fn tailed(message: &async_nats::jetstream::Message) -> Option<Stored> {
    let info = message.info().ok()?;
    Some(Stored {
        subject: message.subject.to_string(),
        sequence: info.stream_sequence,
        stored_at: Timestamp::from_nanosecond(info.published.unix_timestamp_nanos()).ok()?,
        headers: from_nats(message.headers.as_ref()),
        body: message.payload.clone(),
    })
}

/// Whether a direct get says that there is no such message.
pub(crate) fn absent(error: &DirectGetError) -> bool {
    matches!(error.kind(), DirectGetErrorKind::NotFound)
}

fn one(found: Result<StreamMessage, DirectGetError>) -> Result<Option<Stored>, LookupError> {
    match found {
        Ok(message) => Ok(Some(Stored {
            subject: message.subject.to_string(),
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
