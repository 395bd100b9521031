//! Handles the content of large raw documents, from reading to removal.

use std::time::Duration;

use article::ArticleId;
use broker::{Outbound, Reference, full_text_pieces, original_pieces, pieces};
use bytes::Bytes;
use stage::StoredText;
use telemetry::{MessageSpan, Settled};

use super::Settling;
use crate::destination::destination;
use crate::edge::Edge;
use crate::outlet::Stuck;
use crate::report;

impl<E: Edge> Settling<'_, E> {
    /// Publishes a document that was inside this one, by reference if it is too large for a message.
    pub(super) async fn part(&self, part: Outbound) -> Result<(), Stuck> {
        let edge = &self.resources.edge;
        if part.size() <= edge.max_payload() {
            return self.outlet.part(part).await.map(drop);
        }
        let Outbound { subject, mut headers, body } = part;
        let reference = reference(body.clone()).await;
        for piece in pieces(&reference, &body) {
            self.outlet.part(piece).await?;
        }
        reference.write(&mut headers);
        let message = Outbound { subject, headers, body: Bytes::new() };
        // An earlier delivery has published it with its own object.
        if self.outlet.part(message).await?.duplicate
            && edge.delete_object(&reference).await.is_err()
        {
            tracing::warn!(
                "could not remove a large document that was stored twice, it will expire"
            );
        }
        Ok(())
    }

    /// Stores the full text of a document whose record has a truncated text.
    pub(super) async fn store_full_text(&self, text: StoredText) -> Result<(), Stuck> {
        for piece in full_text_pieces(&text.subject, &text.json) {
            let kept = self.outlet.part(piece).await;
            kept.map_err(|stuck| match stuck == Stuck::NoRoom {
                true => Stuck::NoRoomForText,
                false => stuck,
            })?;
        }
        Ok(())
    }

    /// Keeps the content that the raw document refers to.
    pub(super) async fn keep_object(
        &self,
        object: &Bytes,
        id: ArticleId,
        keep: Duration,
    ) -> Result<(), Stuck> {
        for piece in original_pieces(id, object, keep) {
            self.outlet.original(piece).await?;
        }
        Ok(())
    }

    /// The reference in the raw document.
    pub(super) fn object(&self) -> Option<Reference> {
        let from_outside = self.resources.from_outside.then(|| &self.delivery().headers)?;
        Reference::read(from_outside).ok().flatten()
    }

    /// Acknowledges the message and removes the content that it refers to, but only if the message
    /// certainly won't be redelivered; content that is not removed expires.
    pub(super) async fn acknowledge_and_delete(&self, span: &MessageSpan, object: &Reference) {
        let edge = &self.resources.edge;
        let destination = destination(&self.delivery().origin.subject);
        let mut is_settled = false;
        let settling = async { is_settled = edge.acknowledge_surely(self.delivery()).await };
        report::settling(&self.resources.metrics, (span, Settled::Ack, destination), settling)
            .await;
        if !is_settled || edge.delete_object(object).await.is_err() {
            tracing::warn!("could not remove a large document that was read, it will expire");
        }
    }

    /// The id of a document that can't be decoded.
    pub(super) fn id_of_bytes(&self) -> ArticleId {
        let object = self.object();
        let name = object.as_ref().map_or("", Reference::name);
        ArticleId::of("", name, &self.delivery().body)
    }
}

/// A reference to `content`, whose digest takes a while.
async fn reference(content: Bytes) -> Reference {
    let of = tokio::task::spawn_blocking(move || Reference::of(&content));
    of.await.expect("a digest doesn't panic, and the runtime waits for it")
}
