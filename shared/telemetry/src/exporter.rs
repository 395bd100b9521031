use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{SpanData, SpanExporter};

use crate::SpanCounts;

/// Holds on to a batch until the collector takes it, while the queue behind it fills.
///
/// Asked to stop it tries each batch once, and after the first failure none: what a collector
/// that is away would cost is bounded by one attempt.
#[derive(Debug)]
pub struct Patient<E> {
    inner: E,
    counts: Arc<SpanCounts>,
    given_up: AtomicBool,
}

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

impl<E> Patient<E> {
    pub fn new(inner: E, counts: Arc<SpanCounts>) -> Self {
        Self { inner, counts, given_up: AtomicBool::new(false) }
    }
}

impl<E: SpanExporter> SpanExporter for Patient<E> {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let (counts, spans) = (&self.counts, batch.len() as u64);
        let mut pause = FIRST_PAUSE;
        while !self.given_up.load(Ordering::Relaxed) {
            let why = match self.inner.export(batch.clone()).await {
                Ok(()) => {
                    counts.took(spans);
                    return Ok(());
                }
                Err(error) => error.to_string(),
            };
            counts.refused(&why);
            if !passes(&why) {
                break;
            }
            if counts.is_stopping() {
                self.given_up.store(true, Ordering::Relaxed);
            }
            // To block is right: this is the batch processor's own thread.
            counts.pause(pause);
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        counts.lost(spans);
        // They are counted and told of; the SDK need not say it again.
        Ok(())
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.inner.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.inner.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.inner.set_resource(resource);
    }
}

/// Whether another try can help: OTLP's own list of retryable answers, and no answer at all.
/// The exporter's error is but a text, so the tests hold these against the real ones.
fn passes(error: &str) -> bool {
    const GRPC: [&str; 7] = [
        "Unavailable",
        "DeadlineExceeded",
        "Aborted",
        "Cancelled",
        "OutOfRange",
        "DataLoss",
        "Unknown: transport",
    ];
    const HTTP: [&str; 5] = ["network error", "code: 429", "code: 502", "code: 503", "code: 504"];
    GRPC.iter().any(|code| error.contains(&format!("gRPC code: {code}")))
        || HTTP.iter().any(|code| error.contains(code))
}
