use std::time::SystemTime;

use crate::current::Within;
use crate::message::MessageSpan;
use crate::recording::{Kind, Parent, Recording};
use crate::{Value, attribute};

/// A stage's own work (INTERNAL), from its making to its end on one thread. Log lines within it
/// carry its ids. A panic that passes through ends it as failed.
#[derive(Debug)]
pub struct Work {
    recording: Option<Recording>,
    /// Of a trace that is not recorded, log lines still carry the id.
    _within: Option<Within>,
}

impl Work {
    pub(crate) fn begin(parent: &MessageSpan, task: &'static str, attempt: u32) -> Self {
        let Some((recorder, above)) = parent.recorder() else {
            return Self { recording: None, _within: Some(parent.enter()) };
        };
        let own = above.child();
        let (parent, named) = (Parent::Own(above), (Kind::Internal, [task, ""]));
        let recording = Recording::begin(recorder, &own, parent, named, SystemTime::now());
        recording.set(attribute::ATTEMPT, u64::from(attempt));
        Self { recording: Some(recording), _within: Some(Within::begin(Some(own.ids))) }
    }

    /// Work that nobody hears of.
    pub fn untold() -> Self {
        Self { recording: None, _within: None }
    }

    /// Whether anybody hears of it.
    pub fn is_told(&self) -> bool {
        self.recording.is_some()
    }

    /// Tells what was decided.
    pub fn set(&self, name: &'static str, value: &Value) {
        if let Some(recording) = &self.recording {
            recording.set(name, value);
        }
    }

    /// It failed, by a bounded code and a sentence of ours.
    pub fn fail(&self, code: &'static str, sentence: &str) {
        if let Some(recording) = &self.recording {
            recording.fail(code, sentence);
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
