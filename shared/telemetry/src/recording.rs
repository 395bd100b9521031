use std::borrow::Cow;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use opentelemetry::KeyValue;
use opentelemetry::trace::{Link, SpanId, SpanKind, Status};
use opentelemetry_sdk::trace::{SpanData, SpanEvents, SpanLinks};

use crate::recorder::Recorder;
use crate::value::shortened;
use crate::{TraceContext, Value, attribute};

/// One span that is recorded. It ends when dropped.
///
/// The SDK's tracer can't be given the id of a trace that begins, so the span is built here and
/// handed to the SDK's processor when it ends.
#[derive(Debug)]
pub struct Recording {
    recorder: &'static Recorder,
    /// `None` once the span has ended.
    span: Mutex<Option<SpanData>>,
}

/// A span as it begins.
#[derive(Debug)]
pub struct Beginning<'a> {
    /// Its own context.
    pub context: &'a TraceContext,
    /// Its parent's; `None` for a root.
    pub parent: Option<&'a TraceContext>,
    /// Its role in the exchange of messages.
    pub kind: SpanKind,
    /// Its name, from a closed set.
    pub name: Cow<'static, str>,
    /// When it begins.
    pub at: SystemTime,
    /// What is known of it from the beginning.
    pub attributes: Vec<KeyValue>,
}

impl Recording {
    /// Begins a span.
    pub fn begin(recorder: &'static Recorder, beginning: Beginning<'_>) -> Self {
        let Beginning { context, parent, kind, name, at, attributes } = beginning;
        let span = SpanData {
            span_context: context.span_context(),
            parent_span_id: parent.map_or(SpanId::INVALID, |parent| parent.ids.span),
            parent_span_is_remote: parent.is_some_and(|parent| parent.remote),
            span_kind: kind,
            name,
            start_time: at,
            end_time: at,
            attributes,
            dropped_attributes_count: 0,
            events: SpanEvents::default(),
            links: SpanLinks::default(),
            status: Status::Unset,
            instrumentation_scope: recorder.scope.clone(),
        };
        Self { recorder, span: Mutex::new(Some(span)) }
    }

    /// Links to another span.
    pub fn link(&self, to: &TraceContext) {
        self.change(|span| span.links.links.push(Link::new(to.span_context(), Vec::new(), 0)));
    }

    /// Sets an attribute.
    pub fn set(&self, name: &'static str, value: Value) {
        self.change(|span| span.attributes.push(key_value(name, value)));
    }

    /// Marks the span as failed, by a bounded code and a sentence of ours.
    pub fn fail(&self, code: &'static str, sentence: &str) {
        let description = shortened(sentence).to_owned().into();
        self.change(|span| {
            span.attributes.push(KeyValue::new(attribute::ERROR, code));
            span.status = Status::Error { description };
        });
    }

    /// Ends the span; a second call does nothing.
    pub fn end(&self) {
        let Some(mut span) = self.lock().take() else { return };
        span.end_time = SystemTime::now();
        self.recorder.record(span);
    }

    /// A span that has ended is not changed any more.
    fn change(&self, change: impl FnOnce(&mut SpanData)) {
        if let Some(span) = &mut *self.lock() {
            change(span);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<SpanData>> {
        self.span.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        self.end();
    }
}

/// An attribute, as the SDK represents it.
pub fn key_value(name: &'static str, value: impl Into<Value>) -> KeyValue {
    let Value(value) = value.into();
    KeyValue::new(name, value)
}
