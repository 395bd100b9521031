use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, oneshot};

/// Threads for CPU-bound work, each with one job at a time.
///
/// A thread is idle again before its answer is sent, so a limit on concurrent work also limits the
/// threads. tokio's blocking pool would start another thread if none is idle yet, and each keeps 7
/// MB of a stage's pattern caches.
#[derive(Debug)]
pub struct Threads<T> {
    pool: Arc<Pool<T>>,
    stack: usize,
}

#[derive(Debug)]
struct Pool<T> {
    idle: Mutex<Vec<SyncSender<Job<T>>>>,
    lost: AtomicUsize,
}

/// A job, where to send its answer, and the thread that does it.
struct Job<T> {
    work: Box<dyn FnOnce() -> T + Send>,
    answer: oneshot::Sender<T>,
    thread: SyncSender<Job<T>>,
    pool: Arc<Pool<T>>,
}

/// Reports progress to the waiting side.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<Notify>);

impl Progress {
    /// Restarts the deadline.
    pub fn report(&self) {
        self.0.notify_one();
    }
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAnswer {
    /// The work missed its deadline. It is abandoned together with its thread.
    Overrun,
    /// The work panicked.
    Panicked,
    /// The system refused to start a thread.
    NoThread,
}

impl<T: Send + 'static> Threads<T> {
    /// A pool without threads. Each thread will have a stack of `stack` bytes.
    pub fn new(stack: usize) -> Self {
        let pool = Pool { idle: Mutex::default(), lost: AtomicUsize::new(0) };
        Self { pool: Arc::new(pool), stack }
    }

    /// Runs `work` and returns its result, if it takes at most `deadline` from its start or its
    /// last progress.
    ///
    /// A thread can't be stopped from outside. If it misses its deadline, it ends with its work,
    /// and counts as [lost](Self::lost) until then.
    pub async fn run(
        &self,
        deadline: Duration,
        work: impl FnOnce(&Progress) -> T + Send + 'static,
    ) -> Result<T, NoAnswer> {
        let (answer, mut answered) = oneshot::channel();
        let progress = Progress::default();
        let reported = progress.clone();
        self.begin(Box::new(move || work(&progress)), answer)?;
        loop {
            tokio::select! {
                biased;
                answered = &mut answered => return answered.map_err(|_| NoAnswer::Panicked),
                () = reported.0.notified() => {}
                () = tokio::time::sleep(deadline) => break,
            }
        }
        // Counted first, because the thread subtracts it as soon as it finds the channel closed.
        self.pool.lost.fetch_add(1, Ordering::Relaxed);
        answered.close();
        let late = answered.try_recv();
        late.inspect(|_| self.pool.found()).map_err(|_| NoAnswer::Overrun)
    }

    /// How many threads are still busy with work that missed its deadline.
    pub fn lost(&self) -> usize {
        self.pool.lost.load(Ordering::Relaxed)
    }

    fn begin(
        &self,
        work: Box<dyn FnOnce() -> T + Send>,
        answer: oneshot::Sender<T>,
    ) -> Result<(), NoAnswer> {
        let idle = self.pool.idle().pop();
        let thread = match idle {
            Some(thread) => thread,
            None => {
                let (thread, jobs) = sync_channel(1);
                let builder = std::thread::Builder::new().name("work".into());
                let started = builder.stack_size(self.stack).spawn(move || until_closed(jobs));
                started.map_err(|_| NoAnswer::NoThread)?;
                thread
            }
        };
        let job = Job { work, answer, thread: thread.clone(), pool: Arc::clone(&self.pool) };
        // An idle thread always receives; it only ends when it is in no list.
        thread.send(job).map_err(|_| NoAnswer::NoThread)
    }
}

impl<T> Pool<T> {
    fn idle(&self) -> MutexGuard<'_, Vec<SyncSender<Job<T>>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Never below zero: a caller that was dropped while it waited has counted nothing.
    fn found(&self) {
        let less = |lost: usize| lost.checked_sub(1);
        let _ = self.lost.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    }
}

