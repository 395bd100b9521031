use std::borrow::Cow;
use std::fmt;

use article::Timestamp;

/// What a stage knows about the current attempt, apart from its input.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// When the attempt began.
    pub now: Timestamp,
    /// The output subject. Publishing's contains the placeholders `{language}` and `{id}`.
    pub output: &'a str,
    recorder: Option<&'a dyn Recorder>,
    progress: Option<&'a dyn Fn()>,
}

/// Receives what happens in one attempt, for example for a trace's span.
///
/// ```
/// use std::cell::RefCell;
///
/// use article::Timestamp;
/// use courant_stage::{Context, Recorder, Value, attribute};
///
/// #[derive(Default)]
/// struct Log(RefCell<Vec<(&'static str, Value)>>);
///
/// impl Recorder for Log {
///     fn is_recording(&self) -> bool {
///         true
///     }
///     fn record(&self, attribute: &'static str, value: Value) {
///         self.0.borrow_mut().push((attribute, value));
///     }
///     fn record_failure(&self, _: &'static str, _: &str) {}
/// }
///
/// let log = Log::default();
/// let context = Context::new(Timestamp::UNIX_EPOCH, "").with_recorder(&log);
/// context.record(attribute::CHARSET, "utf-8");
/// assert_eq!(*log.0.borrow(), [("courant.charset", Value::from("utf-8"))]);
/// ```
pub trait Recorder {
    /// Whether anything is recorded. If not, callers skip the cost of making a value.
    fn is_recording(&self) -> bool;

    /// Records an attribute of the attempt.
    fn record(&self, attribute: &'static str, value: Value);

    /// Records that the attempt failed: a code from a closed set, and a sentence that doesn't
    /// quote the document.
    fn record_failure(&self, code: &'static str, detail: &str);
}

/// The value of a recorded attribute.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// One of a closed or nearly closed set of strings.
    Text(Cow<'static, str>),
    /// A count.
    Integer(i64),
    /// A measurement.
    Number(f64),
    /// A flag.
    Bool(bool),
}

impl<'a> Context<'a> {
    /// A context that ignores attributes and progress.
    pub fn new(now: Timestamp, output: &'a str) -> Self {
        Self { now, output, recorder: None, progress: None }
    }

    /// The same context, recording into `recorder`.
    pub fn with_recorder(self, recorder: &'a dyn Recorder) -> Self {
        Self { recorder: Some(recorder), ..self }
    }

    /// The same context, which calls `progress` when the attempt makes progress.
    pub fn with_progress(self, progress: &'a dyn Fn()) -> Self {
        Self { progress: Some(progress), ..self }
    }

    /// Reports that a bounded part of the work is done, such as a page of a document. This restarts
    /// the deadline of the attempt, so the stage must limit the number of parts or their total
    /// time.
    pub fn progress(&self) {
        if let Some(progress) = self.progress {
            progress();
        }
    }

    /// Records a decision or its evidence as an attribute of the attempt. The value must come from
    /// a closed set or be a number; never record the document's own text. Recording has no effect
    /// on the result.
    pub fn record(&self, attribute: &'static str, value: impl Into<Value>) {
        if let Some(recorder) = self.recorder.filter(|recorder| recorder.is_recording()) {
            recorder.record(attribute, value.into());
        }
    }
}

impl fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("now", &self.now)
            .field("output", &self.output)
            .finish_non_exhaustive()
    }
}

/// Records nothing.
impl Recorder for () {
    fn is_recording(&self) -> bool {
        false
    }

    fn record(&self, _: &'static str, _: Value) {}

    fn record_failure(&self, _: &'static str, _: &str) {}
}

impl From<&'static str> for Value {
    fn from(text: &'static str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<u64> for Value {
    fn from(count: u64) -> Self {
        Self::Integer(i64::try_from(count).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Value {
    fn from(count: usize) -> Self {
        Self::from(count as u64)
    }
}

impl From<f32> for Value {
    fn from(number: f32) -> Self {
        Self::Number(number.into())
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}
