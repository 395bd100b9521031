use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use tokio_util::sync::CancellationToken;

/// What became of the spans of this process, and whether the collector takes them.
///
/// `ended = exported + failed + dropped`, once nothing waits.
#[derive(Debug, Default)]
pub struct SpanCounts {
    ended: AtomicU64,
    exported: AtomicU64,
    failed: AtomicU64,
    dropped: AtomicU64,
    /// In the queue, or in the exporter's hands.
    waiting: AtomicU64,
    away: AtomicBool,
    stop: CancellationToken,
}

impl SpanCounts {
    /// Spans that ended.
    pub fn ended(&self) -> u64 {
        self.ended.load(Ordering::Relaxed)
    }

    /// Spans that the collector took.
    pub fn exported(&self) -> u64 {
        self.exported.load(Ordering::Relaxed)
    }

    /// Spans that the collector refused or threw away, or that were left when the process ended.
    pub fn failed(&self) -> u64 {
        self.failed.load(Ordering::Relaxed)
    }

    /// Spans for which there was no room.
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    /// A span ended. Whether there is room for it among `most`; if not, it counts as dropped.
    pub(crate) fn admit(&self, most: u64) -> bool {
        self.ended.fetch_add(1, Ordering::Relaxed);
        if self.waiting.fetch_add(1, Ordering::Relaxed) < most {
            return true;
        }
        self.waiting.fetch_sub(1, Ordering::Relaxed);
        self.dropped.fetch_add(1, Ordering::Relaxed);
        false
    }

    /// The collector took so many, and threw some of them away.
    pub(crate) fn took(&self, spans: u64, rejected: u64) {
        self.exported.fetch_add(spans - rejected, Ordering::Relaxed);
        self.failed.fetch_add(rejected, Ordering::Relaxed);
        self.waiting.fetch_sub(spans, Ordering::Relaxed);
        if self.away.swap(false, Ordering::Relaxed) {
            tracing::info!("the collector takes spans again");
        }
    }

    pub(crate) fn lost(&self, spans: u64) {
        self.failed.fetch_add(spans, Ordering::Relaxed);
        self.waiting.fetch_sub(spans, Ordering::Relaxed);
    }

    /// An attempt failed: told once, however many more follow.
    pub(crate) fn refused(&self, why: &str) {
        if self.away.swap(true, Ordering::Relaxed) {
            return;
        }
        let why = &why[..why.floor_char_boundary(200)];
        // Many run without a collector, and that is no trouble; that one goes is.
        match self.exported() {
            0 => tracing::info!(error.message = why, "no collector takes spans so far"),
            _ => tracing::warn!(error.message = why, "the collector takes no spans any more"),
        }
    }

    /// From now on no wait is waited for.
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
