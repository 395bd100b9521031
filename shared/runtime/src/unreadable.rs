use std::time::Instant;

use article::{ArticleId, Timestamp};
use broker::{Cause, Defect, LookupError, Unreadable, dead_letter};
use telemetry::{Incoming, MessageSpan, Outcome, Received, Sent, attribute};

use crate::destination::destination;
use crate::edge::Edge;
use crate::outlet::{Outlet, Stuck};
use crate::resources::Resources;

/// Stores a dead letter for each message that breaks the connection of the client that receives
/// it, and returns how many there were.
///
/// Only for streams that any publisher may write to, because stages send valid messages. Called
/// before each subscription, because such a message breaks the previous one.
pub async fn dead_letter_unreadable<E: Edge>(resources: &Resources<E>) -> u64 {
    let mut settled = 0;
    if resources.from_outside
        && let Err(error) = dead_letter_each(resources, &mut settled).await
    {
        tracing::warn!(error = %error, "could not look for unreadable messages");
    }
    settled
}

async fn dead_letter_each<E: Edge>(
    resources: &Resources<E>,
    settled: &mut u64,
) -> Result<(), LookupError> {
    let (edge, endpoints) = (&resources.edge, &resources.endpoints);
    let search = edge.search_unreadable(&endpoints.stream, &endpoints.durable).await?;
    let Some(mut search) = search else { return Ok(()) };
    while let Some(message) = edge.next_unreadable(&mut search).await? {
        resources.health.beat(resources.place);
        if one(resources, &message).await.is_err() {
            return Ok(());
        }
        *settled += 1;
    }
    Ok(())
}

/// The code and the explanation of a dead letter.
struct Reason {
    code: &'static str,
    detail: &'static str,
}

fn reason(defect: Option<Defect>) -> Reason {
    match defect {
        Some(Defect::Subject) => Reason {
            code: "unreadable_subject",
            detail: "the subject is not valid UTF-8, or has white space in it: send to articles.raw, or to a lane whose name is letters and digits",
        },
        Some(Defect::Headers) | None => Reason {
            code: "unreadable_headers",
            detail: "the message has invalid NATS headers: send header names without spaces, and values as UTF-8 on one line",
        },
    }
}

async fn one<E: Edge>(resources: &Resources<E>, message: &Unreadable) -> Result<(), Stuck> {
    let (stage, endpoints) = (resources.stage, &resources.endpoints);
    let Reason { code, detail } = reason(message.defect);
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
    // The headers can't be trusted, so the trace id is derived from the body.
    let id = ArticleId::of("", "", &message.body);
    let span = MessageSpan::process(&Incoming::default(), id.bytes(), &received);
    span.set(attribute::OUTCOME, Outcome::Dead.name());
    let subject = article::subject::dead(stage, code);
    let send = span.send(&Sent {
        destination: destination(&subject),
        message_id: None,
        body_size: message.body.len(),
    });
    let trace = send.context().map(|trace| trace.to_string());
    let raw = message.origin.position();
    let cause = Cause {
        stage,
        code,
        detail,
        id: None,
        attempts: 1,
        at: Timestamp::now(),
        traceparent: trace.as_deref(),
        raw: Some(&raw),
    };
    span.fail(code, detail);
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
        error.r#type = code,
        messaging.nats.stream = endpoints.stream,
        messaging.nats.stream.sequence = sequence,
        "settled"
    );
    Ok(())
}
