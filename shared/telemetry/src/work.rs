use std::sync::{Arc, Weak};
use std::time::SystemTime;

use opentelemetry::trace::SpanKind;

use crate::current::Within;
use crate::recorder::Recorder;
use crate::recording::{Beginning, Recording, key_value};
use crate::{TraceContext, Value, attribute};

/// A stage's own work (INTERNAL), on one thread. It ends when dropped, as failed in a panic. Log
/// lines written meanwhile carry its ids.
#[derive(Debug)]
pub struct WorkSpan {
    recording: Option<Arc<Recording>>,
    /// Log lines carry the trace's id even if the trace is not recorded.
    _within: Within,
}

impl WorkSpan {
    pub(crate) fn begin(
        recorder: &'static Recorder,
        parent: &TraceContext,
        task: &'static str,
        attempt: u32,
    ) -> Self {
        let context = parent.child();
        let beginning = Beginning {
            context: &context,
            parent: Some(parent),
            kind: SpanKind::Internal,
            name: task.into(),
            at: SystemTime::now(),
            attributes: vec![key_value(attribute::ATTEMPT, u64::from(attempt))],
        };
        let recording = Some(Arc::new(Recording::begin(recorder, beginning)));
        Self { recording, _within: Within::begin(Some(context.ids)) }
    }

    pub(crate) fn unrecorded_within(within: Within) -> Self {
        Self { recording: None, _within: within }
    }

    /// Its recording, which ends with it.
    pub(crate) fn recording(&self) -> Weak<Recording> {
        self.recording.as_ref().map(Arc::downgrade).unwrap_or_default()
    }

    /// Whether it is recorded.
    pub fn is_recorded(&self) -> bool {
        self.recording.is_some()
    }

    /// Sets an attribute.
    pub fn set(&self, name: &'static str, value: impl Into<Value>) {
        if let Some(recording) = &self.recording {
            recording.set(name, value.into());
        }
    }

    /// Marks it as failed, with a code from a closed set and a sentence without document text.
    pub fn fail(&self, code: &'static str, sentence: &str) {
        if let Some(recording) = &self.recording {
            recording.fail(code, sentence);
        }
    }
}

impl Drop for WorkSpan {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.fail("panicked", "the stage panicked on this document");
        }
    }
}
