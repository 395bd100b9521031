use std::sync::Arc;
use std::time::Duration;

use opentelemetry_sdk::trace::{BatchConfigBuilder, BatchSpanProcessor, SpanProcessor};

use crate::exporter::RetryingExporter;
use crate::recorder::{Recorder, recorder};
use crate::resource::resource;
use crate::{LogSettings, SpanCounts, TelemetrySettings, TraceSettings, logs, otlp};

/// A process's telemetry, from start to end.
#[derive(Debug)]
pub struct Telemetry {
    counts: Arc<SpanCounts>,
    /// `None` if traces are disabled.
    processor: Option<Arc<BatchSpanProcessor>>,
}

impl Telemetry {
    /// Starts logs and traces. Call it once, before anything is logged, and not on an async thread.
    ///
    /// An error is a usage error: one line that names the setting.
    pub fn start(
        settings: &TelemetrySettings,
        service: &'static str,
        version: &'static str,
    ) -> Result<Self, String> {
        let counts = Arc::new(SpanCounts::default());
        let processor = match settings.traces.disabled {
            true => None,
            false => Some(record(&settings.traces, service, version, &counts)?),
        };
        logs::start(&settings.log)?;
        Ok(Self { counts, processor })
    }

    /// Starts logs only.
    pub fn logs_only(settings: &LogSettings) -> Result<(), String> {
        logs::start(settings)
    }

    /// Reloads the log filter and the sampling; other settings need a restart.
    ///
    /// An error is a usage error, and nothing has changed.
    pub fn reload(settings: &TelemetrySettings) -> Result<(), String> {
        logs::refilter(&settings.log)?();
        if let Some(recorder) = recorder() {
            recorder.sample(&settings.traces);
        }
        Ok(())
    }

    /// How many spans were exported, failed and dropped.
    pub fn counts(&self) -> Arc<SpanCounts> {
        Arc::clone(&self.counts)
    }

    /// Sets the NATS server (host and port, if there is only one) that spans of messages name.
    pub fn connected(address: Option<(String, u16)>) {
        if let Some(recorder) = recorder() {
            recorder.connected(address);
        }
    }

    /// Exports the remaining spans, within `budget`. Don't call it on an async thread.
    pub fn end(self, budget: Duration) {
        self.counts.stop();
        if let Some(processor) = self.processor {
            // An error means that the budget is used up. The remaining spans are lost.
            let _ = processor.shutdown_with_timeout(budget);
        }
    }
}

/// Starts recording, and the thread that exports spans.
fn record(
    settings: &TraceSettings,
    service: &'static str,
    version: &'static str,
    counts: &Arc<SpanCounts>,
) -> Result<Arc<BatchSpanProcessor>, String> {
    let collector = settings.collector.read()?;
    // A worker next to the exporting thread, so that a closed connection is noticed between exports.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("telemetry")
        .enable_all()
        .build()
        .map_err(|error| format!("no thread for telemetry: {error}"))?;
    let exporter = {
        let _within = runtime.enter();
        otlp::exporter(collector)?
    };
    let exporter = RetryingExporter::new(exporter, Arc::clone(counts), runtime);
    let batches = BatchConfigBuilder::default()
        .with_max_queue_size(settings.queue)
        .with_max_export_batch_size(settings.batch)
        .with_scheduled_delay(Duration::from_millis(settings.delay as u64))
        .build();
    let mut processor = BatchSpanProcessor::new(exporter, batches);
    processor.set_resource(&resource(service, version));
    let processor = Arc::new(processor);
    Recorder::new(settings, version, Arc::clone(&processor), Arc::clone(counts)).install();
    Ok(processor)
}
