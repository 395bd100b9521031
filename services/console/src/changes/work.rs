use std::collections::VecDeque;
use std::sync::Mutex;

use broker::table::DEAD;
use broker::{Broker, DeadLetter, LookupError};
use futures_util::StreamExt;
use tokio::sync::{mpsc, watch};

use super::change::Change;

/// How many dead letters change at a time.
const WINDOW: usize = 64;
/// Maximum number of changes that wait for the current one.
const WAITING: usize = 4;
/// How many progress reports are kept for pages that are still open.
const KEPT: usize = 20;
/// Maximum number of failures that are named.
const NAMED: usize = 50;

/// A change that a person has confirmed.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) change: Change,
    pub(crate) numbers: Vec<u64>,
    pub(crate) who: String,
}

/// The progress of a change.
#[derive(Debug, Clone)]
pub(crate) struct Progress {
    pub(crate) change: Change,
    pub(crate) total: u64,
    pub(crate) done: u64,
    pub(crate) failures: u64,
    /// The first failures, with the reason.
    pub(crate) failed: Vec<(u64, String)>,
    pub(crate) is_over: bool,
}

impl Progress {
    pub(crate) fn new(change: Change, total: usize) -> Self {
        let (total, failed) = (total as u64, Vec::new());
        Self { change, total, done: 0, failures: 0, failed, is_over: false }
    }
}

type Queued = (Job, watch::Sender<Progress>);

/// Current and recent changes.
#[derive(Debug)]
pub(crate) struct Jobs {
    queue: mpsc::Sender<Queued>,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    last: u64,
    progresses: VecDeque<(u64, watch::Receiver<Progress>)>,
}

impl Jobs {
    pub(crate) fn new() -> (Self, mpsc::Receiver<Queued>) {
        let (queue, receiver) = mpsc::channel(WAITING);
        (Self { queue, kept: Mutex::default() }, receiver)
    }

    /// Queues a job and returns its number; `None` if too many wait.
    pub(crate) fn begin(&self, job: Job) -> Option<u64> {
        let (sender, receiver) = watch::channel(Progress::new(job.change, job.numbers.len()));
        self.queue.try_send((job, sender)).ok()?;
        let mut kept = self.kept.lock().expect("nothing panics while it is locked");
        kept.last += 1;
        let number = kept.last;
        kept.progresses.push_back((number, receiver));
        if kept.progresses.len() > KEPT {
            kept.progresses.pop_front();
        }
        Some(number)
    }

    pub(crate) fn progress(&self, job: u64) -> Option<watch::Receiver<Progress>> {
        let kept = self.kept.lock().expect("nothing panics while it is locked");
        let mut own = kept.progresses.iter().filter(|(number, _)| *number == job);
        own.next().map(|(_, progress)| progress.clone())
    }
}

/// Makes the changes, one after another, and logs who requested each.
pub(crate) async fn work(broker: &Broker, mut queue: mpsc::Receiver<Queued>) {
    while let Some((Job { change, numbers, who }, progress)) = queue.recv().await {
        let changes = numbers
            .into_iter()
            .map(|number| async move { (number, one(broker, change, number).await) });
        let mut changes = futures_util::stream::iter(changes).buffer_unordered(WINDOW);
        while let Some((number, outcome)) = changes.next().await {
            progress.send_modify(|progress| match outcome {
                Ok(()) => progress.done += 1,
                Err(error) => {
                    progress.failures += 1;
                    if progress.failed.len() < NAMED {
                        progress.failed.push((number, error));
                    }
                }
            });
        }
        progress.send_modify(|progress| progress.is_over = true);
        let Progress { done, failures, .. } = *progress.borrow();
        tracing::warn!(
            user.name = %who, change = change.verb(), count = done, failed = failures,
            "dead letters changed"
        );
    }
}

async fn one(broker: &Broker, change: Change, number: u64) -> Result<(), String> {
    let away = |error: LookupError| error.to_string();
    if change == Change::Drop {
        let dropped = broker::drop_dead_letter(broker, number).await;
        return dropped.map(|_| ()).map_err(|error| error.to_string());
    }
    // Somebody else may have replayed it in the meantime.
    let Some(stored) = broker.at(DEAD, number).await.map_err(away)? else { return Ok(()) };
    let key = stored.key();
    let Some(dead_letter) = DeadLetter::read(&stored.headers, stored.body) else { return Ok(()) };
    broker::replay(broker, key, &dead_letter).await.map(|_| ()).map_err(|error| error.to_string())
}
