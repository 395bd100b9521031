use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use stage::{Article, Batching, Erasure, Target, Undelivered, Verdict};
use tokio::sync::{Notify, Semaphore, mpsc, oneshot, watch};
use tokio::time::{Instant, sleep, timeout, timeout_at};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::health::{Health, Unready};
use crate::resources::Resources;

/// Groups waiting articles into batches, and calls the target with each.
#[derive(Debug)]
pub struct Batcher {
    queue: mpsc::Sender<Waiting>,
    reach: Arc<Reach>,
    held: watch::Receiver<bool>,
    tasks: TaskTracker,
    close: CancellationToken,
    /// Closes the target once the other tasks have ended.
    ending: TaskTracker,
}

/// Delay between two attempts to hold the target: to keep it, or to take it over from another process.
const HOLD_AGAIN: Duration = Duration::from_secs(3);

/// A change for the target to make.
#[derive(Debug, Clone)]
pub enum Change {
    /// Deliver an article.
    Deliver(Article),
    /// Remove an article.
    Erase(Erasure),
}

/// A change, and where its result is awaited.
#[derive(Debug)]
struct Waiting {
    change: Change,
    answer: oneshot::Sender<Result<(), Undelivered>>,
}

impl Waiting {
    fn size(&self) -> usize {
        match &self.change {
            Change::Deliver(article) => article.json.len(),
            Change::Erase(_) => 0,
        }
    }
}

/// Whether the target takes articles.
#[derive(Debug)]
struct Reach {
    stage: &'static str,
    taken: AtomicU64,
    away: AtomicBool,
    /// Notified when another process writes to the target.
    lost: Notify,
    health: Arc<Health>,
}

impl Batcher {
    /// Starts to deliver to `target`.
    pub fn start<T: Target, E>(target: T, resources: &Resources<E>) -> Self {
        let batching = target.batching();
        let (queue, waiting) = mpsc::channel(batching.articles * batching.parallel);
        let reach = Arc::new(Reach {
            stage: resources.stage,
            taken: AtomicU64::new(0),
            away: AtomicBool::new(false),
            lost: Notify::new(),
            health: Arc::clone(&resources.health),
        });
        let (tasks, close) = (TaskTracker::new(), CancellationToken::new());
        let deadline = resources.settings.get().deadline;
        let caller = Arc::new(Caller { target, deadline, reach: Arc::clone(&reach) });
        let (holding, held) = watch::channel(false);
        let hold = hold(Arc::clone(&caller), holding);
        tasks.spawn(close.clone().run_until_cancelled_owned(hold));
        let stop = resources.stop.clone();
        let batches = batches(Arc::clone(&caller), batching, waiting, stop, tasks.clone());
        tasks.spawn(close.clone().run_until_cancelled_owned(batches));
        let (ending, ended, closed) = (TaskTracker::new(), tasks.clone(), close.clone());
        ending.spawn(async move {
            closed.cancelled().await;
            ended.wait().await;
            if timeout(deadline, caller.target.close()).await.is_err() {
                tracing::warn!(
                    courant.stage = caller.reach.stage,
                    "the target was not closed in time"
                );
            }
        });
        Self { queue, reach, held, tasks, close, ending }
    }

    /// Whether this process may write to the target, and therefore pull articles.
    pub fn held(&self) -> watch::Receiver<bool> {
        self.held.clone()
    }

    /// Makes a change as part of a batch.
    pub async fn deliver(&self, change: Change) -> Result<(), Undelivered> {
        let (answer, result) = oneshot::channel();
        if self.queue.send(Waiting { change, answer }).await.is_err() {
            return Err(ended());
        }
        result.await.unwrap_or_else(|_| Err(ended()))
    }

    /// How many articles the target has taken.
    pub fn taken(&self) -> u64 {
        self.reach.taken.load(Ordering::Relaxed)
    }

    /// Ends the batching task, waits for batches in delivery, and closes the target.
    pub async fn close(&self) {
        self.close.cancel();
        self.tasks.close();
        self.ending.close();
        self.ending.wait().await;
    }
}

/// The target, as the batches use it.
struct Caller<T> {
    target: T,
    deadline: Duration,
    reach: Arc<Reach>,
}

/// Keeps the target, and takes it over once another process has released it.
async fn hold<T: Target>(caller: Arc<Caller<T>>, holding: watch::Sender<bool>) {
    let Caller { target, deadline, reach } = &*caller;
    loop {
        match timeout(*deadline, target.hold()).await.unwrap_or_else(|_| Err(timed_out())) {
            Ok(()) => {
                if !holding.send_replace(true) {
                    reach.back();
                }
            }
            // Another process may not have it yet: a batch finds out.
            Err(error) if *holding.borrow() && error.verdict != Verdict::Return => {}
            Err(error) => {
                holding.send_replace(false);
                reach.gone(&error);
            }
        }
        if timeout(HOLD_AGAIN, reach.lost.notified()).await.is_ok() {
            holding.send_replace(false);
            sleep(HOLD_AGAIN).await;
        }
    }
}

