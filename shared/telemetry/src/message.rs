//! Spans of messages: OpenTelemetry's messaging conventions, system `nats`.

use std::future::Future;
use std::time::{Instant, SystemTime};

use crate::attribute as name;
use crate::current::{Around, Within};
use crate::ids::{Hex, Ids};
use crate::recorder::{Recorder, recorder};
use crate::recording::{Attributes, Kind, Parent, Recording};
use crate::work::Work;
use crate::{Incoming, TraceContext, Value};

/// One step of a message's way; ends when dropped.
///
/// Of a trace that is not recorded it is but the context, which is passed on as it came.
#[derive(Debug)]
pub struct MessageSpan {
    trace: Option<TraceContext>,
    /// `None` where nobody records it.
    recording: Option<Recording>,
}

/// A subject, and the pattern that stands for it where it holds an open word.
#[derive(Debug, Clone, Copy)]
pub struct Destination<'a> {
    /// The subject.
    pub subject: &'a str,
    /// `articles.published.{language}.{id}`: names spans and labels metrics, so from a closed set.
    pub template: &'a str,
}

/// What is known of a message that was delivered.
#[derive(Debug, Clone, Copy)]
pub struct Received<'a> {
    /// Where it came from.
    pub destination: Destination<'a>,
    /// The durable consumer.
    pub consumer: &'a str,
    /// Its stream.
    pub stream: &'a str,
    /// Its place in the stream.
    pub sequence: u64,
    /// How often it was delivered, this time included.
    pub delivered: u64,
    /// `Nats-Msg-Id`, where it has one.
    pub message_id: Option<&'a str>,
    /// Length of its body in bytes.
    pub body_size: usize,
    /// When it was delivered.
    pub at: Instant,
}

/// What is known of a message to be sent.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    /// Where it goes to.
    pub destination: Destination<'a>,
    /// `Nats-Msg-Id`, where it has one.
    pub message_id: Option<&'a str>,
    /// Length of its body in bytes.
    pub body_size: usize,
}

/// How a message is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// Done.
    Ack,
    /// Back to the server.
    Nak,
    /// Given up.
    Term,
}

/// A publisher's own message id may be of any length; a span need not carry it all.
const LONGEST_ID: usize = 128;

impl MessageSpan {
    /// A message is worked on (CONSUMER). Where the trace begins here it gets the id `root`.
    pub fn process(incoming: &Incoming, root: [u8; 16], about: &Received<'_>) -> Self {
        let parent = incoming.parent();
        let trace = parent.map_or(Hex(root), |parent| parent.ids.trace);
        let Some(recorder) = recorder().filter(|recorder| recorder.records(parent, trace)) else {
            return Self::untold(incoming, root);
        };
        let (own, above) = match parent {
            Some(parent) => (parent.child(), Parent::Remote(parent)),
            None => (TraceContext::root(root, true), Parent::None),
        };
        let named = (Kind::Consumer, ["process ", about.destination.template]);
        let at = SystemTime::now() - about.at.elapsed();
        let recording = Recording::begin(recorder, &own, above, named, at);
        if let Some(sent) = incoming.link() {
            recording.link(sent);
        }
        recording.describe(|all| {
            tell(all, ["process", "process"], about.destination, about.message_id);
            all.set(name::CONSUMER, about.consumer);
            all.set(name::BODY_SIZE, about.body_size as u64);
            all.set(name::STREAM, about.stream);
            all.set(name::SEQUENCE, about.sequence);
            all.set(name::DELIVERED, about.delivered);
        });
        Self { trace: Some(own), recording: Some(recording) }
    }

    /// A document enters the pipeline (PRODUCER): the root of the trace that has its id.
    pub fn send_first(root: impl FnOnce() -> [u8; 16], about: &Sent<'_>) -> Self {
        let Some(recorder) = recorder() else { return Self { trace: None, recording: None } };
        let trace = root();
        let own = TraceContext::root(trace, recorder.records(None, Hex(trace)));
        let recording = own.sampled.then(|| send(recorder, &own, Parent::None, about));
        Self { trace: Some(own), recording }
    }

    /// A message is sent on (PRODUCER).
    pub fn send(&self, about: &Sent<'_>) -> Self {
        self.child(|recorder, own, parent| send(recorder, own, parent, about))
    }

