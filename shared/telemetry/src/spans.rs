use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tokio_util::sync::CancellationToken;

/// Counts this process's spans, and knows whether the collector accepts them.
///
/// Once the queue is empty, `ended = exported + failed + dropped`.
#[derive(Debug, Default)]
pub struct SpanCounts {
    ended: AtomicU64,
    exported: AtomicU64,
    failed: AtomicU64,
    dropped: AtomicU64,
    /// Queued, or being exported.
    waiting: AtomicU64,
    unreachable: AtomicBool,
    stop: CancellationToken,
}

impl SpanCounts {
    /// Spans that ended.
    pub fn ended(&self) -> u64 {
        self.ended.load(Ordering::Relaxed)
    }

    /// Spans that the collector accepted.
    pub fn exported(&self) -> u64 {
        self.exported.load(Ordering::Relaxed)
    }

    /// Spans that the collector rejected, or that were left when the process ended.
    pub fn failed(&self) -> u64 {
        self.failed.load(Ordering::Relaxed)
    }

    /// Spans that were dropped because the queue was full.
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    /// Records that a span ended. Returns whether fewer than `most` are queued; if not, it counts
    /// as dropped.
    pub(crate) fn admit(&self, most: u64) -> bool {
        self.ended.fetch_add(1, Ordering::Relaxed);
        if self.waiting.fetch_add(1, Ordering::Relaxed) < most {
            return true;
        }
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        self.dropped.fetch_add(1, Ordering::Relaxed);
        false
    }

    /// Records that the collector accepted a batch, except for some of its spans.
    pub(crate) fn exported_batch(&self, spans: u64, rejected: u64) {
        self.exported.fetch_add(spans - rejected, Ordering::Relaxed);
        self.failed.fetch_add(rejected, Ordering::Relaxed);
        self.waiting.fetch_sub(spans, Ordering::Relaxed);
        if self.unreachable.swap(false, Ordering::Relaxed) {
            tracing::info!("the collector accepts spans again");
        }
    }

    /// Records that a batch was lost.
    pub(crate) fn failed_batch(&self, spans: u64) {
        self.failed.fetch_add(spans, Ordering::Relaxed);
        self.waiting.fetch_sub(spans, Ordering::Relaxed);
    }

    /// Records that an export attempt failed. Logged once, however many attempts follow.
    pub(crate) fn attempt_failed(&self, reason: &str) {
        if self.unreachable.swap(true, Ordering::Relaxed) {
            return;
        }
        let reason = &reason[..reason.floor_char_boundary(200)];
        // Running without a collector is normal; losing one is not.
        match self.exported() {
            0 => tracing::info!(error.message = reason, "no collector accepts spans yet"),
            _ => tracing::warn!(error.message = reason, "the collector no longer accepts spans"),
        }
    }

    /// Makes the exporter stop waiting before retries.
    pub(crate) fn stop(&self) {
        self.stop.cancel();
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stop.is_cancelled()
    }

    /// Waits until asked to stop.
    pub(crate) async fn stopped(&self) {
        self.stop.cancelled().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_waits_until_its_batch_is_settled_and_is_dropped_where_there_is_no_room() {
        let counts = SpanCounts::default();
        let admitted = (0..7).filter(|_| counts.admit(5)).count();
        assert_eq!((admitted, counts.ended(), counts.dropped()), (5, 7, 2));
        counts.exported_batch(2, 1);
        counts.failed_batch(3);
        assert!(counts.admit(5));
        assert_eq!((counts.exported(), counts.failed(), counts.dropped()), (1, 4, 2));
    }
}
