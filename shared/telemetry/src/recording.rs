use std::borrow::Cow;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use opentelemetry::KeyValue;
use opentelemetry::trace::{Link, SpanId, SpanKind, Status};
use opentelemetry_sdk::trace::{SpanData, SpanEvents, SpanLinks};

use crate::recorder::Recorder;
use crate::value::shortened;
use crate::{TraceContext, Value, attribute};

/// A recorded span. It ends when dropped.
///
/// The SDK's tracer can't set the id of a new trace, so the span is built here and passed to the
/// SDK's processor when it ends.
#[derive(Debug)]
pub struct Recording {
    recorder: &'static Recorder,
    /// `None` once the span has ended.
    span: Mutex<Option<SpanData>>,
}

/// The initial data of a span.
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
    /// Its initial attributes.
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

    /// Marks the span as failed, with a code from a closed set and a sentence without document text.
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, UNIX_EPOCH};

    use clap::Parser;
    use opentelemetry_sdk::error::OTelSdkResult;
    use opentelemetry_sdk::trace::{BatchConfig, BatchSpanProcessor, SpanExporter, SpanProcessor};

    use super::*;
    use crate::{SpanCounts, TraceSettings};

    const PARENT: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    #[derive(Debug, Clone, Default)]
    struct Exported(Arc<Mutex<Vec<SpanData>>>);

    impl SpanExporter for Exported {
        async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
            self.0.lock().unwrap().extend(batch);
            Ok(())
        }
    }

    #[derive(Parser)]
    struct Program {
        #[command(flatten)]
        traces: TraceSettings,
    }

    /// Records one span, begun at 5 ns and changed by `change`, and returns what is exported.
    fn exported(change: impl FnOnce(&Recording, &TraceContext)) -> Vec<SpanData> {
        let settings = Program::parse_from(["program"]).traces;
        let exported = Exported::default();
        let processor = BatchSpanProcessor::new(exported.clone(), BatchConfig::default());
        let (processor, counts) = (Arc::new(processor), Arc::<SpanCounts>::default());
        let recorder = Recorder::new(&settings, "0.1.0", Arc::clone(&processor), counts);
        let parent = TraceContext::parse(PARENT, ["vendor=1"].into_iter()).unwrap();
        let context = parent.child();
        let beginning = Beginning {
            context: &context,
            parent: Some(&parent),
            kind: SpanKind::Consumer,
            name: "process articles.raw".into(),
            at: UNIX_EPOCH + Duration::from_nanos(5),
            attributes: vec![key_value(attribute::SYSTEM, "nats")],
        };
        let recorder = Box::leak(Box::new(recorder));
        change(&Recording::begin(recorder, beginning), &parent);
        processor.force_flush().unwrap();
        exported.0.lock().unwrap().clone()
    }

    #[test]
    fn a_span_holds_what_was_recorded_until_it_ended() {
        let spans = exported(|recording, parent| {
            recording.link(parent);
            recording.set("text", "x".repeat(20_000).into());
            recording.set("count", u64::MAX.into());
            recording.fail("some_code", "a sentence");
            recording.end();
            recording.set("late", true.into());
            recording.end();
        });
        let [span] = &spans[..] else { panic!("{spans:?}") };
        assert_eq!(span.span_context.trace_id().to_string(), PARENT[3..35]);
        assert_eq!(span.span_context.trace_state().header(), "vendor=1");
        assert_eq!(span.parent_span_id.to_string(), PARENT[36..52]);
        assert!(span.parent_span_is_remote && !span.span_context.is_remote());
        assert_eq!((&*span.name, span.start_time < span.end_time), ("process articles.raw", true));
        assert_eq!(span.status, Status::error("a sentence"));
        assert_eq!(span.links.links[0].span_context.span_id(), span.parent_span_id);
        let attributes = [
            key_value(attribute::SYSTEM, "nats"),
            key_value("text", "x".repeat(256)),
            key_value("count", i64::MAX),
            key_value(attribute::ERROR, "some_code"),
        ];
        assert_eq!(span.attributes, attributes);
    }

    #[test]
    fn a_span_that_is_dropped_ends() {
        assert_eq!(exported(|_, _| ()).len(), 1);
    }
}