async fn batches<T: Target>(
    caller: Arc<Caller<T>>,
    batching: Batching,
    mut queue: mpsc::Receiver<Waiting>,
    stop: CancellationToken,
    tasks: TaskTracker,
) {
    let permits = Arc::new(Semaphore::new(batching.parallel));
    while let Ok(permit) = Arc::clone(&permits).acquire_owned().await {
        let Some(first) = queue.recv().await else { return };
        let batch = collect(first, &mut queue, &batching, &stop).await;
        let caller = Arc::clone(&caller);
        tasks.spawn(async move {
            caller.deliver(batch).await;
            drop(permit);
        });
    }
}

async fn collect(
    first: Waiting,
    queue: &mut mpsc::Receiver<Waiting>,
    batching: &Batching,
    stop: &CancellationToken,
) -> Vec<Waiting> {
    let until = Instant::now() + batching.wait;
    let mut size = first.size();
    let mut batch = vec![first];
    while batch.len() < batching.articles && size < batching.bytes {
        let next = match queue.try_recv() {
            Ok(next) => Some(next),
            Err(_) if batching.wait.is_zero() => None,
            // Nothing more comes after the stop.
            Err(_) => tokio::select! {
                biased;
                () = stop.cancelled() => None,
                next = timeout_at(until, queue.recv()) => next.ok().flatten(),
            },
        };
        let Some(next) = next else { break };
        size += next.size();
        batch.push(next);
    }
    batch
}

impl<T: Target> Caller<T> {
    /// A batch never holds two versions of an article, so the order doesn't matter.
    async fn deliver(&self, batch: Vec<Waiting>) {
        let (mut articles, mut erasures) = (Vec::new(), Vec::new());
        let (mut delivered, mut erased) = (Vec::new(), Vec::new());
        for Waiting { change, answer } in batch {
            match change {
                Change::Deliver(article) => {
                    articles.push(article);
                    delivered.push(answer);
                }
                Change::Erase(erasure) => {
                    erasures.push(erasure);
                    erased.push(answer);
                }
            }
        }
        if !articles.is_empty() {
            self.settle(delivered, self.target.deliver(&articles)).await;
        }
        if !erasures.is_empty() {
            self.settle(erased, self.target.erase(&erasures)).await;
        }
    }

    async fn settle(
        &self,
        answers: Vec<oneshot::Sender<Result<(), Undelivered>>>,
        work: impl Future<Output = Vec<Result<(), Undelivered>>>,
    ) {
        let results = timeout(self.deadline, work).await;
        let mut results = results.unwrap_or_else(|_| vec![Err(timed_out()); answers.len()]);
        results.resize_with(answers.len(), || Err(ended()));
        self.reach.report(&results);
        for (answer, result) in answers.into_iter().zip(results) {
            // Nobody waits for it any more once the service has stopped.
            let _ = answer.send(result);
        }
    }
}

impl Reach {
    /// Counts what the target accepted. A target that rejects an article is reachable, too.
    fn report(&self, results: &[Result<(), Undelivered>]) {
        let verdict = |wanted| {
            let error = |result: &Result<(), Undelivered>| {
                result.as_ref().is_err_and(|error| error.verdict == wanted)
            };
            results.iter().any(error)
        };
        let taken = results.iter().filter(|result| result.is_ok()).count() as u64;
        self.taken.fetch_add(taken, Ordering::Relaxed);
        if verdict(Verdict::Return) {
            self.lost.notify_one();
        }
        if taken > 0 || verdict(Verdict::Reject) {
            self.back();
        } else if let Some(Err(error)) = results.first() {
            self.gone(error);
        }
    }

    fn back(&self) {
        if self.away.swap(false, Ordering::Relaxed) {
            self.health.unblock(Unready::Target);
            tracing::info!(courant.stage = self.stage, "the target accepts articles again");
        }
    }

    fn gone(&self, error: &Undelivered) {
        if !self.away.swap(true, Ordering::Relaxed) {
            self.health.block(Unready::Target);
            tracing::warn!(
                courant.stage = self.stage,
                error.r#type = error.code,
                error.message = error.detail,
                "the target accepted nothing, retrying"
            );
        }
    }
}

fn timed_out() -> Undelivered {
    let detail = "the target took longer than COURANT_DEADLINE: raise it, or see why it is slow";
    Undelivered::retry("timed_out", detail)
}

fn ended() -> Undelivered {
    Undelivered::retry("target_failed", "the delivery ended without a result: see its log")
}
