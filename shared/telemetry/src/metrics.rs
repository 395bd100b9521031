mod fetching;
mod spans;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, SystemTime};

use opentelemetry::trace::TraceId;
use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::exemplar::HistogramWithExemplars;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use crate::{MessageSpan, Outcome, SpanCounts};
use fetching::Fetching;
use spans::Spans;

/// The metrics of a service, as OpenMetrics text. Labels come from closed sets only.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    articles: [Counter; Outcome::ALL.len()],
    process: [Histogram; Outcome::ALL.len()],
    operation: [Histogram; Operation::ALL.len()],
    sent: Counter,
    consumed: Counter,
    redelivered: Counter,
    rebuilds: Counter,
    in_flight: Gauge,
    ready: Gauge,
    queue: QueueGauges,
    removed: Gauge,
    last_sequence: Family<InStream, Gauge>,
    bytes: Family<InStream, Gauge>,
    max_bytes: Family<InStream, Gauge>,
    fetching: Fetching,
}

/// What the server reports about each stream that the stage reads.
#[derive(Debug)]
struct QueueGauges {
    exists: Family<InStream, Gauge>,
    pending: Family<InStream, Gauge>,
    ack_pending: Family<InStream, Gauge>,
    oldest: Family<InStream, Gauge<f64, AtomicU64>>,
}

/// What the server reports about a stream that the stage reads, and about its consumer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QueueMetrics {
    /// Whether the consumer exists. Without it, nothing is delivered.
    pub exists: bool,
    /// Messages that are not delivered yet.
    pub pending: u64,
    /// Messages in flight in all replicas.
    pub ack_pending: u64,
    /// The age of the oldest message.
    pub oldest: Duration,
}

/// An operation on a message at the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Publishes it, until the server has stored it.
    Send,
    /// Acknowledges, returns or terminates it.
    Settle,
}

