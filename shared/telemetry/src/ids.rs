use std::cell::Cell;

use opentelemetry::Context;
use opentelemetry::trace::{SpanContext, SpanId, TraceContextExt, TraceFlags, TraceId, TraceState};
use opentelemetry_sdk::trace::{IdGenerator, RandomIdGenerator};

/// Gives the next root on this thread the trace id that was asked for.
///
/// The SDK's builder takes no trace id, and an invented remote parent would orphan the root and
/// pass by the sampler's ratio.
#[derive(Debug, Default)]
pub struct Ids(RandomIdGenerator);

thread_local! {
    static NEXT: Cell<Option<TraceId>> = const { Cell::new(None) };
}

/// Builds a root, with nothing between the asking and the building.
pub fn with_trace_id<T>(id: [u8; 16], build: impl FnOnce() -> T) -> T {
    NEXT.set(Some(TraceId::from_bytes(id)));
    let built = build();
    NEXT.set(None);
    built
}

/// The beginning of a trace that nobody records.
pub fn unrecorded(context: Context, id: [u8; 16]) -> Context {
    let (trace, span) = (TraceId::from_bytes(id), Ids::default().new_span_id());
    let begun = SpanContext::new(trace, span, TraceFlags::default(), false, TraceState::NONE);
    context.with_remote_span_context(begun)
}

impl IdGenerator for Ids {
    fn new_trace_id(&self) -> TraceId {
        NEXT.take().unwrap_or_else(|| self.0.new_trace_id())
    }

    fn new_span_id(&self) -> SpanId {
        self.0.new_span_id()
    }
}
