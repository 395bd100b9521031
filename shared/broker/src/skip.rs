use article::{Record, Timestamp, header};

use crate::{Broker, Cause, LookupError, PublishFault, dead_letter, partition, table};

/// Why a message could not be skipped.
#[derive(Debug, thiserror::Error)]
pub enum SkipError {
    /// The stage's stream holds no such message.
    #[error("{stream} has no message {sequence}: `courant status` shows the oldest of each stage")]
    NoMessage {
        /// The stream.
        stream: &'static str,
        /// The sequence.
        sequence: u64,
    },
    /// Its dead letter could not be stored.
    #[error("the dead letter could not be stored ({0}): the message stays where it is")]
    NotStored(#[from] PublishFault),
    /// The message could not be read or deleted.
    #[error(transparent)]
    Lookup(#[from] LookupError),
}

/// Moves one message of a stage's input to the dead letters, whatever its subject, headers and body
/// are. If it is interrupted, it can be repeated.
pub async fn skip(
    broker: &Broker,
    stage: &str,
    stream: &'static str,
    sequence: u64,
) -> Result<(), SkipError> {
    let message = broker.raw(stream, sequence).await?;
    let Some(message) = message else { return Err(SkipError::NoMessage { stream, sequence }) };
    let id = message.headers.get(header::ARTICLE_ID).and_then(|id| id.parse().ok());
    let traceparent = message.headers.get(header::TRACEPARENT).map(str::to_owned);
    let raw = match partition::of_stream(stream).0 == table::RAW {
        true => Some(message.origin.position()),
        false => Record::from_bytes(&message.body).ok().and_then(|record| record.raw_position()),
    };
    let cause = Cause {
        stage,
        code: "skipped",
        detail: "an operator skipped it: replay it once its stage can process it",
        id,
        attempts: 0,
        at: Timestamp::now(),
        traceparent: traceparent.as_deref(),
        raw: raw.as_ref(),
    };
    let original = (&message.headers, &message.body);
    let dead_letter = dead_letter(&message.origin, original, &cause, broker.max_payload());
    broker.publish(dead_letter).await?;
    broker.delete(stream, sequence).await?;
    Ok(())
}
