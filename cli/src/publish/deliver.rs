use std::cell::Cell;
use std::time::{Duration, Instant};

use article::{ArticleId, RawMessage, header};
use backon::{BackoffBuilder, ExponentialBuilder};
use broker::{Broker, Outbound, PublishFault, Receipt, Reference, pieces, table};
use bytes::Bytes;
use ingestion::Arrival;
use runtime::{carry_on, destination};
use stage::Input;
use telemetry::{MessageSpan, attribute};
use tokio::sync::OwnedSemaphorePermit;

use super::feed::outbound;
use super::sending::Sending;
use crate::fault::Fault;
use crate::inputs::Place;

/// A document that is being sent.
pub(super) struct Document {
    pub(super) place: Place,
    /// The bytes of its source.
    pub(super) consumed: u64,
    /// Its id, if needed and known.
    pub(super) id: Option<ArticleId>,
    pub(super) message: RawMessage,
    /// Its memory permit.
    pub(super) permit: Option<OwnedSemaphorePermit>,
}

/// A document and the server's answer.
pub(super) struct Sent {
    pub(super) place: Place,
    pub(super) consumed: u64,
    pub(super) id: Option<ArticleId>,
    pub(super) link: Option<String>,
    pub(super) receipt: Result<Receipt, Refusal>,
}

/// Why a document was not accepted.
pub(super) enum Refusal {
    /// Others may be accepted.
    Document(PublishFault),
    /// No document will be accepted.
    Everything(Fault),
}

/// What currently prevents documents from being accepted, and since when.
#[derive(Debug, Default)]
pub(super) struct Obstacle(Cell<Option<Blocked>>);

/// Since when, by which fault, and the stream.
type Blocked = (Instant, PublishFault, &'static str);

impl Obstacle {
    fn note(&self, fault: PublishFault, stream: &'static str) {
        let since = self.0.get().map_or_else(Instant::now, |(since, ..)| since);
        self.0.set(Some((since, fault, stream)));
    }

    fn clear(&self) {
        self.0.set(None);
    }

    /// Since when, what, and where.
    pub(super) fn get(&self) -> Option<Blocked> {
        self.0.get()
    }
}

/// A stream may seem missing while its cluster elects a leader, but not longer than this.
const STREAM_WITHIN: Duration = Duration::from_secs(5);
/// Delay between two attempts: 50 to 100 ms at first, then doubled, at most 5 s.
const BACKOFF: ExponentialBuilder = ExponentialBuilder::new()
    .with_jitter()
    .with_min_delay(Duration::from_millis(50))
    .with_max_delay(Duration::from_millis(2_500))
    .without_max_times();

/// The id that the pipeline will give a document; `None` if it can't be decoded.
pub(super) fn id_of(message: &RawMessage) -> Option<ArticleId> {
    Arrival::decode(message.clone()).ok().map(|arrival| arrival.id())
}

/// Sends one document, and retries while the stream is full or the server unreachable.
pub(super) async fn deliver(
    broker: &Broker,
    document: Document,
    sending: &Sending,
    obstacle: &Obstacle,
) -> Sent {
    let Document { place, consumed, id, message, permit } = document;
    let mut outbound = outbound(&message, &place, sending);
    let trace = || {
        let id = id.or_else(|| id_of(&message));
        id.unwrap_or_else(|| ArticleId::of("", "", &message.body))
    };
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
    let receipt = match outbound.body.len() as u64 > room_in_message(broker) {
        true => by_reference(broker, outbound, obstacle).await,
        false => publish(broker, &outbound, obstacle, table::RAW).await,
    };
    match &receipt {
        Ok(receipt) => span.set(attribute::SEQUENCE, receipt.sequence),
        Err(Refusal::Document(fault)) => span.fail("not_accepted", &fault.to_string()),
        Err(Refusal::Everything(fault)) => span.fail("not_accepted", &fault.to_string()),
    }
    drop(permit);
    Sent { place, consumed, id, link, receipt }
}

/// Part of `max_payload` that is reserved for headers.
const HEADERS: u64 = 1024;

/// Maximum size of a message's body in bytes.
pub(super) fn room_in_message(broker: &Broker) -> u64 {
    (broker.max_payload() as u64).saturating_sub(HEADERS)
}

/// Stores the document as an object, and sends a message that refers to it.
async fn by_reference(
    broker: &Broker,
    document: Outbound,
    obstacle: &Obstacle,
) -> Result<Receipt, Refusal> {
    let Outbound { subject, mut headers, body } = document;
    let reference = Reference::of(&body);
    for piece in pieces(&reference, &body) {
        publish(broker, &piece, obstacle, table::LARGE).await?;
    }
    reference.write(&mut headers);
    // A second message would find no object, because ingestion removes it after reading.
    headers.push(header::NATS_MSG_ID, format_args!("object/{}", reference.name()));
    let message = Outbound { subject, headers, body: Bytes::new() };
    publish(broker, &message, obstacle, table::RAW).await
}

/// Publishes a message of a document. It is stored in `stream`.
async fn publish(
    broker: &Broker,
    outbound: &Outbound,
    obstacle: &Obstacle,
    stream: &'static str,
) -> Result<Receipt, Refusal> {
    tokio::select! {
        receipt = until_stored(broker, outbound, obstacle, stream) => receipt,
        () = broker.denied(&outbound.subject) => {
            Err(Refusal::Everything(Fault::Denied(outbound.subject.to_string())))
        }
    }
}

async fn until_stored(
    broker: &Broker,
    outbound: &Outbound,
    obstacle: &Obstacle,
    stream: &'static str,
) -> Result<Receipt, Refusal> {
    let mut backoff = BACKOFF.build();
    let mut missing: Option<Instant> = None;
    loop {
        let fault = match broker.publish(outbound.clone()).await {
            Ok(receipt) => {
                obstacle.clear();
                return Ok(receipt);
            }
            Err(fault) => fault,
        };
        match fault {
            PublishFault::Full | PublishFault::Away => missing = None,
            PublishFault::NoStream => {
                let since = *missing.get_or_insert_with(Instant::now);
                if since.elapsed() > STREAM_WITHIN {
                    let subject = outbound.subject.to_string();
                    return Err(Refusal::Everything(Fault::NoStream(subject)));
                }
            }
            PublishFault::TooLarge | PublishFault::Taken | PublishFault::Refused(_) => {
                return Err(Refusal::Document(fault));
            }
        }
        obstacle.note(fault, stream);
        let wait = backoff.next().expect("the number of retries is not limited");
        tokio::time::sleep(wait).await;
    }
}
