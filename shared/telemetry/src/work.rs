use opentelemetry::trace::{Status, TraceContextExt};
use opentelemetry::{Context, context::ContextGuard};
use tracing::span::EnteredSpan;
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::{Value, attribute};

/// A stage's own work (INTERNAL), from its making to its end on one thread.
///
/// It is a span of `tracing`, so that log lines and further spans within it belong to it. A panic
/// that passes through ends it as failed.
#[derive(Debug)]
pub struct Work {
    span: Option<EnteredSpan>,
    /// Of a trace that is not recorded, log lines still carry the id.
    _context: Option<ContextGuard>,
}

impl Work {
    pub(crate) fn begin(parent: &Context, task: &'static str, attempt: u32) -> Self {
        if !parent.span().is_recording() {
            return Self { span: None, _context: Some(parent.clone().attach()) };
        }
        let span = tracing::info_span!(
            target: "courant",
            parent: None,
            "work",
            otel.name = task,
            courant.attempt = attempt
        );
        // Before anything enters it or asks for its context: later it is an error.
        let placed = span.set_parent(parent.clone());
        debug_assert!(placed.is_ok(), "the span was begun before its parent was set");
        Self { span: Some(span.entered()), _context: None }
    }

    /// Work that nobody hears of.
    pub fn untold() -> Self {
        Self { span: None, _context: None }
    }

    /// Whether anybody hears of it.
    pub fn is_told(&self) -> bool {
        self.span.is_some()
    }

    /// Tells what was decided.
    pub fn set(&self, name: &'static str, value: Value) {
        if let Some(span) = &self.span {
            span.set_attribute(name, value);
        }
    }

    /// It failed, by a bounded code and a sentence of ours.
    pub fn fail(&self, code: &'static str, sentence: &str) {
        if let Some(span) = &self.span {
            span.set_attribute(attribute::ERROR, code);
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
