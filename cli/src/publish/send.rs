use std::cell::LazyCell;
use std::time::{Duration, Instant};

use article::{ArticleId, RawMessage};
use broker::{Broker, PublishFault, Receipt};
use futures_util::stream::{FuturesUnordered, StreamExt};
use ingestion::Arrival;
use stage::{Input, carry_on, destination};
use telemetry::{MessageSpan, attribute};

use super::fates::{Fate, Fates};
use super::feed::{Item, feed, outbound};
use super::summary::Summary;
use crate::fault::Fault;
use crate::inputs::{Inputs, Place};
use crate::progress::Progress;
use crate::trace_link::TraceLink;
use crate::words;

/// How documents are sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sending {
    /// Stay until it is known what became of each.
    pub(crate) wait: bool,
    /// Replace published records.
    pub(crate) replace: bool,
    /// The lane of `articles.raw`.
    pub(crate) lane: Option<String>,
    /// Where people look at traces.
    pub(crate) link: TraceLink,
}

/// On their way to the server at a time.
const WINDOW: usize = 64;
/// Documents that may be in the pipeline while it is waited for them.
const OPEN: usize = 4096;
/// What headers and protocol take of `max_payload`.
const HEADERS: u64 = 1024;

/// Sends all inputs; `on_fate` is told of each document's end, where it is waited for.
pub(crate) async fn send(
    broker: &Broker,
    inputs: Inputs,
    sending: &Sending,
    mut on_fate: impl FnMut(&Place, &Fate),
) -> Result<Summary, Fault> {
    let began = Instant::now();
    let mut summary = Summary::new(sending.wait);
    let mut fates = match sending.wait {
        true => Some(Fates::watch(broker).await?),
        false => None,
    };
    let progress = Progress::new(|| inputs.total_bytes());
    let limit = (broker.max_payload() as u64).saturating_sub(HEADERS);
    let mut items = feed(inputs, limit);
    let (mut on_their_way, mut read_to_end) = (FuturesUnordered::new(), false);
    loop {
        let open = fates.as_ref().map_or(0, Fates::open);
        if read_to_end && on_their_way.is_empty() && open == 0 {
            break;
        }
        tokio::select! {
            item = items.recv(), if !read_to_end && on_their_way.len() < WINDOW && open < OPEN => {
                let Some(Item { place, consumed, message }) = item else {
                    read_to_end = true;
                    continue;
                };
                match message {
                    Ok(message) => on_their_way.push(deliver(broker, message, place, consumed, sending)),
                    Err(error) => {
                        summary.refused += 1;
                        progress.aside(|| words::rejected(&place, error.code(), &error));
                        progress.advance(consumed, summary.accepted);
                    }
                }
            }
            Some(sent) = on_their_way.next(), if !on_their_way.is_empty() => {
                let Sent { place, consumed, id, link, receipt } = sent;
                match receipt {
                    Ok(receipt) => {
                        summary.accepted += 1;
                        if let Some(link) = link {
                            progress.aside(|| words::say(format_args!("{place}: {link}")));
                        }
                        if let Some(fates) = &mut fates {
                            fates.expect(id, receipt.sequence, place);
                        }
                    }
                    Err(fault) => {
                        summary.refused += 1;
                        progress.aside(|| words::rejected(&place, "not_taken", advice(fault)));
                    }
                }
                progress.advance(consumed, summary.accepted);
            }
            (place, fate) = next(&mut fates), if open > 0 => {
                summary.count(&fate);
                progress.aside(|| on_fate(&place, &fate));
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

/// Sends one document, and keeps at it while the stream is full or the server away.
async fn deliver(
    broker: &Broker,
    message: RawMessage,
    place: Place,
    consumed: u64,
    sending: &Sending,
) -> Sent {
    let mut outbound = outbound(&message, sending.replace, sending.lane.as_deref());
    // Made only for who waits or watches; what can't be read that far is known by its place.
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
            words::say(format_args!("waiting: {fault}"));
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(Duration::from_secs(10));
    }
}

async fn next(fates: &mut Option<Fates>) -> (Place, Fate) {
    match fates {
        Some(fates) => fates.next().await,
        None => std::future::pending().await,
    }
}

fn advice(fault: PublishFault) -> String {
    match fault {
        PublishFault::TooLarge => "larger than the server takes: raise its max_payload".to_owned(),
        PublishFault::Full
        | PublishFault::Away
        | PublishFault::Taken
        | PublishFault::Refused(_) => fault.to_string(),
    }
}
