use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use article::{RawMessage, Timestamp};
use stage::{
    Context, Execution, Failed, Processed, Recorder, Shared, Stage, Value, Verdict,
    process_recorded,
};
use telemetry::{WorkSpan, attribute};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::delivery_span::DeliverySpan;
use crate::live::Live;
use crate::threads::{NoAnswer, Progress, Threads};

/// Runs a stage: a limited number of documents at a time, each under a deadline, which starts again when the
/// stage reports progress.
#[derive(Debug)]
pub struct Executor<S> {
    current: Live<Current<S>>,
    output: Arc<str>,
    threads: Threads<Result<Processed, Failed>>,
}

/// The stage and settings of an attempt, from its beginning to its end.
#[derive(Debug)]
struct Current<S> {
    stage: Arc<S>,
    deadline: Duration,
    permits: Semaphore,
}

/// One attempt at a message.
#[derive(Debug, Clone, Copy)]
struct Attempt {
    /// From 1.
    number: u32,
    /// How long it waited for a free processor.
    waited: Duration,
}

/// Shorter waits for a processor are not recorded.
const SHORTEST_WAIT: Duration = Duration::from_millis(1);
/// Size of a worker thread's stack. Deeply nested HTML needs deep recursion.
const STACK: usize = 16 << 20;

impl<S: Stage> Executor<S> {
    /// Runs `stage` on at most `parallel` documents at a time.
    pub fn new(stage: S, output: &str, deadline: Duration, parallel: usize) -> Self {
        Self {
            current: Live::new(Current::new(Arc::new(stage), deadline, parallel)),
            output: output.into(),
            threads: Threads::new(STACK),
        }
    }

    /// Changes the settings, and the stage if there is a new one, for later attempts. Current
    /// attempts are not affected.
    pub fn change(&self, stage: Option<S>, deadline: Duration, parallel: usize) {
        let before = Arc::clone(&self.current.get().stage);
        let stage = match stage {
            Some(mut stage) => {
                stage.adopt(&before);
                Arc::new(stage)
            }
            None => before,
        };
        self.current.set(Current::new(stage, deadline, parallel));
    }

    /// The state that the stage's replicas share.
    pub fn shared(&self) -> Vec<Arc<dyn Shared>> {
        self.current.get().stage.shared()
    }

    /// One attempt at one message. A panic or a missed deadline is a failure like any other.
    /// `None` if the service was asked to stop before the attempt began.
    pub async fn attempt(
        &self,
        message: RawMessage,
        attempt: u32,
        span: &Arc<DeliverySpan>,
        stop: &CancellationToken,
    ) -> Option<Result<Processed, Failed>> {
        let current = self.current.get();
        match S::EXECUTION {
            Execution::Inline => Some(caught(
                &*current.stage,
                message,
                &self.output,
                Attempt { number: attempt, waited: Duration::ZERO },
                span,
                &Progress::default(),
            )),
            Execution::Threads => {
                let began = Instant::now();
                let _permit = tokio::select! {
                    biased;
                    () = stop.cancelled() => return None,
                    permit = current.permits.acquire() => permit,
                };
                let attempt = Attempt { number: attempt, waited: began.elapsed() };
                Some(Box::pin(self.on_a_thread(&current, message, attempt, Arc::clone(span))).await)
            }
        }
    }

    /// How many threads are still busy with documents that missed their deadline.
    pub fn lost_threads(&self) -> usize {
        self.threads.lost()
    }

    async fn on_a_thread(
        &self,
        current: &Current<S>,
        message: RawMessage,
        attempt: Attempt,
        span: Arc<DeliverySpan>,
    ) -> Result<Processed, Failed> {
        let (stage, output) = (Arc::clone(&current.stage), Arc::clone(&self.output));
        let work =
            move |progress: &Progress| caught(&*stage, message, &output, attempt, &span, progress);
        match self.threads.run(current.deadline, work).await {
            Ok(result) => result,
            Err(NoAnswer::Overrun) => Err(timed_out(current.deadline)),
            Err(NoAnswer::Panicked) => Err(panicked()),
            Err(NoAnswer::NoThread) => Err(no_thread()),
        }
    }
}

impl<S> Current<S> {
    fn new(stage: Arc<S>, deadline: Duration, parallel: usize) -> Self {
        Self { stage, deadline, permits: Semaphore::new(parallel) }
    }
}

fn caught<S: Stage>(
    stage: &S,
    message: RawMessage,
    output: &str,
    Attempt { number, waited }: Attempt,
    span: &DeliverySpan,
    progress: &Progress,
) -> Result<Processed, Failed> {
    let progress = || progress.report();
    let context = Context::new(Timestamp::now(), output).with_progress(&progress);
    let begin = |id| {
        let work = span.of(id).work(S::TASK, number);
        if waited >= SHORTEST_WAIT {
            work.set(attribute::WAITED, waited.as_secs_f64());
        }
        SpanRecorder(work)
    };
    catch_unwind(AssertUnwindSafe(|| process_recorded(stage, message, &context, number, begin)))
        .unwrap_or_else(|_| Err(panicked()))
}

fn panicked() -> Failed {
    let detail = "the stage panicked on this document: this is a bug, please report it";
    Failed { id: None, code: "panicked", detail: detail.into(), verdict: Verdict::Reject }
}

fn timed_out(deadline: Duration) -> Failed {
    let detail = format!("the stage did not finish within {deadline:?} (COURANT_DEADLINE)");
    Failed { id: None, code: "timed_out", detail, verdict: Verdict::Reject }
}

/// Not the document's fault, and another replica may be able to process it.
fn no_thread() -> Failed {
    let detail = "the system refused to start a thread: raise its limit of processes or memory";
    Failed { id: None, code: "no_thread", detail: detail.into(), verdict: Verdict::Return }
}

/// Records an attempt in the span of the stage's work.
struct SpanRecorder(WorkSpan);

impl Recorder for SpanRecorder {
    fn is_recording(&self) -> bool {
        self.0.is_recorded()
    }

    fn record(&self, attribute: &'static str, value: Value) {
        match value {
            Value::Text(text) => self.0.set(attribute, text),
            Value::Integer(count) => self.0.set(attribute, count),
            Value::Number(number) => self.0.set(attribute, number),
            Value::Bool(flag) => self.0.set(attribute, flag),
        }
    }

    fn record_failure(&self, code: &'static str, detail: &str) {
        self.0.fail(code, detail);
    }
}
