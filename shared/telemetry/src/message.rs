//! Spans of messages: OpenTelemetry's messaging conventions, system `nats`.

use std::borrow::Cow;
use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant, SystemTime};

use opentelemetry::KeyValue;
use opentelemetry::trace::{SpanKind, TraceId};

use crate::attribute as name;
use crate::current::{InSpan, Within};
use crate::recorder::{Recorder, recorder};
use crate::recording::{Beginning, Recording, key_value};
use crate::trace_context::Ids;
use crate::work::WorkSpan;
use crate::{Incoming, TraceContext, Value};

/// One step of a message through the pipeline. It ends when dropped.
///
/// If its trace is not recorded, it holds only the context, which is passed on unchanged.
#[derive(Debug)]
pub struct MessageSpan {
    trace: Option<TraceContext>,
    /// `None` if it is not recorded.
    recording: Option<Recording>,
    /// The span of the latest attempt at the message.
    work: Mutex<Weak<Recording>>,
}

/// A subject and its template.
#[derive(Debug, Clone, Copy)]
pub struct Destination<'a> {
    /// The subject.
    pub subject: &'a str,
    /// The subject with its variable tokens replaced by placeholders, such as
    /// `articles.published.{language}.{id}`. It is used in span names and metric labels, so it
    /// comes from a closed set.
    pub template: &'a str,
}

/// Facts about a delivered message.
#[derive(Debug, Clone, Copy)]
pub struct Received<'a> {
    /// Where it came from.
    pub destination: Destination<'a>,
    /// The durable consumer.
    pub consumer: &'a str,
    /// Its stream.
    pub stream: &'a str,
    /// Its sequence number in the stream.
    pub sequence: u64,
    /// How often it was delivered, including this time.
    pub delivered: u64,
    /// `Nats-Msg-Id`, where it has one.
    pub message_id: Option<&'a str>,
    /// Length of its body in bytes.
    pub body_size: usize,
    /// When it was delivered.
    pub at: Instant,
}

/// Facts about a message that is about to be sent.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    /// Where it goes.
    pub destination: Destination<'a>,
    /// `Nats-Msg-Id`, where it has one.
    pub message_id: Option<&'a str>,
    /// Length of its body in bytes.
    pub body_size: usize,
}

/// How a message is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// Acknowledged.
    Ack,
    /// Returned to the server.
    Nak,
    /// Terminated: it has failed permanently.
    Term,
}

/// A publisher's message id may have any length; the span carries its beginning.
const LONGEST_ID: usize = 128;

/// Shorter acknowledgements get no span. Nearly all are shorter, and their spans would show nothing.
const SHORTEST_ACK: Duration = Duration::from_millis(1);

impl MessageSpan {
    /// A span for processing a message (CONSUMER). If the trace begins here, its id is `root`.
    pub fn process(incoming: &Incoming, root: [u8; 16], about: &Received<'_>) -> Self {
        let parent = incoming.parent();
        let trace = parent.map_or(TraceId::from_bytes(root), |parent| parent.ids.trace);
        let Some(recorder) = recorder().filter(|recorder| recorder.records(parent, trace)) else {
            return Self::unrecorded(incoming, root);
        };
        let context = match parent {
            Some(parent) => parent.child(),
            None => TraceContext::root(root, true),
        };
        let mut attributes =
            attributes(["process", "process"], about.destination, about.message_id);
        attributes.extend([
            key_value(name::CONSUMER, about.consumer.to_owned()),
            key_value(name::BODY_SIZE, about.body_size as u64),
            key_value(name::STREAM, about.stream.to_owned()),
            key_value(name::SEQUENCE, about.sequence),
            key_value(name::DELIVERED, about.delivered),
        ]);
        let beginning = Beginning {
            context: &context,
            parent,
            kind: SpanKind::Consumer,
            name: named("process", about.destination),
            at: SystemTime::now() - about.at.elapsed(),
            attributes,
        };
        let recording = Recording::begin(recorder, beginning);
        if let Some(sent) = incoming.link() {
            recording.link(sent);
        }
        Self::new(Some(context), Some(recording))
    }

    /// A span for a document that enters the pipeline (PRODUCER): the root of the trace with its id.
    pub fn send_first(root: impl FnOnce() -> [u8; 16], about: &Sent<'_>) -> Self {
        let Some(recorder) = recorder() else { return Self::new(None, None) };
        let trace = root();
        let sampled = recorder.records(None, TraceId::from_bytes(trace));
        let context = TraceContext::root(trace, sampled);
        let recording = sampled.then(|| Recording::begin(recorder, sending(&context, None, about)));
        Self::new(Some(context), recording)
    }

    /// A span for sending a message (PRODUCER).
    pub fn send(&self, about: &Sent<'_>) -> Self {
        self.child(|context, parent| sending(context, Some(parent), about))
    }

    /// Adds a span for settling the message (CLIENT), which ends now. An acknowledgement is only
    /// recorded if it took noticeable time.
    pub fn settled(&self, how: Settled, destination: Destination<'_>, took: Duration) {
        if how == Settled::Ack && took < SHORTEST_ACK {
            return;
        }
        self.child(|context, parent| Beginning {
            context,
            parent: Some(parent),
            kind: SpanKind::Client,
            name: named(how.name(), destination),
            at: SystemTime::now() - took,
            attributes: attributes([how.name(), "settle"], destination, None),
        });
    }

