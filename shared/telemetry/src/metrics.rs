use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

/// What a service counts, as OpenMetrics text. Labels come from closed sets only.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    articles: Family<Label, Counter>,
    duration: Family<Label, Histogram>,
    in_flight: Gauge,
    redelivered: Counter,
    rebuilds: Counter,
}

/// What became of an article at one stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Sent on to the next stage.
    Forwarded,
    /// Out on `articles.published`.
    Published,
    /// Set aside by a rule.
    Filtered,
    /// Sent on before.
    Duplicate,
    /// A dead letter.
    Dead,
    /// This attempt failed; another follows.
    Retried,
    /// Back to the server, to be done by another or later.
    HandedBack,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Label {
    outcome: &'static str,
}

impl Metrics {
    /// The metrics of one process of `stage`, all zero.
    pub fn new(stage: &'static str, version: &'static str) -> Self {
        let labels = [("stage".into(), stage.into())].into_iter();
        let mut registry = Registry::with_labels(labels);
        let articles = Family::default();
        registry.register("courant_articles", "Articles by what became of them", articles.clone());
        // Buckets of OpenTelemetry's messaging conventions, in seconds.
        let duration = Family::<Label, Histogram>::new_with_constructor(|| {
            Histogram::new([0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0])
        });
        let about = "Seconds from delivery to settlement";
        registry.register("messaging_process_duration_seconds", about, duration.clone());
        let in_flight = Gauge::default();
        registry.register("courant_in_flight", "Messages in hand", in_flight.clone());
        let redelivered = Counter::default();
        let about = "Messages that came a second time";
        registry.register("courant_redelivered", about, redelivered.clone());
        let rebuilds = Counter::default();
        let about = "Subscriptions made anew after a fault";
        registry.register("courant_consumer_rebuilds", about, rebuilds.clone());
        registry.register("courant_build", "Program", Info::new([("version", version)]));
        Self { registry, articles, duration, in_flight, redelivered, rebuilds }
    }

    /// A message was settled, `took` after its delivery.
    pub fn settled(&self, outcome: Outcome, took: Duration) {
        let label = Label { outcome: outcome.name() };
        self.articles.get_or_create(&label).inc();
        self.duration.get_or_create(&label).observe(took.as_secs_f64());
    }

    /// So many messages are in hand.
    pub fn in_flight(&self, messages: usize) {
        self.in_flight.set(messages.try_into().unwrap_or(i64::MAX));
    }

    /// A message came a second time.
    pub fn redelivered(&self) {
        self.redelivered.inc();
    }

    /// A subscription was made anew.
    pub fn rebuilt(&self) {
        self.rebuilds.inc();
    }

    /// Everything, as `application/openmetrics-text`.
    pub fn text(&self) -> String {
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("writing to a String does not fail");
        text
    }
}

impl Outcome {
    /// As labels and log lines name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Forwarded => "forwarded",
            Self::Published => "published",
            Self::Filtered => "filtered",
            Self::Duplicate => "duplicate",
            Self::Dead => "dead",
            Self::Retried => "retried",
            Self::HandedBack => "handed_back",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_settled_message_is_counted_under_its_outcome() {
        let metrics = Metrics::new("ingestion", "0.1.0");
        metrics.settled(Outcome::Forwarded, Duration::from_millis(3));
        let text = metrics.text();
        let line = r#"courant_articles_total{stage="ingestion",outcome="forwarded"} 1"#;
        assert!(text.contains(line), "{text}");
        assert!(text.ends_with("# EOF\n"), "{text}");
    }
}