/// The main loop of a thread. It ends with its pool, or after its work has missed its deadline.
fn until_closed<T>(jobs: Receiver<Job<T>>) {
    for Job { work, answer, thread, pool } in jobs {
        let result = work();
        if answer.is_closed() {
            pool.found();
            return;
        }
        pool.idle().push(thread);
        if answer.send(result).is_err() {
            pool.found();
        }
    }
}

/// The number of cores that this process may use. Read once, because the answer comes from the
/// files of the control group.
pub fn cores() -> usize {
    static CORES: LazyLock<usize> =
        LazyLock::new(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get));
    *CORES
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::thread::{self, ThreadId};

    use super::*;

    const STACK: usize = 1 << 20;
    const LONG: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn sequential_work_needs_one_thread() {
        let threads = Threads::new(STACK);
        let mut seen = HashSet::<ThreadId>::new();
        for _ in 0..1000 {
            seen.insert(threads.run(LONG, |_| thread::current().id()).await.expect("it answers"));
        }
        assert_eq!(seen.len(), 1);
    }

    #[tokio::test]
    async fn concurrent_work_gets_a_thread_each() {
        let threads = Threads::new(STACK);
        let barrier = Arc::new(std::sync::Barrier::new(2));
        let meet = || {
            let barrier = Arc::clone(&barrier);
            threads.run(LONG, move |_| barrier.wait().is_leader())
        };
        let (one, other) = tokio::join!(meet(), meet());
        assert_ne!(one, other);
    }

    #[tokio::test]
    async fn a_thread_that_misses_its_deadline_is_lost_until_its_work_ends_and_not_reused() {
        let threads = Threads::new(STACK);
        let (release, held) = sync_channel::<()>(0);
        let work = move |_: &Progress| {
            let _ = held.recv();
            thread::current().id()
        };
        let overrun = threads.run(Duration::from_millis(10), work).await;
        assert_eq!((overrun, threads.lost()), (Err(NoAnswer::Overrun), 1));
        let other = threads.run(LONG, |_| thread::current().id()).await.expect("another thread");
        drop(release);
        while threads.lost() > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert_eq!(threads.run(LONG, |_| thread::current().id()).await, Ok(other));
        assert_eq!(threads.pool.idle().len(), 1);
    }

    #[tokio::test]
    async fn work_that_reports_progress_has_its_deadline_again() {
        let threads = Threads::new(STACK);
        let deadline = Duration::from_secs(1);
        let steps = move |progress: &Progress| {
            for _ in 0..4 {
                thread::sleep(deadline * 3 / 10);
                progress.report();
            }
        };
        assert_eq!(threads.run(deadline, steps).await, Ok(()));
        let (release, held) = sync_channel::<()>(0);
        let hangs = move |progress: &Progress| {
            progress.report();
            let _ = held.recv();
        };
        assert_eq!(threads.run(deadline, hangs).await, Err(NoAnswer::Overrun));
        drop(release);
    }

    #[tokio::test]
    async fn a_caller_that_is_dropped_while_it_waits_counts_nothing() {
        let threads = Threads::new(STACK);
        let (release, held) = sync_channel::<()>(0);
        let (answer, ended) = oneshot::channel::<()>();
        let work = move |_: &Progress| {
            let _ = held.recv();
            drop(answer);
        };
        let waiting = threads.run(LONG, work);
        assert!(tokio::time::timeout(Duration::from_millis(10), waiting).await.is_err());
        drop(release);
        let _ = ended.await;
        assert_eq!(threads.run(LONG, |_| ()).await, Ok(()));
        while Arc::strong_count(&threads.pool) > 1 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert_eq!(threads.lost(), 0);
    }

    #[tokio::test]
    async fn a_panic_ends_only_its_own_thread() {
        let threads = Threads::new(STACK);
        let panicked = threads.run(LONG, |_| panic!("on purpose")).await;
        assert_eq!(panicked, Err::<(), _>(NoAnswer::Panicked));
        assert_eq!(threads.run(LONG, |_| ()).await, Ok(()));
        assert_eq!(threads.lost(), 0);
    }

    #[tokio::test]
    async fn a_refused_thread_is_reported() {
        let threads = Threads::new(usize::MAX / 4);
        assert_eq!(threads.run(LONG, |_| ()).await, Err(NoAnswer::NoThread));
    }
}