/// An exemplar: the trace that a measurement belongs to.
type Trace = [(&'static str, ExemplarId); 1];
type Histogram = HistogramWithExemplars<Trace>;

/// A trace's id as a label's value.
#[derive(Debug, Clone, Copy)]
struct ExemplarId(TraceId);

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct By {
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct During {
    messaging_operation_name: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct InStream {
    stream: Name,
}

/// A stream's name: from the table or a setting.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Name(Arc<str>);

/// Buckets of OpenTelemetry's messaging conventions, in seconds.
const BUCKETS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

impl Metrics {
    /// The metrics of one process of `stage`, all zero.
    pub fn new(stage: &'static str, version: &'static str, spans: Arc<SpanCounts>) -> Self {
        let labels = [("stage".into(), stage.into())].into_iter();
        let mut registry = Registry::with_labels(labels);
        let articles = Family::<By, Counter>::default();
        registry.register("courant_articles", "Articles by outcome", articles.clone());
        let histogram: fn() -> Histogram = || Histogram::new(BUCKETS.into_iter());
        let process = Family::<By, Histogram, _>::new_with_constructor(histogram);
        let about = "Time from delivery to settlement, in seconds";
        registry.register("messaging_process_duration_seconds", about, process.clone());
        let operation = Family::<During, Histogram, _>::new_with_constructor(histogram);
        let about = "Time until the server confirmed an operation, in seconds";
        registry.register("messaging_client_operation_duration_seconds", about, operation.clone());

        let mut counter = |name: &str, about: &str| {
            let counter = Counter::default();
            registry.register(name, about, counter.clone());
            counter
        };
        let sent =
            counter("messaging_client_sent_messages", "Messages sent and stored by the server");
        let consumed =
            counter("messaging_client_consumed_messages", "Messages delivered to this service");
        let redelivered = counter("courant_redelivered", "Messages delivered more than once");
        let about = "Resubscriptions after a fault";
        let rebuilds = counter("courant_consumer_rebuilds", about);

        let mut gauge = |name: &str, about: &str| {
            let gauge = Gauge::default();
            registry.register(name, about, gauge.clone());
            gauge
        };
        let in_flight = gauge("courant_in_flight", "Messages in flight in this replica");
        let ready = gauge("courant_ready", "Whether the service is ready: 1 or 0");
        let about = "Raw documents that streams have accepted which are removed";
        let removed = gauge("courant_removed_accepted", about);

        let mut of_stream = |name: &str, about: &str| {
            let family = Family::<InStream, Gauge>::default();
            registry.register(name, about, family.clone());
            family
        };
        let queue = QueueGauges {
            exists: of_stream("courant_consumer_exists", "Whether the consumer exists: 1 or 0"),
            pending: of_stream("courant_queue_pending", "Messages not delivered yet"),
            ack_pending: of_stream(
                "courant_queue_ack_pending",
                "Messages in flight in all replicas",
            ),
            oldest: Family::default(),
        };
        let about = "Messages stored in the stream since its creation";
        let last_sequence = of_stream("courant_stream_last_sequence", about);
        let bytes = of_stream("courant_stream_bytes", "Size of the stream, in bytes");
        let about = "Size limit of the stream, in bytes";
        let max_bytes = of_stream("courant_stream_max_bytes", about);
        let about = "Age of the oldest message in the stream, in seconds";
        registry.register("courant_oldest_age_seconds", about, queue.oldest.clone());
        let fetching = Fetching::register(&mut registry);
        registry.register(
            "courant_build",
            "Version of the program",
            Info::new([("version", version)]),
        );
        registry.register_collector(Box::new(Spans(spans)));

        let of = |outcome: Outcome| By { outcome: outcome.name() };
        let during = |operation: Operation| During { messaging_operation_name: operation.name() };
        Self {
            articles: Outcome::ALL.map(|outcome| articles.get_or_create_owned(&of(outcome))),
            process: Outcome::ALL.map(|outcome| process.get_or_create_owned(&of(outcome))),
            operation: Operation::ALL.map(|at| operation.get_or_create_owned(&during(at))),
            registry,
            sent,
            consumed,
            redelivered,
            rebuilds,
            in_flight,
            ready,
            queue,
            removed,
            last_sequence,
            bytes,
            max_bytes,
            fetching,
        }
    }

    /// Records that a message was settled, `took` after its delivery.
    pub fn settled(&self, outcome: Outcome, took: Duration, span: Option<&MessageSpan>) {
        self.articles[outcome as usize].inc();
        observe(&self.process[outcome as usize], took, span);
    }

    /// Records that an attempt failed, and that another follows.
    pub fn retried(&self) {
        self.articles[Outcome::Retried as usize].inc();
    }

    /// Records that the server confirmed an operation after `took`.
    pub fn operated(&self, operation: Operation, took: Duration, span: &MessageSpan) {
        if operation == Operation::Send {
            self.sent.inc();
        }
        observe(&self.operation[operation as usize], took, Some(span));
    }

    /// Records that a message was delivered; `again` if it had been delivered before.
    pub fn consumed(&self, again: bool) {
        self.consumed.inc();
        if again {
            self.redelivered.inc();
        }
    }

    /// Sets how many messages are in flight.
    pub fn in_flight(&self, messages: usize) {
        self.in_flight.set(messages.try_into().unwrap_or(i64::MAX));
    }

    /// Sets whether the service is ready.
    pub fn ready(&self, ready: bool) {
        self.ready.set(ready.into());
    }

    /// Records that a subscription was recreated.
    pub fn rebuilt(&self) {
        self.rebuilds.inc();
    }

    /// What the server reports about a stream that the stage reads.
    pub fn queue(&self, stream: &str, queue: QueueMetrics) {
        let QueueMetrics { exists, pending, ack_pending, oldest } = queue;
        let label = InStream::named(stream);
        self.queue.exists.get_or_create(&label).set(exists.into());
        self.queue.pending.get_or_create(&label).set(signed(pending));
        self.queue.ack_pending.get_or_create(&label).set(signed(ack_pending));
        self.queue.oldest.get_or_create(&label).set(oldest.as_secs_f64());
    }

    /// Sets how many raw documents were accepted by streams that were removed.
    pub fn removed(&self, accepted: u64) {
        self.removed.set(signed(accepted));
    }

    /// Removes a stream that the stage no longer reads or writes.
    pub fn forget(&self, stream: &str) {
        let label = InStream::named(stream);
        let QueueGauges { exists, pending, ack_pending, oldest } = &self.queue;
        let of_stream = [&self.last_sequence, &self.bytes, &self.max_bytes];
        for family in of_stream.into_iter().chain([exists, pending, ack_pending]) {
            family.remove(&label);
        }
        oldest.remove(&label);
    }

    /// What the server reports about a stream.
    pub fn stream(&self, name: &str, last_sequence: u64, bytes: u64, max_bytes: Option<u64>) {
        let label = InStream::named(name);
        self.last_sequence.get_or_create(&label).set(signed(last_sequence));
        self.bytes.get_or_create(&label).set(signed(bytes));
        if let Some(max_bytes) = max_bytes {
            self.max_bytes.get_or_create(&label).set(signed(max_bytes));
        }
    }

    /// Records that a request of a source ended. Both names come from closed lists.
    pub fn fetched(&self, what: &'static str, outcome: &'static str) {
        self.fetching.fetched(what, outcome);
    }

    /// Sets how many places a source watches, and how many of them failed last.
    pub fn watching(&self, places: usize, failing: usize) {
        self.fetching.watching(places, failing);
    }

    /// All metrics as `application/openmetrics-text`.
    pub fn text(&self) -> String {
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("writing to a String does not fail");
        text
    }
}

impl InStream {
    fn named(stream: &str) -> Self {
        Self { stream: Name(stream.into()) }
    }
}

impl Operation {
    const ALL: [Self; 2] = [Self::Send, Self::Settle];

    fn name(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::Settle => "settle",
        }
    }
}

impl EncodeLabelValue for ExemplarId {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> Result<(), std::fmt::Error> {
        use std::fmt::Write;
        write!(encoder, "{}", self.0)
    }
}

impl EncodeLabelValue for Name {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> Result<(), std::fmt::Error> {
        EncodeLabelValue::encode(&&*self.0, encoder)
    }
}

/// Exemplars are only added for recorded traces, because other links would lead nowhere.
fn observe(histogram: &Histogram, took: Duration, span: Option<&MessageSpan>) {
    let trace = span.and_then(MessageSpan::recorded_trace).map(|id| [("trace_id", ExemplarId(id))]);
    let now = trace.is_some().then(SystemTime::now);
    histogram.observe(took.as_secs_f64(), trace, now);
}

fn signed(count: u64) -> i64 {
    count.try_into().unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_settled_message_is_counted_under_its_outcome() {
        let metrics = Metrics::new("ingestion", "0.1.0", Arc::default());
        metrics.settled(Outcome::Forwarded, Duration::from_millis(3), None);
        metrics.stream("ARTICLES_RAW", 7, 1_000, None);
        let text = metrics.text();
        for line in [
            r#"courant_articles_total{stage="ingestion",outcome="forwarded"} 1"#,
            r#"courant_articles_total{stage="ingestion",outcome="dead"} 0"#,
            r#"courant_stream_last_sequence{stage="ingestion",stream="ARTICLES_RAW"} 7"#,
            r#"courant_spans_total{stage="ingestion",result="dropped"} 0"#,
        ] {
            assert!(text.contains(line), "{line} is not in\n{text}");
        }
        assert!(text.ends_with("# EOF\n"), "{text}");
    }

    #[test]
    fn each_partition_has_its_figures_until_it_is_left() {
        let metrics = Metrics::new("ingestion", "0.1.0", Arc::default());
        let queue = |pending| QueueMetrics {
            exists: true,
            pending,
            ack_pending: 0,
            oldest: Duration::from_secs(2),
        };
        metrics.queue("ARTICLES_RAW_0", queue(3));
        metrics.queue("ARTICLES_RAW_1", queue(4));
        metrics.stream("ARTICLES_RAW_1", 7, 1_000, Some(2_000));
        let one = r#"courant_queue_pending{stage="ingestion",stream="ARTICLES_RAW_0"} 3"#;
        let text = metrics.text();
        assert!(text.contains(one) && text.contains(r#"stream="ARTICLES_RAW_1"} 4"#), "{text}");
        metrics.forget("ARTICLES_RAW_1");
        let text = metrics.text();
        assert!(text.contains(one) && !text.contains("ARTICLES_RAW_1"), "{text}");
    }
}
