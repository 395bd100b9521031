use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use broker::Delivery;
use tokio::sync::Semaphore;

/// Messages that wait for a worker task.
///
/// Spawning a task for each message would add a twentieth to the cost of a stage that does
/// nothing (ARCHITECTURE.md, Decisions).
#[derive(Debug)]
pub struct WorkerPool {
    state: Mutex<State>,
    ready: Semaphore,
}

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<Job>,
    idle: usize,
}

/// A message, and how long the server waits for its acknowledgement.
pub type Job = (Delivery, Duration);

impl WorkerPool {
    /// A pool without workers.
    pub fn new() -> Self {
        Self { state: Mutex::default(), ready: Semaphore::new(0) }
    }

    /// Gives a message to the next idle worker. Returns whether another worker is needed.
    #[must_use]
    pub fn give(&self, job: Job) -> bool {
        let mut state = self.state();
        state.waiting.push_back(job);
        self.ready.add_permits(1);
        state.waiting.len() > state.idle
    }

    /// The next message for the worker that calls this; `None` when the worker should end.
    pub async fn take(&self) -> Option<Job> {
        self.state().idle += 1;
        // After the pool is closed, the messages that still wait are taken.
        if let Ok(ready) = self.ready.acquire().await {
            ready.forget();
        }
        let mut state = self.state();
        state.idle -= 1;
        state.waiting.pop_front()
    }

    /// Closes the pool: no message will follow.
    pub fn close(&self) {
        self.ready.close();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
