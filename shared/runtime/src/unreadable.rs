use std::time::Instant;

use article::{ArticleId, Timestamp};
use broker::{Cause, Unreadable, dead_letter};
use telemetry::{Incoming, MessageSpan, Outcome, Received, Sent, attribute};

use crate::destination::destination;
use crate::edge::Edge;
use crate::outlet::{Outlet, Stuck};
use crate::resources::Resources;

const CODE: &str = "unreadable_headers";
const DETAIL: &str = "the message has invalid NATS headers: send header names without spaces, and values as UTF-8 on one line";

/// Stores a dead letter for each message that breaks the connection of the client that receives
/// it.
///
/// Only where any publisher may send: the stages send each other valid headers. Called before each
/// subscription, because such a message shows by breaking the previous one.
pub async fn dead_letter_unreadable<E: Edge>(resources: &Resources<E>) {
    let endpoints = &resources.endpoints;
    if !resources.from_outside {
        return;
    }
    match resources.edge.unreadable(&endpoints.stream, &endpoints.durable).await {
        Ok(found) => {
            for message in &found {
                if one(resources, message).await.is_err() {
                    return;
                }
            }
        }
        Err(error) => tracing::warn!(error = %error, "could not look for unreadable messages"),
    }
}

async fn one<E: Edge>(resources: &Resources<E>, message: &Unreadable) -> Result<(), Stuck> {
    let (stage, endpoints) = (resources.stage, &resources.endpoints);
    let received = Received {
        destination: destination(&message.origin.subject),
        consumer: &endpoints.durable,
        stream: &endpoints.stream,
        sequence: message.origin.sequence,
        delivered: message.origin.delivered,
        message_id: None,
        body_size: message.body.len(),
        at: Instant::now(),
    };
    // The headers can't be trusted, so the trace is named by the body.
    let id = ArticleId::of("", "", &message.body);
    let span = MessageSpan::process(&Incoming::default(), id.bytes(), &received);
    span.set(attribute::OUTCOME, Outcome::Dead.name());
    let subject = article::subject::dead(stage, CODE);
    let send = span.send(&Sent {
        destination: destination(&subject),
        message_id: None,
        body_size: message.body.len(),
    });
    let trace = send.context().map(|trace| trace.to_string());
    let raw = message.origin.position();
    let cause = Cause {
        stage,
        code: CODE,
        detail: DETAIL,
        id: None,
        attempts: 1,
        at: Timestamp::now(),
        traceparent: trace.as_deref(),
        raw: Some(&raw),
    };
    span.fail(CODE, DETAIL);
    let original = (&message.headers, &message.body);
    let max_payload = resources.edge.max_payload();
    let dead_letter = dead_letter(&message.origin, original, &cause, max_payload);
    span.around(Outlet(resources).dead_letter(dead_letter)).await?;
    // Only a client that receives a message can acknowledge it, so it is deleted instead.
    let sequence = message.origin.sequence;
    if let Err(error) = resources.edge.delete(&endpoints.stream, sequence).await {
        tracing::warn!(error = %error, "could not delete an unreadable message");
    }
    let _within = span.enter();
    tracing::info!(
        courant.stage = stage,
        courant.outcome = Outcome::Dead.name(),
        error.r#type = CODE,
        messaging.nats.stream = endpoints.stream,
        messaging.nats.stream.sequence = sequence,
        "settled"
    );
    Ok(())
}
