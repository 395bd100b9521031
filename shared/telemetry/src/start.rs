use std::sync::{Arc, OnceLock};
use std::time::Duration;

use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{
    ExporterBuildError, Protocol as Otlp, RetryPolicy, SpanExporter, WithExportConfig,
    WithHttpConfig, WithTonicConfig,
};
use opentelemetry_sdk::trace::{
    BatchConfigBuilder, BatchSpanProcessor, SdkTracer, SdkTracerProvider,
};
use tokio::runtime::Runtime;

use crate::exporter::Patient;
use crate::ids::Asked;
use crate::processor::Counted;
use crate::resource::resource;
use crate::{LogSettings, Protocol, SpanCounts, TelemetrySettings, TraceSettings, logs};

/// What a process tells, from its start to its end.
#[derive(Debug)]
pub struct Telemetry {
    counts: Arc<SpanCounts>,
    traces: Option<Traces>,
}

#[derive(Debug)]
struct Traces {
    provider: SdkTracerProvider,
    /// The exporter's own: on the application's it would wait for the very thread that waits for
    /// it at the end, and lose every span.
    runtime: Runtime,
}

static TRACER: OnceLock<SdkTracer> = OnceLock::new();

/// What makes this process's spans; `None` where it makes none.
pub(crate) fn tracer() -> Option<&'static SdkTracer> {
    TRACER.get()
}

impl Telemetry {
    /// Starts logs and traces. Called once, before anything is told, and not on an async thread.
    ///
    /// An error is a usage error: one line that names the setting.
    pub fn start(
        settings: &TelemetrySettings,
        service: &'static str,
        version: &'static str,
    ) -> Result<Self, String> {
        let counts = Arc::new(SpanCounts::default());
        let traces = match settings.traces.disabled {
            true => None,
            false => Some(Traces::new(&settings.traces, service, version, &counts)?),
        };
        let tracer = traces.as_ref().map(|traces| traces.provider.tracer("courant"));
        logs::start(&settings.log)?;
        if let Some(tracer) = tracer {
            // A second start in one process keeps the first's; only tests could tell.
            let _ = TRACER.set(tracer);
        }
        Ok(Self { counts, traces })
    }

    /// Starts logs alone.
    pub fn logs_only(settings: &LogSettings) -> Result<(), String> {
        logs::start(settings)
    }

    /// What became of the spans.
    pub fn counts(&self) -> Arc<SpanCounts> {
        Arc::clone(&self.counts)
    }

    /// Sends what is left, within `budget` and not a moment longer. Not on an async thread.
    pub fn end(self, budget: Duration) {
        let Some(Traces { provider, runtime }) = self.traces else { return };
        // On a thread of its own: what the SDK is asked to keep to it does not always keep to.
        let (done, ended) = std::sync::mpsc::sync_channel(1);
        std::thread::spawn(move || {
            // Spans that were left are counted; there is nobody to tell of more.
            let _ = provider.shutdown_with_timeout(budget);
            let _ = done.send(());
        });
        let _ = ended.recv_timeout(budget);
        runtime.shutdown_background();
    }
}

impl Traces {
    fn new(
        settings: &TraceSettings,
        service: &'static str,
        version: &'static str,
        counts: &Arc<SpanCounts>,
    ) -> Result<Self, String> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("telemetry")
            .enable_all()
            .build()
            .map_err(|error| format!("no thread for telemetry: {error}"))?;
        let exporter = {
            let _within = runtime.enter();
            exporter(settings.protocol)
        };
        let exporter = exporter.map_err(|error| {
            format!("OTEL_EXPORTER_OTLP_…: {error}; try OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:4317")
        })?;
        let batches = BatchConfigBuilder::default()
            .with_max_queue_size(settings.queue)
            .with_max_export_batch_size(settings.batch.min(settings.queue))
            .with_scheduled_delay(Duration::from_millis(settings.delay as u64))
            .build();
        let batches = BatchSpanProcessor::builder(Patient::new(exporter, Arc::clone(counts)))
            .with_batch_config(batches)
            .build();
        let provider = SdkTracerProvider::builder()
            .with_resource(resource(service, version))
            .with_sampler(settings.sampler.sdk(settings.ratio))
            .with_id_generator(Asked::default())
            .with_span_processor(Counted::new(batches, Arc::clone(counts), settings.queue))
            .build();
        Ok(Self { provider, runtime })
    }
}

/// Endpoint, headers, timeout and compression the SDK reads from the environment. The waiting and
/// trying again is [`Patient`]'s.
fn exporter(protocol: Protocol) -> Result<SpanExporter, ExporterBuildError> {
    match protocol {
        Protocol::Grpc => {
            SpanExporter::builder().with_tonic().with_retry_policy(RetryPolicy::disabled()).build()
        }
        Protocol::Http => SpanExporter::builder()
            .with_http()
            .with_protocol(Otlp::HttpBinary)
            .with_retry_policy(RetryPolicy::disabled())
            .build(),
    }
}
