//! Reading a stream by batched direct gets: without a consumer, and in bounded memory.

use std::collections::VecDeque;
use std::time::Duration;

use article::{Headers, Timestamp};
use async_nats::{Message, StatusCode, Subscriber};
use futures_util::StreamExt;
use serde_json::json;

use crate::{Broker, LookupError, Stored, partition};

/// How long to wait for the next message of a batch.
const ANSWER: Duration = Duration::from_secs(10);
/// The most messages in a batch.
const BATCH: u64 = 256;
/// A batch ends once it has this many bytes, so a page holds at most one message more.
const BATCH_BYTES: u64 = 1 << 20;
/// Why a batch ended: all of it was sent (204), or there is no such message (404).
const END_OF_BATCH: u16 = 204;
const NOT_FOUND: u16 = 404;

/// The messages of a stream whose subject matches a filter, oldest first.
#[derive(Debug)]
pub struct Pages {
    broker: Broker,
    stream: String,
    filter: String,
    next: Start,
    page: VecDeque<Stored>,
    /// The most messages in a page.
    most: u64,
    /// Whether the next page is requested as soon as one has arrived.
    ahead: bool,
    requested: Option<Subscriber>,
}

/// Where to begin in a stream.
#[derive(Debug, Clone, Copy)]
pub enum Start {
    /// At this sequence, or the next one that exists.
    Sequence(u64),
    /// At the first message stored at or after this time.
    Time(Timestamp),
}

impl Broker {
    /// Reads a stream from `start`.
    pub fn pages(&self, stream: &str, filter: &str, start: Start) -> Pages {
        Pages {
            broker: self.clone(),
            stream: stream.to_owned(),
            filter: filter.to_owned(),
            next: start,
            page: VecDeque::new(),
            most: BATCH,
            ahead: false,
            requested: None,
        }
    }

    /// The oldest message that matches `filter`.
    pub async fn oldest(&self, stream: &str, filter: &str) -> Result<Option<Stored>, LookupError> {
        self.one(stream, json!({ "seq": 1, "next_by_subj": filter, "batch": 1 })).await
    }

    /// The newest message that matches `filter`.
    pub async fn newest(&self, stream: &str, filter: &str) -> Result<Option<Stored>, LookupError> {
        self.one(stream, json!({ "last_by_subj": filter })).await
    }

    async fn one(
        &self,
        stream: &str,
        request: serde_json::Value,
    ) -> Result<Option<Stored>, LookupError> {
        match next(&mut self.direct_get(stream, &request).await?).await? {
            Answer::Message(message) => Ok(Some(message)),
            Answer::End => Ok(None),
            Answer::NoStream => Err(LookupError::NoStream(stream.to_owned())),
        }
    }

    async fn direct_get(
        &self,
        stream: &str,
        request: &serde_json::Value,
    ) -> Result<Subscriber, LookupError> {
        let session = self.session();
        let inbox = session.client.new_inbox();
        let answers =
            session.client.subscribe(inbox.clone()).await.map_err(|_| LookupError::Away)?;
        let subject = format!("{}.DIRECT.GET.{stream}", session.js_api_prefix);
        let sent = session.client.publish_with_reply(subject, inbox, request.to_string().into());
        sent.await.map_err(|_| LookupError::Away)?;
        Ok(answers)
    }
}

impl Pages {
    /// Requests each page while the previous one is read, for callers that read to the end.
    /// Messages stored after the last page was requested may be missed.
    pub fn ahead(self) -> Self {
        Self { ahead: true, ..self }
    }

    /// Requests at most this many messages at a time, for callers that read few.
    pub fn at_most(self, messages: u64) -> Self {
        Self { most: messages.clamp(1, BATCH), ..self }
    }

    /// The next message; `None` once there are no more, until more are stored.
    pub async fn next(&mut self) -> Result<Option<Stored>, LookupError> {
        if self.page.is_empty() {
            self.turn().await?;
        }
        Ok(self.page.pop_front())
    }

    /// The messages of the next page; none if there are no more.
    pub(crate) async fn page(&mut self) -> Result<VecDeque<Stored>, LookupError> {
        self.turn().await?;
        Ok(std::mem::take(&mut self.page))
    }

    async fn turn(&mut self) -> Result<(), LookupError> {
        let mut answers = match self.requested.take() {
            Some(answers) => answers,
            None => self.request().await?,
        };
        loop {
            match next(&mut answers).await? {
                Answer::Message(message) => {
                    self.next = Start::Sequence(message.sequence + 1);
                    self.page.push_back(message);
                }
                Answer::End => break,
                Answer::NoStream => return Err(LookupError::NoStream(self.stream.clone())),
            }
        }
        if self.ahead && !self.page.is_empty() {
            self.requested = Some(self.request().await?);
        }
        Ok(())
    }

    async fn request(&self) -> Result<Subscriber, LookupError> {
        let mut request = json!({
            "next_by_subj": self.filter, "batch": self.most, "max_bytes": BATCH_BYTES,
        });
        match self.next {
            Start::Sequence(sequence) => request["seq"] = sequence.into(),
            Start::Time(time) => request["start_time"] = time.to_string().into(),
        }
        self.broker.direct_get(&self.stream, &request).await
    }
}

enum Answer {
    Message(Stored),
    End,
    NoStream,
}

async fn next(answers: &mut Subscriber) -> Result<Answer, LookupError> {
    loop {
        let next = tokio::time::timeout(ANSWER, answers.next()).await;
        let message = next.ok().flatten().ok_or(LookupError::Away)?;
        match message.status.map(|status| status.as_u16()) {
            None => {
                // Not one of the server's own messages.
                let Some(stored) = stored(&message) else { continue };
                return Ok(Answer::Message(stored));
            }
            Some(END_OF_BATCH | NOT_FOUND) => return Ok(Answer::End),
            Some(status) if StatusCode::NO_RESPONDERS == status => return Ok(Answer::NoStream),
            Some(_) => return Err(LookupError::Away),
        }
    }
}

/// A message of a direct get, which has its place in the stream in its headers.
fn stored(message: &Message) -> Option<Stored> {
    let own = [
        "Nats-Stream",
        "Nats-Subject",
        "Nats-Sequence",
        "Nats-Time-Stamp",
        "Nats-Num-Pending",
        "Nats-Last-Sequence",
    ];
    let headers = message.headers.as_ref()?;
    // The server's values come last: a document may have headers of these names, too.
    let last = |name: &'static str| Some(headers.get_all(name).last()?.as_str());
    let (subject, sequence, time) =
        (last("Nats-Subject")?, last("Nats-Sequence")?, last("Nats-Time-Stamp")?);
    let kept: Headers = headers
        .iter()
        .map(|(name, values)| (name.as_ref(), values))
        .filter(|(name, _): &(&str, _)| !own.iter().any(|own| own.eq_ignore_ascii_case(name)))
        .flat_map(|(name, values)| values.iter().map(move |value| (name, value.as_str())))
        .collect();
    Some(Stored {
        subject: partition::public(subject).unwrap_or_else(|| subject.to_owned()),
        sequence: sequence.parse().ok()?,
        stored_at: time.parse().ok()?,
        headers: kept,
        body: message.payload.clone(),
    })
}
