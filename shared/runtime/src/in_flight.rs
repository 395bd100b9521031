use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::sync::Notify;

/// How many messages a service is processing, and therefore how many more it may request.
#[derive(Debug)]
pub struct InFlight {
    window: AtomicUsize,
    processing: AtomicUsize,
    waiting: AtomicUsize,
    blocked: AtomicUsize,
    /// How many messages all queues of the process are processing.
    all: Arc<AtomicUsize>,
    /// Maximum number of messages in flight since [`InFlight::take_peak`].
    peak: AtomicUsize,
    brief: AtomicBool,
    /// How many messages were requested when [`InFlight::capacity`] was called.
    requested: AtomicUsize,
    capacity: Notify,
}

/// How many messages may wait between two attempts, in windows.
const MAX_WAITING: usize = 4;

impl InFlight {
    /// At most `window` messages are processed at a time.
    pub fn new(window: usize) -> Self {
        Self::beside(window, Arc::default())
    }

    /// The same, for another queue of a process: `all` counts the messages of all its queues.
    pub fn beside(window: usize, all: Arc<AtomicUsize>) -> Self {
        let zero = || AtomicUsize::new(0);
        Self {
            all,
            peak: zero(),
            brief: AtomicBool::new(false),
            window: AtomicUsize::new(window),
            processing: zero(),
            waiting: zero(),
            blocked: zero(),
            requested: zero(),
            capacity: Notify::new(),
        }
    }

    /// Changes the window. Messages that are being processed are not affected.
    pub fn resize(&self, window: usize) {
        self.window.store(window, Ordering::Relaxed);
        self.capacity.notify_one();
    }

    /// How many messages to request, when `requested` are requested and not yet delivered. Zero
    /// while a message is blocked, while too many wait for a retry, or until half of the window is
    /// free, because smaller requests are not worth their cost.
    pub fn to_request(&self, requested: usize) -> usize {
        let blocked = self.blocked.load(Ordering::Relaxed) > 0;
        let window = self.window.load(Ordering::Relaxed);
        let full = self.waiting.load(Ordering::Relaxed) >= MAX_WAITING * window;
        let free = window.saturating_sub(self.processing() + requested);
        let enough = free >= (window / 2).max(1) || (requested == 0 && free > 0);
        if blocked || full || !enough { 0 } else { free }
    }

    /// How many messages are being processed.
    pub fn processing(&self) -> usize {
        self.processing.load(Ordering::Relaxed)
    }

    /// How many messages all queues of the process are processing.
    pub fn all(&self) -> usize {
        self.all.load(Ordering::Relaxed)
    }

    /// The window, and how much of it is used by messages in processing or requested.
    pub fn taken(&self) -> (usize, usize) {
        let requested = self.requested.load(Ordering::Relaxed);
        (self.window.load(Ordering::Relaxed), self.processing() + requested)
    }

    /// Maximum number of messages in flight since the last call.
    pub fn take_peak(&self) -> usize {
        self.peak.swap(self.processing(), Ordering::Relaxed).max(self.processing())
    }

    /// A permit to process a message again after it waited.
    pub fn acquire(&self) -> Permit<'_> {
        self.reserve();
        self.claim()
    }

    /// Counts a delivered message before its task has started, so that no other message is
    /// requested instead. The task calls [`InFlight::claim`].
    pub fn reserve(&self) {
        let processing = self.processing.fetch_add(1, Ordering::Relaxed) + 1;
        self.peak.fetch_max(processing, Ordering::Relaxed);
        self.all.fetch_add(1, Ordering::Relaxed);
    }

    /// The permit of a message that was counted by [`InFlight::reserve`].
    pub fn claim(&self) -> Permit<'_> {
        Permit { in_flight: self, count: &self.processing, all: Some(&self.all) }
    }

    /// The permit of a message that waits between two attempts, while others are processed.
    pub fn wait(&self) -> Permit<'_> {
        Permit::new(self, &self.waiting)
    }

    /// The permit of a message that can't be sent.
    pub fn block(&self) -> Permit<'_> {
        Permit::new(self, &self.blocked)
    }

    /// Sets whether requests should end soon, because many queues share the window.
    pub fn be_brief(&self, brief: bool) {
        self.brief.store(brief, Ordering::Relaxed);
    }

    /// Whether requests should end soon.
    pub fn is_brief(&self) -> bool {
        self.brief.load(Ordering::Relaxed)
    }

    /// Records how many messages are requested.
    pub fn note_requested(&self, requested: usize) {
        self.requested.store(requested, Ordering::Relaxed);
    }

    /// Waits until more messages can be requested. Waking up for every message would cost more than
    /// a cheap stage.
    pub async fn capacity(&self, requested: usize) {
        self.requested.store(requested, Ordering::Relaxed);
        self.capacity.notified().await;
    }
}

/// Counts one message as processing, waiting or blocked, until it is dropped.
#[derive(Debug)]
pub struct Permit<'a> {
    in_flight: &'a InFlight,
    count: &'a AtomicUsize,
    all: Option<&'a AtomicUsize>,
}

impl<'a> Permit<'a> {
    fn new(in_flight: &'a InFlight, count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self { in_flight, count, all: None }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.count.fetch_sub(1, Ordering::Relaxed);
        if let Some(all) = self.all {
            all.fetch_sub(1, Ordering::Relaxed);
        }
        if self.in_flight.to_request(self.in_flight.requested.load(Ordering::Relaxed)) > 0 {
            self.in_flight.capacity.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_the_free_part_of_the_window_once_half_of_it_is_free() {
        let in_flight = InFlight::new(8);
        assert_eq!(in_flight.to_request(0), 8);
        let permits: Vec<_> = (0..5).map(|_| in_flight.acquire()).collect();
        assert_eq!(in_flight.to_request(0), 3, "nothing is requested: requests what is free");
        assert_eq!(in_flight.to_request(1), 0, "less than half is free: waits");
        drop(permits);
        assert_eq!(in_flight.to_request(4), 4);
        assert_eq!(in_flight.to_request(8), 0);
    }

    #[test]
    fn a_smaller_window_requests_nothing_until_there_is_room_in_it() {
        let in_flight = InFlight::new(8);
        let mut permits: Vec<_> = (0..4).map(|_| in_flight.acquire()).collect();
        in_flight.resize(2);
        assert_eq!(in_flight.to_request(0), 0);
        permits.truncate(1);
        assert_eq!(in_flight.to_request(0), 1);
        in_flight.resize(16);
        assert_eq!(in_flight.to_request(0), 15);
    }

    #[test]
    fn a_delivered_message_counts_before_its_task_starts() {
        let in_flight = InFlight::new(2);
        in_flight.reserve();
        in_flight.reserve();
        assert_eq!(in_flight.to_request(0), 0);
        drop((in_flight.claim(), in_flight.claim()));
        assert_eq!(in_flight.to_request(0), 2);
    }

    #[test]
    fn requests_nothing_while_a_message_is_blocked() {
        let in_flight = InFlight::new(2);
        let blocked = in_flight.block();
        assert_eq!(in_flight.to_request(0), 0);
        drop(blocked);
        assert_eq!(in_flight.to_request(0), 2);
    }

    #[test]
    fn requests_nothing_while_too_many_messages_wait_for_a_retry() {
        let in_flight = InFlight::new(1);
        let mut waiting: Vec<_> = (0..4).map(|_| in_flight.wait()).collect();
        assert_eq!(in_flight.to_request(0), 0);
        waiting.pop();
        assert_eq!(in_flight.to_request(0), 1);
    }
}
