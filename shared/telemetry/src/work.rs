use opentelemetry::trace::{SpanBuilder, SpanKind, Status, TraceContextExt};
use opentelemetry::{Context, KeyValue};

use crate::current::Within;
use crate::ids::{Hex, Ids};
use crate::start::tracer;
use crate::{Value, attribute};

/// A stage's own work (INTERNAL), from its making to its end on one thread. Log lines within it
/// carry its ids. A panic that passes through ends it as failed.
#[derive(Debug)]
pub struct Work {
    recorded: Option<Context>,
    /// Of a trace that is not recorded, log lines still carry the id.
    _within: Option<Within>,
}

impl Work {
    pub(crate) fn begin(
        parent: Option<&Context>,
        ids: Option<Ids>,
        task: &'static str,
        attempt: u32,
    ) -> Self {
        let (Some(parent), Some(tracer)) = (parent, tracer()) else {
            return Self { recorded: None, _within: Some(Within::begin(ids)) };
        };
        let span = SpanBuilder::from_name(task)
            .with_kind(SpanKind::Internal)
            .with_attributes([KeyValue::new(attribute::ATTEMPT, i64::from(attempt))])
            .start_with_context(tracer, parent);
        let context = parent.with_span(span);
        let own = context.span().span_context().clone();
        let ids =
            Ids { trace: Hex(own.trace_id().to_bytes()), span: Hex(own.span_id().to_bytes()) };
        Self { recorded: Some(context), _within: Some(Within::begin(Some(ids))) }
    }

    /// Work that nobody hears of.
    pub fn untold() -> Self {
        Self { recorded: None, _within: None }
    }

    /// Whether anybody hears of it.
    pub fn is_told(&self) -> bool {
        self.recorded.is_some()
    }

    /// Tells what was decided.
    pub fn set(&self, name: &'static str, value: Value) {
        if let Some(context) = &self.recorded {
            context.span().set_attribute(KeyValue::new(name, value));
        }
    }

    /// It failed, by a bounded code and a sentence of ours.
    pub fn fail(&self, code: &'static str, sentence: &str) {
        if let Some(context) = &self.recorded {
            let span = context.span();
            span.set_attribute(KeyValue::new(attribute::ERROR, code));
            span.set_status(Status::error(sentence.to_owned()));
        }
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.fail("panicked", "the stage panicked over this document");
        }
    }
}
