use article::{ArticleId, subject};

use crate::table::PUBLISHED;
use crate::{Broker, Outbound, PublishFault, Receipt};

/// The result of publishing an article that may have been published before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Once {
    /// It is published now.
    Published(Receipt),
    /// It was published before.
    Already,
}

impl Broker {
    /// Publishes an article unless the stream of published articles holds it, in any language.
    pub async fn publish_once(
        &self,
        id: ArticleId,
        mut message: Outbound,
    ) -> Result<Once, PublishFault> {
        let any_language = subject::published_any_language(id);
        message.headers.push("Nats-Expected-Last-Subject-Sequence", "0");
        message.headers.push("Nats-Expected-Last-Subject-Sequence-Subject", any_language);
        match self.publish(message).await {
            Ok(receipt) => Ok(Once::Published(receipt)),
            Err(PublishFault::Taken) => Ok(Once::Already),
            Err(fault) => Err(fault),
        }
    }

    /// Publishes an article and deletes its earlier records.
    pub async fn publish_replacing(
        &self,
        id: ArticleId,
        message: Outbound,
    ) -> Result<Once, PublishFault> {
        let receipt = self.publish(message).await?;
        // `Nats-Rollup` can't be used: while a consumer has not acknowledged anything yet, a rollup
        // makes nats-server 2.15 treat other messages in flight as acknowledged.
        self.delete_before(id, receipt.sequence).await?;
        Ok(Once::Published(receipt))
    }

    /// Deletes the records of an article that were stored before `sequence`, in any language.
    async fn delete_before(&self, id: ArticleId, sequence: u64) -> Result<(), PublishFault> {
        let stream = self.session().jetstream.get_stream_no_info(PUBLISHED).await;
        let stream = stream.map_err(|_| PublishFault::Away)?;
        let any_language = subject::published_any_language(id);
        let mut from = 1;
        loop {
            let found = stream.direct_get_next_for_subject(any_language.as_str(), Some(from)).await;
            let found = match found {
                Ok(found) => found,
                Err(error) if crate::lookup::absent(&error) => return Ok(()),
                Err(_) => return Err(PublishFault::Away),
            };
            if found.sequence >= sequence {
                return Ok(());
            }
            // Another replica may just have deleted it.
            if let Err(error) = stream.delete_message(found.sequence).await {
                tracing::warn!(error = %error, "could not delete a replaced record");
            }
            from = found.sequence + 1;
        }
    }
}
