use article::{ArticleId, Section, Timestamp};
use broker::{Cause, dead_letter};
use telemetry::TraceContext;

use crate::service::Service;
use crate::{Input, Stage};

/// Buries the messages that break the connection of whoever receives them.
///
/// Only where anyone may send: what the stages send each other can be read. Looked for before
/// each subscription, since breaking the last one is how such a message makes itself known.
pub async fn bury_unreadable<S: Stage>(service: &Service<S>) {
    if !S::Input::FROM_OUTSIDE {
        return;
    }
    let place = &service.place;
    let found = match service.broker.unreadable(&place.stream, &place.durable).await {
        Ok(found) => found,
        Err(error) => {
            tracing::warn!(error = %error, "could not look for unreadable messages");
            return;
        }
    };
    for message in found {
        let trace = TraceContext::root(ArticleId::of("", "", &message.body).bytes());
        let cause = Cause {
            stage: S::Section::STAGE,
            code: "unreadable_headers",
            detail: "the message's headers are not what NATS asks for: send names without spaces and values in UTF-8, on one line each",
            id: None,
            attempts: 1,
            at: Timestamp::now(),
            traceparent: &trace.to_string(),
        };
        let max_payload = service.broker.max_payload();
        let original = (&message.headers, &message.body);
        let letter = dead_letter(&message.origin, original, &cause, max_payload);
        if service.outlet().bury(letter).await.is_err() {
            return;
        }
        // It can't be acknowledged without being received, so it is taken out of the stream.
        let sequence = message.origin.sequence;
        if let Err(error) = service.broker.forget(&place.stream, sequence).await {
            tracing::warn!(error = %error, "could not take an unreadable message out");
        }
        tracing::info!(
            courant.stage = S::Section::STAGE,
            courant.outcome = "dead",
            error.r#type = cause.code,
            messaging.nats.stream = place.stream,
            messaging.nats.stream.sequence = sequence,
            "settled"
        );
    }
}
