use article::{ArticleId, subject};

use crate::table::PUBLISHED;
use crate::{Broker, Outbound, PublishFault, Receipt};

/// What came of publishing an article that may be out already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Once {
    /// It is out now.
    Published(Receipt),
    /// It was out before.
    Already,
}

/// Publishes an article unless the published stream holds it, under whatever language.
pub async fn published_once(
    broker: &Broker,
    id: ArticleId,
    mut message: Outbound,
) -> Result<Once, PublishFault> {
    message.headers.push("Nats-Expected-Last-Subject-Sequence", "0");
    message
        .headers
        .push("Nats-Expected-Last-Subject-Sequence-Subject", subject::published_any_language(id));
    match broker.publish(message).await {
        Ok(receipt) => Ok(Once::Published(receipt)),
        Err(PublishFault::Taken) => Ok(Once::Already),
        Err(fault) => Err(fault),
    }
}

/// Publishes an article in the place of the record that the stream holds of it.
pub async fn published_replacing(
    broker: &Broker,
    id: ArticleId,
    mut message: Outbound,
) -> Result<Once, PublishFault> {
    message.headers.push("Nats-Rollup", "sub");
    let subject = message.subject.clone();
    let receipt = broker.publish(message).await?;
    // A rollup clears one exact subject; under another language the old record would stay.
    forget_others(broker, id, &subject).await?;
    Ok(Once::Published(receipt))
}

async fn forget_others(broker: &Broker, id: ArticleId, subject: &str) -> Result<(), PublishFault> {
    let stream = broker.jetstream.get_stream_no_info(PUBLISHED).await;
    let stream = stream.map_err(|_| PublishFault::Away)?;
    let any = subject::published_any_language(id);
    let mut from = 1;
    loop {
        let found = stream.direct_get_next_for_subject(any.as_str(), Some(from)).await;
        let found = match found {
            Ok(found) => found,
            Err(error) if crate::lookup::absent(&error) => return Ok(()),
            Err(_) => return Err(PublishFault::Away),
        };
        if *found.subject != *subject {
            // Another replica may have deleted it meanwhile: then it is gone, which is the aim.
            if let Err(error) = stream.delete_message(found.sequence).await {
                tracing::warn!(error = %error, "could not delete a replaced record");
            }
        }
        from = found.sequence + 1;
    }
}
