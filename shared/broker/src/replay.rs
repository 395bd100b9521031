use article::{Headers, header, subject};

use crate::table::DEAD;
use crate::{Broker, DeadLetter, LookupError, MessageKey, Outbound, PublishFault};

/// Why a dead letter can't be brought back.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// Only its beginning was kept.
    #[error("the letter holds only the beginning of its document: publish the original again")]
    Cut,
    /// It names a subject that no stage reads: forged, or of a stage that is no more.
    #[error("the letter names a subject that no stage of this pipeline reads")]
    NoSuchSubject,
    /// The stage's stream does not take it.
    #[error("the stage's stream did not take it ({0}): is it there, and is there room")]
    NotTaken(#[from] PublishFault),
    /// The letter itself can't be got at.
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
/// There are three steps, each of which can be repeated: send the message, with an id made from
/// the dead letter's key; for a later stage, store the note that it was replayed, once; delete the
/// dead letter. If a call is interrupted, the next one completes it.
pub async fn replay(
    broker: &Broker,
    key: MessageKey,
    letter: &DeadLetter,
) -> Result<Replayed, ReplayError> {
    let message = message(key, letter)?;
    // The id belongs to this dead letter alone, also if ARTICLES_DEAD is recreated: a duplicate
    // can only be this document, sent before.
    let receipt = broker.publish(message).await?;
    if !is_raw(&letter.subject) {
        let mut headers = Headers::default();
        headers.push("Nats-Expected-Last-Subject-Sequence", "0");
        let subject = format!("articles.replayed.{key}").into();
        let note = Outbound { subject, headers, body: letter.subject.clone().into() };
        match broker.publish(note).await {
            // Taken: an earlier call came as far as this.
            Ok(_) | Err(PublishFault::Taken) => {}
            Err(fault) => return Err(fault.into()),
        }
    }
    broker.forget(DEAD, key.sequence).await?;
    Ok(if receipt.duplicate { Replayed::SentBefore } else { Replayed::Sent })
}

/// Whether a dead letter can be replayed.
pub fn check(letter: &DeadLetter) -> Result<(), ReplayError> {
    if letter.cut_from.is_some() {
        return Err(ReplayError::Cut);
    }
    // A letter is data that someone may have forged: it must not write where it likes.
    let hops = [subject::INGESTED, subject::LANGUAGE_DETECTED, subject::METADATA_EXTRACTED];
    let one_token = |lane: &str| !lane.is_empty() && !lane.contains(['.', '*', '>', ' ']);
    let lane = subject::lane(&letter.subject).is_some_and(one_token);
    if !lane && letter.subject != subject::RAW && !hops.contains(&letter.subject.as_str()) {
        return Err(ReplayError::NoSuchSubject);
    }
    Ok(())
}

fn message(key: MessageKey, letter: &DeadLetter) -> Result<Outbound, ReplayError> {
    check(letter)?;
    let ours = [header::REPLAYS, header::RUN];
    let mut headers: Headers = letter
        .headers
        .iter()
        .filter(|(name, _)| !ours.iter().any(|own| own.eq_ignore_ascii_case(name)))
        .collect();
    headers.push(header::REPLAYS, letter.replays.saturating_add(1));
    headers.push(header::RUN, format_args!("replay-{key}"));
    headers.push(header::NATS_MSG_ID, format_args!("replay/{key}"));
    if let Some(traceparent) = &letter.traceparent {
        headers.push(header::TRACEPARENT, traceparent);
    }
    if let (Some(id), false) = (letter.id, is_raw(&letter.subject)) {
        headers.push(header::ARTICLE_ID, id);
    }
    Ok(Outbound { subject: letter.subject.as_str().into(), headers, body: letter.body.clone() })
}

fn is_raw(name: &str) -> bool {
    name == subject::RAW || subject::lane(name).is_some()
}
