use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use broker::Delivery;
use tokio::sync::Semaphore;

/// Tasks that carry messages, one at a time each, and the messages that wait for one.
///
/// With a task of its own for each message, a do-nothing hop spent a twentieth of its time on making
/// them: tokio aligns a task to 128 bytes, which the allocator has no fast path for, and moves the
/// whole of it three times.
#[derive(Debug)]
pub struct WorkerPool {
    state: Mutex<State>,
    ready: Semaphore,
}

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<Burden>,
    idle: usize,
}

/// A message, and after how long without a word the server gives it to another.
pub type Burden = (Delivery, Duration);

impl WorkerPool {
    /// No hand yet.
    pub fn new() -> Self {
        Self { state: Mutex::default(), ready: Semaphore::new(0) }
    }

    /// Leaves a message to the next free hand. `true` where there are too few, and one more is
    /// wanted.
    #[must_use]
    pub fn give(&self, burden: Burden) -> bool {
        let mut state = self.lock();
        state.waiting.push_back(burden);
        self.ready.add_permits(1);
        state.waiting.len() > state.idle
    }

    /// The next message for the hand that asks; `None` when it is to go.
    pub async fn take(&self) -> Option<Burden> {
        self.lock().idle += 1;
        // Closed, what still waits is taken all the same.
        if let Ok(ready) = self.ready.acquire().await {
            ready.forget();
        }
        let mut state = self.lock();
        state.idle -= 1;
        state.waiting.pop_front()
    }

    /// Nothing more is given.
    pub fn close(&self) {
        self.ready.close();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
