use std::sync::Arc;
use std::time::Duration;

use opentelemetry::Context;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{Span, SpanData, SpanProcessor};

use crate::SpanCounts;

/// Counts every span that ends, and lets no more pass than the queue behind it holds: the SDK
/// would drop them without a word.
///
/// A wrapper, not a second processor: beside another one, the SDK would clone every span.
#[derive(Debug)]
pub struct Counted<P> {
    inner: P,
    counts: Arc<SpanCounts>,
    most: u64,
}

impl<P> Counted<P> {
    pub fn new(inner: P, counts: Arc<SpanCounts>, queue: usize) -> Self {
        Self { inner, counts, most: queue as u64 }
    }
}

impl<P: SpanProcessor> SpanProcessor for Counted<P> {
    fn on_start(&self, span: &mut Span, context: &Context) {
        self.inner.on_start(span, context);
    }

    fn on_end(&self, span: SpanData) {
        if self.counts.admit(self.most) {
            self.inner.on_end(span);
        }
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.inner.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.counts.stop();
        self.inner.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.inner.set_resource(resource);
    }
}
