use std::time::Instant;

use article::{ArticleId, Section, Timestamp};
use broker::{Cause, dead_letter};
use telemetry::{Incoming, MessageSpan, Outcome, Received, Sent, attribute};

use crate::destination::destination;
use crate::service::Service;
use stage::{Input, Stage};

const CODE: &str = "unreadable_headers";
const DETAIL: &str = "the message's headers are not what NATS asks for: send names without spaces and values in UTF-8, on one line each";

/// Buries the messages that break the connection of whoever receives them.
///
/// Only where anyone may send: what the stages send each other can be read. Looked for before
/// each subscription, since breaking the last one is how such a message makes itself known.
pub async fn bury_unreadable<S: Stage>(service: &Service<S>) {
    if !S::Input::FROM_OUTSIDE {
        return;
    }
    let endpoints = &service.endpoints;
    let found = match service.broker.unreadable(&endpoints.stream, &endpoints.durable).await {
        Ok(found) => found,
        Err(error) => {
            tracing::warn!(error = %error, "could not look for unreadable messages");
            return;
        }
    };
    for message in found {
        let about = Received {
            destination: destination(&message.origin.subject),
            consumer: &endpoints.durable,
            stream: &endpoints.stream,
            sequence: message.origin.sequence,
            delivered: message.origin.delivered,
            message_id: None,
            body_size: message.body.len(),
            at: Instant::now(),
        };
        // Its headers can't be relied on, so its bytes name its trace.
        let id = ArticleId::of("", "", &message.body);
        let span = MessageSpan::process(&Incoming::default(), id.bytes(), &about);
        span.set(attribute::OUTCOME, Outcome::Dead.name());
        let subject = article::subject::dead(S::Section::STAGE, CODE);
        let send = span.send(&Sent {
            destination: destination(&subject),
            message_id: None,
            body_size: message.body.len(),
        });
        let trace = send.context().map(|trace| trace.to_string());
        let raw = message.origin.position();
        let cause = Cause {
            stage: S::Section::STAGE,
            code: CODE,
            detail: DETAIL,
            id: None,
            attempts: 1,
            at: Timestamp::now(),
            traceparent: trace.as_deref(),
            raw: Some(&raw),
        };
        span.fail(CODE, DETAIL);
        let max_payload = service.broker.max_payload();
        let original = (&message.headers, &message.body);
        let letter = dead_letter(&message.origin, original, &cause, max_payload);
        if span.around(service.outlet().bury(letter)).await.is_err() {
            return;
        }
        // It can't be acknowledged without being received, so it is taken out of the stream.
        let sequence = message.origin.sequence;
        if let Err(error) = service.broker.forget(&endpoints.stream, sequence).await {
            tracing::warn!(error = %error, "could not take an unreadable message out");
        }
        let _within = span.enter();
        tracing::info!(
            courant.stage = S::Section::STAGE,
            courant.outcome = Outcome::Dead.name(),
            error.r#type = cause.code,
            messaging.nats.stream = endpoints.stream,
            messaging.nats.stream.sequence = sequence,
            "settled"
        );
    }
}
