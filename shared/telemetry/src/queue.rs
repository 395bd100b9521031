use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::{SpanCounts, wire};

/// Spans that have ended, as the collector is to have them, in batches of one request each.
#[derive(Debug)]
pub struct Queue {
    counts: Arc<SpanCounts>,
    most: u64,
    batch: u64,
    batches: Mutex<VecDeque<Batch>>,
    full: Notify,
}

/// Spans of one request.
#[derive(Debug, Default)]
pub struct Batch {
    /// How many.
    pub spans: u64,
    /// Each as a field of `opentelemetry.proto.trace.v1.ScopeSpans`.
    pub bytes: Vec<u8>,
}

/// A batch of more bytes is full, however few its spans: a collector takes 4 MB by default.
const LARGEST: usize = 2 << 20;

impl Queue {
    /// Room for `most` spans, those in the exporter's hands included, in batches of `batch`.
    pub fn new(counts: Arc<SpanCounts>, most: usize, batch: usize) -> Self {
        let (most, batch) = (most as u64, batch.min(most) as u64);
        Self { counts, most, batch, batches: Mutex::default(), full: Notify::new() }
    }

    /// A span has ended. Where there is no room it is dropped and counted.
    pub fn push(&self, span: &[u8]) {
        if !self.counts.admit(self.most) {
            return;
        }
        let mut batches = self.lock();
        if batches.back().is_none_or(|last| self.is_full(last)) {
            batches.push_back(Batch::default());
        }
        let last = batches.back_mut().expect("one was pushed if there was none");
        wire::bytes(&mut last.bytes, 2, span);
        last.spans += 1;
        let full = self.is_full(last);
        drop(batches);
        if full {
            self.full.notify_one();
        }
    }

    /// The next batch that is full; with `any` one that is not, too.
    pub fn take(&self, any: bool) -> Option<Batch> {
        let mut batches = self.lock();
        batches.pop_front_if(|first| any || self.is_full(first))
    }

    /// Waits for a batch to be full.
    pub async fn full(&self) {
        self.full.notified().await;
    }

    fn is_full(&self, batch: &Batch) -> bool {
        batch.spans >= self.batch || batch.bytes.len() >= LARGEST
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Batch>> {
        self.batches.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_there_is_no_room_for_is_dropped_and_batches_are_of_their_size() {
        let counts = Arc::<SpanCounts>::default();
        let queue = &Queue::new(Arc::clone(&counts), 5, 2);
        (0..7).for_each(|_| queue.push(b"span"));
        assert_eq!((counts.ended(), counts.dropped()), (7, 2));
        let sizes = |any| std::iter::from_fn(move || queue.take(any)).map(|batch| batch.spans);
        assert_eq!(sizes(false).collect::<Vec<_>>(), [2, 2], "the last one is not full");
        assert_eq!(sizes(true).collect::<Vec<_>>(), [1]);
        queue.push(b"no room before the others are gone");
        assert_eq!(counts.dropped(), 3);
        counts.took(5, 0);
        queue.push(b"span");
        assert_eq!(counts.dropped(), 3);
    }

    #[test]
    fn a_batch_of_many_bytes_is_full() {
        let queue = Queue::new(Arc::default(), 100, 100);
        queue.push(&vec![0; LARGEST]);
        assert_eq!(queue.take(false).map(|batch| batch.spans), Some(1));
    }
}
