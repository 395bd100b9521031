use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use opentelemetry_otlp::SpanExporter;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::{OTelSdkError, OTelSdkResult};
use opentelemetry_sdk::trace::{self, SpanData};
use tokio::runtime::Runtime;

use crate::{SpanCounts, partial_success};

/// The OTLP exporter, extended to keep a batch until the collector accepts it.
///
/// The SDK's batch processor drops a batch that fails. This exporter keeps it and retries with
/// backoff while the queue behind it fills. During shutdown it tries each batch once, and stops
/// after the first failure, so an unreachable collector costs one attempt.
#[derive(Debug)]
pub struct RetryingExporter {
    otlp: SpanExporter,
    counts: Arc<SpanCounts>,
    gave_up: AtomicBool,
    /// The exporter's own runtime. On the application's, it would deadlock at shutdown with the
    /// thread that waits for it. `None` only while it is dropped.
    runtime: Option<Runtime>,
}

/// 100 to 200 ms at first, then doubled, at most 3 s.
const BACKOFF: ExponentialBuilder = ExponentialBuilder::new()
    .with_jitter()
    .with_min_delay(Duration::from_millis(100))
    .with_max_delay(Duration::from_millis(1_500))
    .without_max_times();

/// gRPC codes after which OTLP allows another attempt ("OTLP/gRPC Response", "Failures").
const TRANSIENT_CODES: [&str; 6] =
    ["Cancelled", "DeadlineExceeded", "Aborted", "OutOfRange", "Unavailable", "DataLoss"];
/// The same for HTTP ("OTLP/HTTP Response", "Retryable Response Codes").
const TRANSIENT_STATUSES: [&str; 4] = ["429", "502", "503", "504"];

impl RetryingExporter {
    /// Wraps an exporter that was built on `runtime`.
    pub fn new(otlp: SpanExporter, counts: Arc<SpanCounts>, runtime: Runtime) -> Self {
        Self { otlp, counts, gave_up: AtomicBool::new(false), runtime: Some(runtime) }
    }

    async fn deliver(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let spans = batch.len() as u64;
        let mut backoff = BACKOFF.build();
        while !self.gave_up.load(Ordering::Relaxed) {
            let error = match trace::SpanExporter::export(&self.otlp, batch.clone()).await {
                Ok(()) => {
                    self.counts.exported_batch(spans, partial_success::take_rejected().min(spans));
                    return Ok(());
                }
                Err(error) => error,
            };
            let reason = match error {
                OTelSdkError::InternalFailure(reason) => reason,
                OTelSdkError::AlreadyShutdown | OTelSdkError::Timeout(_) => error.to_string(),
            };
            self.counts.attempt_failed(&reason);
            if !is_transient(&reason) {
                break;
            }
            self.gave_up.store(self.counts.is_stopping(), Ordering::Relaxed);
            let pause = backoff.next().expect("the number of retries is not limited");
            let _ = tokio::time::timeout(pause, self.counts.stopped()).await;
        }
        self.counts.failed_batch(spans);
        // Already counted and logged, so the processor need not report it.
        Ok(())
    }
}

impl trace::SpanExporter for RetryingExporter {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        match &self.runtime {
            Some(runtime) => runtime.block_on(self.deliver(batch)),
            None => Err(OTelSdkError::AlreadyShutdown),
        }
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.otlp.set_resource(resource);
    }
}

impl Drop for RetryingExporter {
    fn drop(&mut self) {
        // A name lookup can't be interrupted, so don't wait for it.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Whether another attempt can succeed. The OTLP exporter reports its errors as text only.
fn is_transient(reason: &str) -> bool {
    if let Some((_, status)) = reason.split_once("gRPC code:") {
        let (code, cause) = status.split_once(':').unwrap_or((status, ""));
        let code = code.trim();
        // tonic reports a broken connection as Unknown with a cause; a server's own has none.
        return TRANSIENT_CODES.contains(&code) || (code == "Unknown" && !cause.is_empty());
    }
    match reason.split_once("status code:") {
        Some((_, status)) => TRANSIENT_STATUSES.contains(&status.trim()),
        None => reason.contains("network error"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transient_failures_are_those_that_otlp_names() {
        let grpc = "TonicTracesClient export failed with gRPC code:";
        let http = "HTTP export failed with status code:";
        let cases = [
            (format!("{grpc} Unavailable"), true),
            (format!("{grpc} Unavailable: transport error: connection refused"), true),
            (format!("{grpc} Unknown: transport error: broken pipe"), true),
            (format!("{grpc} Unknown"), false),
            (format!("{grpc} InvalidArgument"), false),
            (format!("{http} 503"), true),
            (format!("{http} 400"), false),
            ("HTTP export failed: network error".to_owned(), true),
            ("response body exceeded maximum allowed 4 MiB limit".to_owned(), false),
        ];
        for (reason, transient) in cases {
            assert_eq!(is_transient(&reason), transient, "{reason}");
        }
    }
}
