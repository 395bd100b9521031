use std::cell::LazyCell;
use std::time::{Duration, Instant};

use article::{ArticleId, RawMessage};
use broker::{Broker, PublishFault, Receipt};
use futures_util::stream::{FuturesUnordered, StreamExt};
use ingestion::Arrival;
use runtime::{carry_on, destination};
use stage::Input;
use telemetry::{MessageSpan, attribute};

use super::feed::{Item, feed, outbound};
use super::outcomes::{Outcome, Outcomes};
use super::summary::Summary;
use crate::fault::Fault;
use crate::inputs::{Inputs, Place};
use crate::messages;
use crate::progress::Progress;
use crate::trace_link::TraceLink;

/// How to send documents.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sending {
    /// Wait for the outcome of each.
    pub(crate) wait: bool,
    /// Replace published records.
    pub(crate) replace: bool,
    /// The lane of `articles.raw`.
    pub(crate) lane: Option<String>,
    /// The address of the traces.
    pub(crate) link: TraceLink,
}

/// How many documents are being sent at a time.
const WINDOW: usize = 64;
/// How many documents may be in the pipeline at a time, where their outcomes are awaited.
const OPEN: usize = 4096;
/// Part of `max_payload` that is reserved for headers.
const HEADERS: u64 = 1024;

/// Sends all inputs. Calls `on_outcome` for each outcome, where outcomes are awaited.
pub(crate) async fn send(
    broker: &Broker,
    inputs: Inputs,
    sending: &Sending,
    mut on_outcome: impl FnMut(&Place, &Outcome),
) -> Result<Summary, Fault> {
    let began = Instant::now();
    let mut summary = Summary::new(sending.wait);
    let mut outcomes = match sending.wait {
        true => Some(Outcomes::watch(broker).await?),
        false => None,
    };
    let progress = Progress::new(|| inputs.total_bytes());
    let limit = (broker.max_payload() as u64).saturating_sub(HEADERS);
    let mut items = feed(inputs, limit);
    let (mut sending_now, mut read_to_end) = (FuturesUnordered::new(), false);
    loop {
        let open = outcomes.as_ref().map_or(0, Outcomes::open);
        if read_to_end && sending_now.is_empty() && open == 0 {
            break;
        }
        tokio::select! {
            item = items.recv(), if !read_to_end && sending_now.len() < WINDOW && open < OPEN => {
                let Some(Item { place, consumed, message }) = item else {
                    read_to_end = true;
                    continue;
                };
                match message {
                    Ok(message) => sending_now.push(deliver(broker, message, place, consumed, sending)),
                    Err(error) => {
                        summary.refused += 1;
                        progress.aside(|| messages::rejected(&place, error.code(), &error));
                        progress.advance(consumed, summary.accepted);
                    }
                }
            }
            Some(sent) = sending_now.next(), if !sending_now.is_empty() => {
                let Sent { place, consumed, id, link, receipt } = sent;
                match receipt {
                    Ok(receipt) => {
                        summary.accepted += 1;
                        if let Some(link) = link {
                            progress.aside(|| messages::say(format_args!("{place}: {link}")));
                        }
                        if let Some(outcomes) = &mut outcomes {
                            outcomes.expect(id, receipt.sequence, place);
                        }
                    }
                    Err(fault) => {
                        summary.refused += 1;
                        progress.aside(|| messages::rejected(&place, "not_taken", advice(fault)));
                    }
                }
                progress.advance(consumed, summary.accepted);
            }
            (place, outcome) = next(&mut outcomes), if open > 0 => {
                summary.count(&outcome);
                progress.aside(|| on_outcome(&place, &outcome));
            }
        }
    }
    progress.close();
    summary.elapsed = began.elapsed();
    Ok(summary)
}

struct Sent {
    place: Place,
    consumed: u64,
    id: Option<ArticleId>,
    link: Option<String>,
    receipt: Result<Receipt, PublishFault>,
}

/// Sends one document, and retries while the stream is full or the server unreachable.
async fn deliver(
    broker: &Broker,
    message: RawMessage,
    place: Place,
    consumed: u64,
    sending: &Sending,
) -> Sent {
    let mut outbound = outbound(&message, sending.replace, sending.lane.as_deref());
    // Computed only where it is needed. A document that can't be decoded has no id.
    let id = LazyCell::new(|| Arrival::decode(message.clone()).ok().map(|arrival| arrival.id()));
    let trace = || id.unwrap_or_else(|| ArticleId::of("", "", &message.body));
    let span = MessageSpan::send_first(
        || trace().bytes(),
        &telemetry::Sent {
            destination: destination(&outbound.subject),
            message_id: None,
            body_size: outbound.body.len(),
        },
    );
    span.set_with(attribute::ARTICLE, || trace().to_string());
    carry_on(span.context(), &mut outbound.headers);
    let link = sending.link.is_wanted().then(|| sending.link.to(trace())).flatten();
    let id = if sending.wait { *id } else { None };
    let mut pause = Duration::from_millis(100);
    loop {
        let receipt = broker.publish(outbound.clone()).await;
        let fault = match receipt {
            Err(fault @ (PublishFault::Full | PublishFault::Away)) => fault,
            settled => {
                match &settled {
                    Ok(receipt) => span.set(attribute::SEQUENCE, receipt.sequence),
                    Err(fault) => span.fail("not_taken", &fault.to_string()),
                }
                return Sent { place, consumed, id, link, receipt: settled };
            }
        };
        if pause > Duration::from_secs(1) {
            messages::say(format_args!("waiting: {fault}"));
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(10));
    }
}

async fn next(outcomes: &mut Option<Outcomes>) -> (Place, Outcome) {
    match outcomes {
        Some(outcomes) => outcomes.next().await,
        None => std::future::pending().await,
    }
}

fn advice(fault: PublishFault) -> String {
    match fault {
        PublishFault::TooLarge => {
            "larger than the server accepts: raise its max_payload".to_owned()
        }
        PublishFault::Full
        | PublishFault::Away
        | PublishFault::Taken
        | PublishFault::Refused(_) => fault.to_string(),
    }
}
