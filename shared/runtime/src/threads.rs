use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

/// Threads for work that would hold everything else up, one piece each at a time.
///
/// A thread is free again before its answer is told, so whoever limits how much is under way
/// limits the threads too. tokio's own pool starts one more when none has come back yet, and each
/// keeps what a stage's patterns remember for it: 7 MB.
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

/// A piece of work, whom to tell, and the way back to the thread that does it.
struct Job<T> {
    work: Box<dyn FnOnce() -> T + Send>,
    tell: oneshot::Sender<T>,
    thread: SyncSender<Job<T>>,
    pool: Arc<Pool<T>>,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAnswer {
    /// The work was not done in time. It is given up, and its thread with it.
    Overrun,
    /// The work panicked.
    Panicked,
    /// The system gives no thread.
    NoThread,
}

impl<T: Send + 'static> Threads<T> {
    /// None yet; each will have `stack` bytes of stack.
    pub fn new(stack: usize) -> Self {
        let pool = Pool { idle: Mutex::default(), lost: AtomicUsize::new(0) };
        Self { pool: Arc::new(pool), stack }
    }

    /// What `work` comes to, if it is done within `deadline`.
    ///
    /// A thread can't be stopped from outside. One that overruns is left behind, ends with its
    /// work, and is counted as [lost](Self::lost) until then.
    pub async fn run(
        &self,
        deadline: Duration,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, NoAnswer> {
        let (tell, mut told) = oneshot::channel();
        self.begin(Box::new(work), tell)?;
        match tokio::time::timeout(deadline, &mut told).await {
            Ok(answer) => answer.map_err(|_| NoAnswer::Panicked),
            Err(_) => {
                // Counted first: the thread takes it back as soon as it finds nobody listening.
                self.pool.lost.fetch_add(1, Ordering::Relaxed);
                told.close();
                let answer = told.try_recv();
                answer.inspect(|_| self.pool.found()).map_err(|_| NoAnswer::Overrun)
            }
        }
    }

    /// How many threads are still busy with work that was given up.
    pub fn lost(&self) -> usize {
        self.pool.lost.load(Ordering::Relaxed)
    }

    fn begin(
        &self,
        work: Box<dyn FnOnce() -> T + Send>,
        tell: oneshot::Sender<T>,
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
        let job = Job { work, tell, thread: thread.clone(), pool: Arc::clone(&self.pool) };
        // Whoever is idle listens: a thread ends only when it is in nobody's list.
        thread.send(job).map_err(|_| NoAnswer::NoThread)
    }
}

impl<T> Pool<T> {
    fn idle(&self) -> MutexGuard<'_, Vec<SyncSender<Job<T>>>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Never below none: who is dropped while it waits, as the process ends, has counted nothing.
    fn found(&self) {
        let less = |lost: usize| lost.checked_sub(1);
        let _ = self.lost.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
    }
}

/// A thread's life: it ends with its pool, or when the work was given up and its place is taken.
fn until_closed<T>(jobs: Receiver<Job<T>>) {
    for Job { work, tell, thread, pool } in jobs {
        let answer = work();
        if tell.is_closed() {
            pool.found();
            return;
        }
        pool.idle().push(thread);
        if tell.send(answer).is_err() {
            pool.found();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::thread::{self, ThreadId};

    use super::*;

    const STACK: usize = 1 << 20;
    const LONG: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn one_piece_after_another_needs_one_thread() {
        let threads = Threads::new(STACK);
        let mut seen = HashSet::<ThreadId>::new();
        for _ in 0..1000 {
            seen.insert(threads.run(LONG, || thread::current().id()).await.expect("it answers"));
        }
        assert_eq!(seen.len(), 1);
    }

    #[tokio::test]
    async fn pieces_at_the_same_time_have_a_thread_each() {
        let threads = Threads::new(STACK);
        let barrier = Arc::new(std::sync::Barrier::new(2));
        let meet = || {
            let barrier = Arc::clone(&barrier);
            threads.run(LONG, move || barrier.wait().is_leader())
        };
        let (one, other) = tokio::join!(meet(), meet());
        assert_ne!(one, other);
    }

    #[tokio::test]
    async fn a_thread_that_overruns_is_lost_until_its_work_ends_and_serves_no_more() {
        let threads = Threads::new(STACK);
        let (release, held) = sync_channel::<()>(0);
        let work = move || {
            let _ = held.recv();
            thread::current().id()
        };
        let overrun = threads.run(Duration::from_millis(10), work).await;
        assert_eq!((overrun, threads.lost()), (Err(NoAnswer::Overrun), 1));
        let other = threads.run(LONG, || thread::current().id()).await.expect("another thread");
        drop(release);
        while threads.lost() > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert_eq!(threads.run(LONG, || thread::current().id()).await, Ok(other));
        assert_eq!(threads.pool.idle().len(), 1);
    }

    #[tokio::test]
    async fn who_is_dropped_while_it_waits_leaves_nothing_counted() {
        let threads = Threads::new(STACK);
        let (release, held) = sync_channel::<()>(0);
        let (tell, ended) = oneshot::channel::<()>();
        let work = move || {
            let _ = held.recv();
            drop(tell);
        };
        let waiting = threads.run(LONG, work);
        assert!(tokio::time::timeout(Duration::from_millis(10), waiting).await.is_err());
        drop(release);
        let _ = ended.await;
        assert_eq!(threads.run(LONG, || ()).await, Ok(()));
        while Arc::strong_count(&threads.pool) > 1 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert_eq!(threads.lost(), 0);
    }

    #[tokio::test]
    async fn a_panic_takes_its_thread_only() {
        let threads = Threads::new(STACK);
        let panicked = threads.run(LONG, || panic!("on purpose")).await;
        assert_eq!(panicked, Err::<(), _>(NoAnswer::Panicked));
        assert_eq!(threads.run(LONG, || ()).await, Ok(()));
        assert_eq!(threads.lost(), 0);
    }

    #[tokio::test]
    async fn a_system_that_gives_no_thread_is_told() {
        let threads = Threads::new(usize::MAX / 4);
        assert_eq!(threads.run(LONG, || ()).await, Err(NoAnswer::NoThread));
    }
}
