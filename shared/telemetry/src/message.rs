//! Spans of messages: OpenTelemetry's messaging conventions, system `nats`.

use std::future::Future;
use std::sync::Arc;
use std::time::SystemTime;

use opentelemetry::trace::{
    Link, SpanBuilder, SpanContext, SpanId, SpanKind, Status, TraceContextExt, TraceFlags, TraceId,
    Tracer,
};
use opentelemetry::{Context, KeyValue, StringValue};

use crate::attribute as name;
use crate::current::{Around, Within};
use crate::ids::{Hex, Ids, with_trace_id};
use crate::start::tracer;
use crate::work::Work;
use crate::{Incoming, TraceContext, Value};

/// One step of a message's way; ends when dropped.
///
/// Of a trace that is not recorded it is but the context, which is passed on as it came.
#[derive(Debug)]
pub struct MessageSpan {
    trace: Option<TraceContext>,
    /// `None` where nobody records it.
    recorded: Option<Context>,
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
    pub at: SystemTime,
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
        let Some(tracer) = tracer() else { return Self::untold(incoming, root) };
        let parent = incoming.parent().map_or_else(Context::new, remote);
        let builder = tracer
            .span_builder(format!("process {}", about.destination.template))
            .with_kind(SpanKind::Consumer)
            .with_start_time(about.at)
            .with_links(
                incoming.link().map(|sent| Link::with_context(sdk(sent))).into_iter().collect(),
            );
        let span = match incoming.parent() {
            None => with_trace_id(root, || builder.start_with_context(tracer, &parent)),
            Some(_) => builder.start_with_context(tracer, &parent),
        };
        let span = Self::new(parent.with_span(span), incoming.parent());
        if span.recorded.is_none() {
            return Self::untold(incoming, root);
        }
        span.describe("process", "process", about.destination, about.message_id, || {
            vec![
                KeyValue::new(name::CONSUMER, text(about.consumer)),
                KeyValue::new(name::BODY_SIZE, integer(about.body_size as u64)),
                KeyValue::new(name::STREAM, text(about.stream)),
                KeyValue::new(name::SEQUENCE, integer(about.sequence)),
                KeyValue::new(name::DELIVERED, integer(about.delivered)),
            ]
        });
        span
    }

    /// A document enters the pipeline (PRODUCER): the root of the trace that has its id.
    pub fn send_first(root: impl FnOnce() -> [u8; 16], about: &Sent<'_>) -> Self {
        let parent = Context::new();
        let Some(tracer) = tracer() else { return Self { trace: None, recorded: None } };
        let builder = send_builder(about);
        let span = with_trace_id(root(), || builder.start_with_context(tracer, &parent));
        Self::new(parent.with_span(span), None).sends(about)
    }

    /// A message is sent on (PRODUCER).
    pub fn send(&self, about: &Sent<'_>) -> Self {
        self.child(|| send_builder(about)).sends(about)
    }

    /// A message is settled (CLIENT).
    pub fn settle(&self, how: Settled, destination: Destination<'_>) -> Self {
        let named = || SpanBuilder::from_name(format!("settle {}", destination.template));
        let span = self.child(|| named().with_kind(SpanKind::Client));
        span.describe(how.name(), "settle", destination, None, Vec::new);
        span
    }

    /// A stage's own work at a message, on this thread, until the value is dropped.
    pub fn work(&self, task: &'static str, attempt: u32) -> Work {
        Work::begin(self.recorded.as_ref(), self.ids(), task, attempt)
    }

    /// It failed, by a bounded code and a sentence of ours.
    pub fn fail(&self, code: &'static str, sentence: &str) {
        if let Some(context) = &self.recorded {
            let span = context.span();
            span.set_attribute(KeyValue::new(name::ERROR, code));
            span.set_status(Status::error(sentence.to_owned()));
        }
    }

    /// Tells something of it.
    pub fn set(&self, name: &'static str, value: impl Into<Value>) {
        self.set_with(name, || value);
    }

    /// Tells something that is worth making only if anybody hears of it.
    pub fn set_with<V: Into<Value>>(&self, name: &'static str, value: impl FnOnce() -> V) {
        if let Some(context) = &self.recorded {
            let value: Value = value().into();
            context.span().set_attribute(KeyValue::new(name, value));
        }
    }

    /// Ends it, whoever else still holds it.
    pub fn end(&self) {
        if let Some(context) = &self.recorded {
            context.span().end();
        }
    }

    /// What its messages carry on; `None` where there is no trace at all.
    pub fn context(&self) -> Option<&TraceContext> {
        self.trace.as_ref()
    }

    /// The trace's id, where it is recorded: what an exemplar points at.
    pub(crate) fn recorded_trace(&self) -> Option<Hex<16>> {
        self.recorded.as_ref().and(self.ids()).map(|ids| ids.trace)
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
        let trace = incoming.parent().cloned().unwrap_or_else(|| TraceContext::unrecorded(root));
        Self { trace: Some(trace), recorded: None }
    }

    fn new(context: Context, parent: Option<&TraceContext>) -> Self {
        let span = context.span();
        let own = span.span_context();
        let ids =
            Ids { trace: Hex(own.trace_id().to_bytes()), span: Hex(own.span_id().to_bytes()) };
        let state = parent.and_then(|parent| parent.state.clone());
        let recorded = span.is_recording().then(|| context.clone());
        Self { trace: Some(TraceContext { ids, sampled: own.is_sampled(), state }), recorded }
    }

    fn ids(&self) -> Option<Ids> {
        self.trace.as_ref().map(|trace| trace.ids)
    }

    /// Not recorded, it is the parent's context again: the message carries that on.
    fn child(&self, builder: impl FnOnce() -> SpanBuilder) -> Self {
        match (&self.recorded, tracer()) {
            (Some(context), Some(tracer)) => {
                let span = builder().start_with_context(tracer, context);
                Self::new(context.with_span(span), self.trace.as_ref())
            }
            _ => Self { trace: self.trace.clone(), recorded: None },
        }
    }

    fn sends(self, about: &Sent<'_>) -> Self {
        self.describe("send", "send", about.destination, about.message_id, || {
            vec![KeyValue::new(name::BODY_SIZE, integer(about.body_size as u64))]
        });
        self
    }

    /// Attributes are made only for spans that are recorded.
    fn describe(
        &self,
        operation: &'static str,
        kind: &'static str,
        destination: Destination<'_>,
        message_id: Option<&str>,
        more: impl FnOnce() -> Vec<KeyValue>,
    ) {
        let Some(context) = &self.recorded else { return };
        let Destination { subject, template } = destination;
        let mut attributes = more();
        attributes.extend([
            KeyValue::new(name::SYSTEM, "nats"),
            KeyValue::new(name::OPERATION, operation),
            KeyValue::new(name::OPERATION_TYPE, kind),
            KeyValue::new(name::DESTINATION, text(subject)),
        ]);
        if template != subject {
            attributes.push(KeyValue::new(name::TEMPLATE, text(template)));
        }
        if let Some(id) = message_id {
            let id = &id[..id.floor_char_boundary(LONGEST_ID)];
            attributes.push(KeyValue::new(name::MESSAGE_ID, text(id)));
        }
        context.span().set_attributes(attributes);
    }
}

impl Drop for MessageSpan {
    fn drop(&mut self) {
        self.end();
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

fn send_builder(about: &Sent<'_>) -> SpanBuilder {
    SpanBuilder::from_name(format!("send {}", about.destination.template))
        .with_kind(SpanKind::Producer)
}

fn remote(context: &TraceContext) -> Context {
    Context::new().with_remote_span_context(sdk(context))
}

fn sdk(context: &TraceContext) -> SpanContext {
    let Ids { trace, span } = context.ids;
    let (trace, span) = (TraceId::from_bytes(trace.0), SpanId::from_bytes(span.0));
    let flags = if context.sampled { TraceFlags::SAMPLED } else { TraceFlags::default() };
    let state = context.state().and_then(|state| state.parse().ok()).unwrap_or_default();
    SpanContext::new(trace, span, flags, true, state)
}

/// Counted, not copied, each time that a batch is tried again.
fn text(text: &str) -> StringValue {
    Arc::<str>::from(text).into()
}

fn integer(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
