use article::{Headers, header, subject};

use crate::table::DEAD;
use crate::{Broker, DeadLetter, LookupError, MessageKey, Outbound, PublishFault, partition};

/// Why a dead letter can't be replayed.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// Only the beginning of its document was kept.
    #[error("the dead letter holds only the beginning of its document: publish the original again")]
    Cut,
    /// No stage reads the subject that it names: it is forged, or its stage was removed.
    #[error("no stage of this pipeline reads the subject that the dead letter names")]
    NoSuchSubject,
    /// The stage's stream did not store it.
    #[error(
        "the stage's stream did not store the document ({0}): check that it exists and has space"
    )]
    NotTaken(#[from] PublishFault),
    /// The dead letter can't be read.
    #[error(transparent)]
    Lookup(#[from] LookupError),
}

/// What a replay did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replayed {
    /// The document was sent to its stage.
    Sent,
    /// An earlier replay of this dead letter had sent it and was interrupted before it removed the
    /// dead letter. Nothing was sent again.
    SentBefore,
}

/// Sends a dead letter back to the stage that rejected it, in the same trace.
///
/// A dead letter of a delivery goes back to that delivery.
///
/// There are three repeatable steps: send the message, with an id derived from the dead letter's
/// key; for a later stage, store the note that it was replayed; delete the dead letter. If a call
/// is interrupted, the next one completes it. With partitions, a raw document that is sent a second
/// time may reach another partition. The next stage then sets it aside as a duplicate, because
/// later partitions are chosen by the article's id.
pub async fn replay(
    broker: &Broker,
    key: MessageKey,
    dead_letter: &DeadLetter,
) -> Result<Replayed, ReplayError> {
    let message = message(broker, key, dead_letter)?;
    // The id belongs to this dead letter alone, also if ARTICLES_DEAD is recreated: a duplicate
    // can only be this document, sent before.
    let receipt = broker.publish(message).await?;
    if !is_raw(&dead_letter.subject) {
        note(broker, key, dead_letter.subject.clone()).await?;
    }
    broker.delete(DEAD, key.sequence).await?;
    Ok(if receipt.duplicate { Replayed::SentBefore } else { Replayed::Sent })
}

/// Stores a note, once, that a dead letter has left its stream, with the subject on which its
/// document continues.
pub(crate) async fn note(
    broker: &Broker,
    key: MessageKey,
    subject: String,
) -> Result<(), PublishFault> {
    let mut headers = Headers::default();
    headers.push("Nats-Expected-Last-Subject-Sequence", "0");
    let noted = format!("articles.replayed.{key}").into();
    match broker.publish(Outbound { subject: noted, headers, body: subject.into() }).await {
        // Taken: an earlier call has stored the note.
        Ok(_) | Err(PublishFault::Taken) => Ok(()),
        Err(fault) => Err(fault),
    }
}

/// Whether a dead letter can be replayed.
pub fn check(broker: &Broker, dead_letter: &DeadLetter) -> Result<(), ReplayError> {
    if dead_letter.cut_from.is_some() {
        return Err(ReplayError::Cut);
    }
    // A dead letter may be forged, so the subject that it names is checked.
    if delivery(dead_letter).is_some() {
        return Ok(());
    }
    let one_token = |lane: &str| !lane.is_empty() && !lane.contains(['.', '*', '>', ' ']);
    let lane = subject::lane(&dead_letter.subject).is_some_and(one_token);
    let hop = broker.topology().is_hop(&dead_letter.subject);
    if !lane && !hop && dead_letter.subject != subject::RAW {
        return Err(ReplayError::NoSuchSubject);
    }
    Ok(())
}

fn message(
    broker: &Broker,
    key: MessageKey,
    dead_letter: &DeadLetter,
) -> Result<Outbound, ReplayError> {
    check(broker, dead_letter)?;
    let ours = [header::REPLAYS, header::RUN];
    let mut headers: Headers = dead_letter
        .headers
        .iter()
        .filter(|(name, _)| !ours.iter().any(|own| own.eq_ignore_ascii_case(name)))
        .collect();
    headers.push(header::REPLAYS, dead_letter.replays.saturating_add(1));
    headers.push(header::RUN, run(key, dead_letter));
    headers.push(header::NATS_MSG_ID, format_args!("replay/{key}"));
    if let Some(traceparent) = &dead_letter.traceparent {
        headers.push(header::TRACEPARENT, traceparent);
    }
    if let (Some(id), false) = (dead_letter.id, is_raw(&dead_letter.subject)) {
        headers.push(header::ARTICLE_ID, id);
    }
    let subject = match delivery(dead_letter) {
        Some(name) => subject::deliver(name),
        None => dead_letter.subject.clone(),
    };
    Ok(Outbound { subject: subject.into(), headers, body: dead_letter.body.clone() })
}

/// Maximum length of a run in bytes that the services accept.
const MAX_RUN: usize = 64;

/// The run of a replay. A document that returns to the first stream gets a new sequence number
/// there, so the run contains the earlier ones, as far as there is space. `audit` finds them by it.
fn run(key: MessageKey, dead_letter: &DeadLetter) -> String {
    let run = format!("replay-{key}");
    let Some(raw) = dead_letter.raw.as_ref().filter(|_| is_raw(&dead_letter.subject)) else {
        return run;
    };
    let earlier = dead_letter.headers.get(header::RUN).and_then(|run| run.split_once("-raw-"));
    let earlier = earlier.map_or(String::new(), |(_, sequences)| format!("{sequences}-"));
    // In a partition, after its number.
    let place = partition::place(&raw.stream, raw.sequence).replace('/', ".");
    let long = format!("{run}-raw-{earlier}{place}");
    if long.len() <= MAX_RUN { long } else { format!("{run}-raw-{place}") }
}

/// The delivery that rejected an article. Only this delivery receives the article again.
fn delivery(dead_letter: &DeadLetter) -> Option<&str> {
    let one_token = |name: &&str| !name.is_empty() && !name.contains(['.', '*', '>', ' ']);
    let named = dead_letter.subject.as_str();
    let prefixes = ["articles.published.", subject::ERASED_PREFIX, "articles.deliver."];
    let delivered = prefixes.iter().any(|prefix| named.starts_with(prefix));
    subject::delivery(&dead_letter.stage).filter(one_token).filter(|_| delivered)
}

fn is_raw(name: &str) -> bool {
    name == subject::RAW || subject::lane(name).is_some()
}
