use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::time::Duration;

use article::{RawMessage, Timestamp};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::delivery_span::DeliverySpan;
use crate::work::work_told;
use crate::{Failed, Stage, Turn, Verdict, Work, Worked};

/// Where a stage's work is done: so many documents at a time, each for so long at most.
#[derive(Debug)]
pub struct Bench<S> {
    stage: Arc<S>,
    output: Arc<str>,
    deadline: Duration,
    threads: Semaphore,
    lost: Arc<AtomicUsize>,
}

impl<S: Stage> Bench<S> {
    /// Room for as many documents at a time as there are `threads`.
    pub fn new(stage: S, output: &str, deadline: Duration, threads: usize) -> Self {
        let threads = Semaphore::new(threads);
        Self {
            stage: Arc::new(stage),
            output: output.into(),
            deadline,
            threads,
            lost: Arc::default(),
        }
    }

    /// One attempt at one message. A panic or an overrun is a failure like any other. `None` when
    /// asked to stop before the attempt began.
    pub async fn attempt(
        &self,
        message: RawMessage,
        attempt: u32,
        span: &Arc<DeliverySpan>,
        stop: &CancellationToken,
    ) -> Option<Result<Worked, Failed>> {
        match S::WORK {
            Work::Inline => Some(caught(&*self.stage, message, &self.output, attempt, span)),
            Work::Threads => {
                let _permit = tokio::select! {
                    biased;
                    () = stop.cancelled() => return None,
                    permit = self.threads.acquire() => permit,
                };
                Some(Box::pin(self.on_a_thread(message, attempt, Arc::clone(span))).await)
            }
        }
    }

    /// How many threads are still busy with documents that were given up.
    pub fn lost(&self) -> usize {
        self.lost.load(Ordering::Relaxed)
    }

    async fn on_a_thread(
        &self,
        message: RawMessage,
        attempt: u32,
        span: Arc<DeliverySpan>,
    ) -> Result<Worked, Failed> {
        let (stage, output) = (Arc::clone(&self.stage), Arc::clone(&self.output));
        let (lost, state) = (Arc::clone(&self.lost), Arc::new(AtomicU8::new(RUNNING)));
        let ours = Arc::clone(&state);
        let job = tokio::task::spawn_blocking(move || {
            let result = caught(&*stage, message, &output, attempt, &span);
            if state.swap(ENDED, Ordering::Relaxed) == GIVEN_UP {
                lost.fetch_sub(1, Ordering::Relaxed);
            }
            result
        });
        match tokio::time::timeout(self.deadline, job).await {
            Ok(Ok(result)) => result,
            // The runtime is going down, and with it everything in hand.
            Ok(Err(_)) => Err(panicked()),
            Err(_) => {
                // A thread can't be stopped from outside. It is left behind, its permit is given
                // back, and the pool makes another in its place.
                self.lost.fetch_add(1, Ordering::Relaxed);
                if ours.swap(GIVEN_UP, Ordering::Relaxed) == ENDED {
                    self.lost.fetch_sub(1, Ordering::Relaxed);
                }
                Err(timed_out(self.deadline))
            }
        }
    }
}

/// The life of a job on a thread.
const RUNNING: u8 = 0;
const ENDED: u8 = 1;
const GIVEN_UP: u8 = 2;

fn caught<S: Stage>(
    stage: &S,
    message: RawMessage,
    output: &str,
    attempt: u32,
    span: &DeliverySpan,
) -> Result<Worked, Failed> {
    let turn = Turn::new(Timestamp::now(), output);
    let begin = |id| span.of(id).work(S::TASK, attempt);
    catch_unwind(AssertUnwindSafe(|| work_told(stage, message, &turn, attempt, begin)))
        .unwrap_or_else(|_| Err(panicked()))
}

fn panicked() -> Failed {
    let detail = "the stage panicked over this document: a fault of the program, please report it";
    Failed { id: None, code: "panicked", detail: detail.into(), verdict: Verdict::Reject }
}

fn timed_out(deadline: Duration) -> Failed {
    let detail = format!("the stage did not finish within {deadline:?} (COURANT_DEADLINE)");
    Failed { id: None, code: "timed_out", detail, verdict: Verdict::Reject }
}
