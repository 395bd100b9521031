//! OTLP's partial success: a collector accepts a batch, but rejects some of its spans. The OTLP
//! exporter doesn't return how many; it logs the number, and this module reads it from there.

use std::cell::Cell;
use std::fmt;

use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::{FilterFn, filter_fn};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{Layer, layer};

thread_local! {
    static REJECTED: Cell<u64> = const { Cell::new(0) };
}

/// How many of this thread's exported spans were rejected since the last call.
pub fn take_rejected() -> u64 {
    REJECTED.take()
}

/// A layer that counts the rejected spans. It sees the OTLP exporter's warnings only.
pub fn layer<S: Subscriber + for<'a> LookupSpan<'a>>() -> impl Layer<S> {
    let warnings: FilterFn =
        filter_fn(|about| *about.level() <= Level::WARN && about.target() == "opentelemetry-otlp");
    Count.with_filter(warnings.with_max_level_hint(LevelFilter::WARN))
}

struct Count;

impl<S: Subscriber> Layer<S> for Count {
    fn on_event(&self, event: &Event<'_>, _: layer::Context<'_, S>) {
        event.record(&mut Rejected);
    }
}

struct Rejected;

impl Visit for Rejected {
    fn record_i64(&mut self, field: &Field, value: i64) {
        if field.name() == "rejected_spans" {
            REJECTED.set(REJECTED.get() + u64::try_from(value).unwrap_or_default());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn fmt::Debug) {}
}
