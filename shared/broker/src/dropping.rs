use article::{Headers, StreamPosition, header, subject};
use bytes::Bytes;

use crate::replay::note;
use crate::table::{DEAD, SET_ASIDE};
use crate::{Broker, LookupError, Outbound, PublishFault, Reference, Stored};

/// Why a dead letter was not dropped.
#[derive(Debug, thiserror::Error)]
pub enum DropError {
    /// The mark that it was dropped is not stored.
    #[error(
        "{SET_ASIDE} did not store the mark of the dropped dead letter ({0}): check that it has space, and that this user may publish to articles.filtered.dropped"
    )]
    NotMarked(PublishFault),
    /// The note that its document was counted is not stored.
    #[error("ARTICLES_REPLAYED did not store the note of the dropped dead letter ({0})")]
    NotNoted(PublishFault),
    /// The dead letter can't be read or deleted.
    #[error(transparent)]
    Lookup(#[from] LookupError),
}

/// Deletes a dead letter for good, and returns whether there was one with this number.
///
/// Its document is marked as set aside, so that it does not seem missing, and a note says that it
/// has left `ARTICLES_DEAD`, so that documents in and out still agree. Neither holds anything of the
/// document. The article of a delivery's dead letter is published: it gets the note alone.
///
/// A document that is too large for a message is removed, too.
///
/// Each of the steps can be repeated: if a call is interrupted, the next one completes it.
pub async fn drop_dead_letter(broker: &Broker, number: u64) -> Result<bool, DropError> {
    let Some(stored) = broker.at(DEAD, number).await? else { return Ok(false) };
    let stage = stored.headers.get(header::DEAD_STAGE).unwrap_or_default();
    let marked = subject::filtered("dropped");
    if subject::delivery(stage).is_none() {
        let mark = mark(&stored, &marked);
        broker.publish(mark).await.map_err(DropError::NotMarked)?;
    }
    note(broker, stored.key(), marked).await.map_err(DropError::NotNoted)?;
    if let Ok(Some(object)) = Reference::read(&stored.headers) {
        broker.delete_object(&object).await?;
    }
    broker.delete(DEAD, number).await?;
    Ok(true)
}

fn mark(stored: &Stored, marked: &str) -> Outbound {
    let mut headers = Headers::default();
    headers.push(header::NATS_MSG_ID, format_args!("{DEAD}/{}", stored.key()));
    for name in [header::ARTICLE_ID, header::DEAD_STAGE, header::DEAD_CODE, header::TRACEPARENT] {
        if let Some(value) = stored.headers.get(name) {
            headers.push(name, value);
        }
    }
    if let Some(raw) = StreamPosition::read(&stored.headers) {
        raw.write(&mut headers);
    }
    Outbound { subject: marked.into(), headers, body: Bytes::new() }
}
