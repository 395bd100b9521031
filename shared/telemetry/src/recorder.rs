use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use opentelemetry::trace::{SpanKind, TraceId};
use opentelemetry::{InstrumentationScope, KeyValue};
use opentelemetry_sdk::trace::{
    BatchSpanProcessor, SamplingDecision, ShouldSample, SpanData, SpanProcessor,
};
use opentelemetry_semantic_conventions::SCHEMA_URL;

use crate::resource::instance;
use crate::{Sampler, SpanCounts, TraceContext, TraceSettings, attribute};

/// Decides which of this process's spans are recorded, and where they go.
#[derive(Debug)]
pub struct Recorder {
    /// The instrumentation scope of the spans.
    pub scope: InstrumentationScope,
    processor: Arc<BatchSpanProcessor>,
    counts: Arc<SpanCounts>,
    most: u64,
    sampling: RwLock<Sampling>,
    /// Attributes of each span of a message: the server, and this process as its client.
    server: OnceLock<Vec<KeyValue>>,
}

/// Which traces are recorded.
#[derive(Debug)]
struct Sampling {
    sampler: Sampler,
    root: opentelemetry_sdk::trace::Sampler,
}

impl From<&TraceSettings> for Sampling {
    fn from(TraceSettings { sampler, ratio, .. }: &TraceSettings) -> Self {
        Self { sampler: *sampler, root: sampler.root(*ratio) }
    }
}

static RECORDER: OnceLock<Recorder> = OnceLock::new();

/// The recorder of the process; `None` if nothing is recorded.
pub fn recorder() -> Option<&'static Recorder> {
    RECORDER.get()
}

impl Recorder {
    /// A recorder for these settings, which passes spans to `processor`.
    pub fn new(
        settings: &TraceSettings,
        version: &'static str,
        processor: Arc<BatchSpanProcessor>,
        counts: Arc<SpanCounts>,
    ) -> Self {
        Self {
            scope: InstrumentationScope::builder("courant")
                .with_version(version)
                .with_schema_url(SCHEMA_URL)
                .build(),
            processor,
            counts,
            most: settings.queue as u64,
            sampling: RwLock::new(settings.into()),
            server: OnceLock::new(),
        }
    }

    /// Makes it the recorder of the process. A second start in one process keeps the first one,
    /// which only affects tests.
    pub fn install(self) {
        let _ = RECORDER.set(self);
    }

    /// Changes which traces are recorded.
    pub fn sample(&self, settings: &TraceSettings) {
        *self.sampling.write().unwrap_or_else(PoisonError::into_inner) = settings.into();
    }

    /// Sets the server that the spans of messages name.
    pub fn connected(&self, address: Option<(String, u16)>) {
        let mut attributes = vec![KeyValue::new(attribute::CLIENT, instance())];
        if let Some((host, port)) = address {
            attributes.push(KeyValue::new(attribute::SERVER, host));
            attributes.push(KeyValue::new(attribute::PORT, i64::from(port)));
        }
        // A process connects once; after that the connection only reconnects.
        let _ = self.server.set(attributes);
    }

    /// Attributes of each span of a message.
    pub fn server(&self) -> &[KeyValue] {
        self.server.get().map_or(&[], Vec::as_slice)
    }

    /// Whether a trace is recorded: as its sender decided, or by its id.
    pub fn records(&self, parent: Option<&TraceContext>, trace: TraceId) -> bool {
        let Sampling { sampler, root } =
            &*self.sampling.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(parent) = parent
            && sampler.is_parent_based()
        {
            return parent.sampled;
        }
        // OpenTelemetry's samplers only look at the id.
        let decided = root.should_sample(None, trace, "", &SpanKind::Internal, &[], &[]);
        decided.decision == SamplingDecision::RecordAndSample
    }

    /// Queues a span that has ended. If the queue is full, the span is dropped and counted; the
    /// processor would drop it silently, and would not count the spans being exported.
    pub fn record(&self, span: SpanData) {
        if self.counts.admit(self.most) {
            self.processor.on_end(span);
        }
    }
}
