use std::sync::{Arc, OnceLock};

use opentelemetry::trace::{SpanKind, TraceId};
use opentelemetry_sdk::trace::{SamplingDecision, ShouldSample};

use crate::ids::Hex;
use crate::queue::Queue;
use crate::{Sampler, TraceContext};

/// What makes this process's spans.
#[derive(Debug)]
pub struct Recorder {
    /// Where they go when they end.
    pub queue: Arc<Queue>,
    sampler: Sampler,
    root: opentelemetry_sdk::trace::Sampler,
}

static RECORDER: OnceLock<Recorder> = OnceLock::new();

/// The process's own; `None` where nothing is recorded.
pub fn recorder() -> Option<&'static Recorder> {
    RECORDER.get()
}

impl Recorder {
    /// Which traces to record, and where to put their spans.
    pub fn new(queue: Arc<Queue>, sampler: Sampler, ratio: f64) -> Self {
        Self { queue, sampler, root: sampler.root(ratio) }
    }

    /// Makes it the process's. A second start in one process keeps the first's; only tests could
    /// tell.
    pub fn install(self) {
        let _ = RECORDER.set(self);
    }

    /// Whether a trace is recorded from here on: as its sender decided, or by its id.
    pub fn records(&self, parent: Option<&TraceContext>, trace: Hex<16>) -> bool {
        if let Some(parent) = parent
            && self.sampler.asks_parent()
        {
            return parent.sampled;
        }
        // A sampler of OpenTelemetry's looks at nothing but the id.
        let trace = TraceId::from_bytes(trace.0);
        let decided = self.root.should_sample(None, trace, "", &SpanKind::Internal, &[], &[]);
        decided.decision == SamplingDecision::RecordAndSample
    }
}