    /// A stage's own work on a message, on this thread, until the value is dropped.
    pub fn work(&self, task: &'static str, attempt: u32) -> WorkSpan {
        match self.recorded() {
            Some((recorder, context)) => {
                let work = WorkSpan::begin(recorder, context, task, attempt);
                *self.latest_work() = work.recording();
                work
            }
            None => WorkSpan::unrecorded_within(self.enter()),
        }
    }

    /// Marks it as failed, with a code from a closed set and a sentence without document text. Work
    /// that continues after its deadline fails with it.
    pub fn fail(&self, code: &'static str, sentence: &str) {
        if let Some(recording) = &self.recording {
            recording.fail(code, sentence);
        }
        if let Some(work) = self.latest_work().upgrade() {
            work.fail(code, sentence);
        }
    }

    /// Sets an attribute.
    pub fn set(&self, name: &'static str, value: impl Into<Value>) {
        self.set_with(name, || value);
    }

    /// Sets an attribute whose value is only computed if the span is recorded.
    pub fn set_with<V: Into<Value>>(&self, name: &'static str, value: impl FnOnce() -> V) {
        if let Some(recording) = &self.recording {
            recording.set(name, value().into());
        }
    }

    /// Ends it, even if it is still shared, and any work in it.
    pub fn end(&self) {
        if let Some(work) = self.latest_work().upgrade() {
            work.end();
        }
        if let Some(recording) = &self.recording {
            recording.end();
        }
    }

    /// The context for its outgoing messages; `None` if there is no trace.
    pub fn context(&self) -> Option<&TraceContext> {
        self.trace.as_ref()
    }

    /// The trace's id for exemplars, if it is recorded.
    pub(crate) fn recorded_trace(&self) -> Option<TraceId> {
        self.recording.as_ref().and(self.ids()).map(|ids| ids.trace)
    }

    /// Makes log lines written by `future` carry its ids.
    pub fn around<F: Future>(&self, future: F) -> impl Future<Output = F::Output> + use<F> {
        InSpan::new(future, self.ids())
    }

    /// Makes log lines on this thread carry its ids, until the value is dropped.
    pub fn enter(&self) -> Within {
        Within::begin(self.ids())
    }

    /// A message whose trace is not recorded passes on its incoming context, or starts the trace
    /// with its own id.
    fn unrecorded(incoming: &Incoming, root: [u8; 16]) -> Self {
        let begun = || TraceContext::root(root, false);
        Self::new(Some(incoming.parent().cloned().unwrap_or_else(begun)), None)
    }

    fn new(trace: Option<TraceContext>, recording: Option<Recording>) -> Self {
        Self { trace, recording, work: Mutex::default() }
    }

    fn latest_work(&self) -> MutexGuard<'_, Weak<Recording>> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ids(&self) -> Option<Ids> {
        self.trace.as_ref().map(|trace| trace.ids)
    }

    fn recorded(&self) -> Option<(&'static Recorder, &TraceContext)> {
        self.recording.as_ref().and(recorder()).zip(self.trace.as_ref())
    }

    /// A child of a span that is not recorded has the same context, which the message passes on.
    fn child(
        &self,
        begin: impl for<'a> FnOnce(&'a TraceContext, &'a TraceContext) -> Beginning<'a>,
    ) -> Self {
        match self.recorded() {
            Some((recorder, parent)) => {
                let context = parent.child();
                let recording = Recording::begin(recorder, begin(&context, parent));
                Self::new(Some(context), Some(recording))
            }
            None => Self::new(self.trace.clone(), None),
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

fn sending<'a>(
    context: &'a TraceContext,
    parent: Option<&'a TraceContext>,
    about: &Sent<'_>,
) -> Beginning<'a> {
    let mut attributes = attributes(["send", "send"], about.destination, about.message_id);
    attributes.push(key_value(name::BODY_SIZE, about.body_size as u64));
    Beginning {
        context,
        parent,
        kind: SpanKind::Producer,
        name: named("send", about.destination),
        at: SystemTime::now(),
        attributes,
    }
}

fn named(operation: &str, destination: Destination<'_>) -> Cow<'static, str> {
    format!("{operation} {}", destination.template).into()
}

/// What the three kinds of message spans have in common.
fn attributes(
    [operation, kind]: [&'static str; 2],
    Destination { subject, template }: Destination<'_>,
    message_id: Option<&str>,
) -> Vec<KeyValue> {
    let mut attributes = Vec::with_capacity(MOST_ATTRIBUTES);
    attributes.extend([
        key_value(name::SYSTEM, "nats"),
        key_value(name::OPERATION, operation),
        key_value(name::OPERATION_TYPE, kind),
        key_value(name::DESTINATION, subject.to_owned()),
    ]);
    if template != subject {
        attributes.push(key_value(name::TEMPLATE, template.to_owned()));
    }
    attributes.extend(recorder().into_iter().flat_map(Recorder::server).cloned());
    if let Some(id) = message_id {
        let id = &id[..id.floor_char_boundary(LONGEST_ID)];
        attributes.push(key_value(name::MESSAGE_ID, id.to_owned()));
    }
    attributes
}

/// Room for the attributes of a usual `process` span.
const MOST_ATTRIBUTES: usize = 17;