    /// A message is settled (CLIENT).
    pub fn settle(&self, how: Settled, destination: Destination<'_>) -> Self {
        self.child(|recorder, own, parent| {
            let named = (Kind::Client, ["settle ", destination.template]);
            let recording = Recording::begin(recorder, own, parent, named, SystemTime::now());
            recording.describe(|all| tell(all, [how.name(), "settle"], destination, None));
            recording
        })
    }

    /// A stage's own work at a message, on this thread, until the value is dropped.
    pub fn work(&self, task: &'static str, attempt: u32) -> Work {
        Work::begin(self, task, attempt)
    }

    /// It failed, by a bounded code and a sentence of ours.
    pub fn fail(&self, code: &'static str, sentence: &str) {
        if let Some(recording) = &self.recording {
            recording.fail(code, sentence);
        }
    }

    /// Tells something of it.
    pub fn set(&self, name: &'static str, value: impl Into<Value>) {
        self.set_with(name, || value);
    }

    /// Tells something that is worth making only if anybody hears of it.
    pub fn set_with<V: Into<Value>>(&self, name: &'static str, value: impl FnOnce() -> V) {
        if let Some(recording) = &self.recording {
            recording.set(name, &value().into());
        }
    }

    /// Ends it, whoever else still holds it.
    pub fn end(&self) {
        if let Some(recording) = &self.recording {
            recording.end();
        }
    }

    /// What its messages carry on; `None` where there is no trace at all.
    pub fn context(&self) -> Option<&TraceContext> {
        self.trace.as_ref()
    }

    /// The trace's id, where it is recorded: what an exemplar points at.
    pub(crate) fn recorded_trace(&self) -> Option<Hex<16>> {
        self.recording.as_ref().and(self.ids()).map(|ids| ids.trace)
    }

    /// What records it and what it is known by, where anything does.
    pub(crate) fn recorder(&self) -> Option<(&'static Recorder, &TraceContext)> {
        self.recording.as_ref().and(recorder()).zip(self.trace.as_ref())
    }

    /// Has log lines written by `future` carry its ids.
    pub fn around<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        Around::new(future, self.ids())
    }

    /// Has log lines on this thread carry its ids, until the value is dropped.
    pub fn enter(&self) -> Within {
        Within::begin(self.ids())
    }

    /// Not recorded, a message carries on what it came with; where it came with nothing, the trace
    /// of its own id.
    fn untold(incoming: &Incoming, root: [u8; 16]) -> Self {
        let begun = || TraceContext::root(root, false);
        Self { trace: Some(incoming.parent().cloned().unwrap_or_else(begun)), recording: None }
    }

    fn ids(&self) -> Option<Ids> {
        self.trace.as_ref().map(|trace| trace.ids)
    }

    /// Not recorded, it is the parent's context again: the message carries that on.
    fn child(
        &self,
        begin: impl FnOnce(&'static Recorder, &TraceContext, Parent<'_>) -> Recording,
    ) -> Self {
        match self.recorder() {
            Some((recorder, above)) => {
                let own = above.child();
                let recording = begin(recorder, &own, Parent::Own(above));
                Self { trace: Some(own), recording: Some(recording) }
            }
            None => Self { trace: self.trace.clone(), recording: None },
        }
    }
}

impl Settled {
    fn name(self) -> &'static str {
        match self {
            Self::Ack => "ack",
            Self::Nak => "nak",
            Self::Term => "term",
        }
    }
}

fn send(
    recorder: &'static Recorder,
    own: &TraceContext,
    parent: Parent<'_>,
    about: &Sent<'_>,
) -> Recording {
    let named = (Kind::Producer, ["send ", about.destination.template]);
    let recording = Recording::begin(recorder, own, parent, named, SystemTime::now());
    recording.describe(|all| {
        tell(all, ["send", "send"], about.destination, about.message_id);
        all.set(name::BODY_SIZE, about.body_size as u64);
    });
    recording
}

/// What the three spans of a message have in common.
fn tell(
    all: &mut Attributes<'_>,
    [operation, kind]: [&str; 2],
    Destination { subject, template }: Destination<'_>,
    message_id: Option<&str>,
) {
    all.set(name::SYSTEM, "nats");
    all.set(name::OPERATION, operation);
    all.set(name::OPERATION_TYPE, kind);
    all.set(name::DESTINATION, subject);
    if template != subject {
        all.set(name::TEMPLATE, template);
    }
    if let Some(id) = message_id {
        all.set(name::MESSAGE_ID, &id[..id.floor_char_boundary(LONGEST_ID)]);
    }
}
