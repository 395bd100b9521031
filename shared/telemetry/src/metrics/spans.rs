use std::fmt;
use std::sync::Arc;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::counter::ConstCounter;

use crate::SpanCounts;

/// The span counts, read when the metrics are scraped.
#[derive(Debug)]
pub(super) struct Spans(pub(super) Arc<SpanCounts>);

impl Collector for Spans {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> Result<(), fmt::Error> {
        let about = "Spans by result; once the queue is empty, ended = exported + failed + dropped";
        let mut family =
            encoder.encode_descriptor("courant_spans", about, None, MetricType::Counter)?;
        let Self(counts) = self;
        for (result, spans) in [
            ("ended", counts.ended()),
            ("exported", counts.exported()),
            ("failed", counts.failed()),
            ("dropped", counts.dropped()),
        ] {
            ConstCounter::new(spans).encode(family.encode_family(&[("result", result)])?)?;
        }
        Ok(())
    }
}
