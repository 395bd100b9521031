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
    consumer: Gauge,
    queue: QueueGauges,
    last_sequence: Family<InStream, Gauge>,
    bytes: Family<InStream, Gauge>,
    max_bytes: Family<InStream, Gauge>,
    fetching: Fetching,
}

/// What the server reports about the stage's queue.
#[derive(Debug, Clone, Default)]
struct QueueGauges {
    pending: Gauge,
    ack_pending: Gauge,
    oldest: Gauge<f64, AtomicU64>,
}

/// What a service does with a message at the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Publishes it, until the server has stored it.
    Send,
    /// Acknowledges it, returns it or gives it up.
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
        let consumer = gauge("courant_consumer_exists", "Whether the consumer exists: 1 or 0");
        let queue = QueueGauges {
            pending: gauge("courant_queue_pending", "Messages not delivered yet"),
            ack_pending: gauge("courant_queue_ack_pending", "Messages in flight in all replicas"),
            oldest: Gauge::default(),
        };
        let about = "Age of the oldest message in the queue, in seconds";
        registry.register("courant_oldest_age_seconds", about, queue.oldest.clone());

        let mut of_stream = |name: &str, about: &str| {
            let family = Family::<InStream, Gauge>::default();
            registry.register(name, about, family.clone());
            family
        };
        let about = "Messages stored in the stream since its creation";
        let last_sequence = of_stream("courant_stream_last_sequence", about);
        let bytes = of_stream("courant_stream_bytes", "Size of the stream, in bytes");
        let about = "Size limit of the stream, in bytes";
        let max_bytes = of_stream("courant_stream_max_bytes", about);
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
            consumer,
            queue,
            last_sequence,
            bytes,
            max_bytes,
            fetching,
        }
    }

    /// A message was settled, `took` after its delivery.
    pub fn settled(&self, outcome: Outcome, took: Duration, span: Option<&MessageSpan>) {
        self.articles[outcome as usize].inc();
        observe(&self.process[outcome as usize], took, span);
    }

    /// An attempt failed, and another follows.
    pub fn retried(&self) {
        self.articles[Outcome::Retried as usize].inc();
    }

    /// The server confirmed an operation after `took`.
    pub fn operated(&self, operation: Operation, took: Duration, span: &MessageSpan) {
        if operation == Operation::Send {
            self.sent.inc();
        }
        observe(&self.operation[operation as usize], took, Some(span));
    }

    /// A message was delivered; `again` if it had been delivered before.
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

    /// Whether the service is ready.
    pub fn ready(&self, ready: bool) {
        self.ready.set(ready.into());
    }

    /// A subscription was recreated.
    pub fn rebuilt(&self) {
        self.rebuilds.inc();
    }

    /// Whether the stage's consumer exists. Without it nothing is delivered.
    pub fn consumer(&self, exists: bool) {
        self.consumer.set(exists.into());
    }

    /// What the server reports about the stage's queue; `oldest` is the age of its oldest message.
    pub fn queue(&self, pending: u64, ack_pending: u64, oldest: Duration) {
        self.queue.pending.set(signed(pending));
        self.queue.ack_pending.set(signed(ack_pending));
        self.queue.oldest.set(oldest.as_secs_f64());
    }

    /// What the server reports about a stream.
    pub fn stream(&self, name: &str, last_sequence: u64, bytes: u64, max_bytes: Option<u64>) {
        let label = InStream { stream: Name(name.into()) };
        self.last_sequence.get_or_create(&label).set(signed(last_sequence));
        self.bytes.get_or_create(&label).set(signed(bytes));
        if let Some(max_bytes) = max_bytes {
            self.max_bytes.get_or_create(&label).set(signed(max_bytes));
        }
    }

    /// A request of a source ended. Both names come from closed lists.
    pub fn fetched(&self, what: &'static str, outcome: &'static str) {
        self.fetching.fetched(what, outcome);
    }

    /// How many places a source watches, and how many of them failed last.
    pub fn watching(&self, places: usize, failing: usize) {
        self.fetching.watching(places, failing);
    }

    /// Everything, as `application/openmetrics-text`.
    pub fn text(&self) -> String {
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("writing to a String does not fail");
        text
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

/// An exemplar only where the trace is recorded: a link to nothing is worse than none.
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
}
