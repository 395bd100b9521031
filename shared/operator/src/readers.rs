use broker::table::PUBLISHED;
use broker::{Broker, ReaderMetrics, ReaderSpec};

use crate::Problem;
use crate::problem::LOOK_AGAIN;

/// The metrics of readers and deliveries, and the problems of those that the pipeline lists. Both
/// are empty if this user may not list them.
pub(crate) async fn look(broker: &Broker) -> (Vec<ReaderMetrics>, Vec<Problem>) {
    let Ok(mut readers) = broker.all_reader_metrics().await else { return Default::default() };
    let listed = broker.topology().readers();
    let mut problems = problems(listed, &readers);
    if problems.iter().any(|problem| matches!(problem, Problem::NoDelivery { .. })) {
        // A service may have been between two requests.
        tokio::time::sleep(LOOK_AGAIN).await;
        if let Ok(again) = broker.all_reader_metrics().await {
            readers = again;
            problems = self::problems(listed, &readers);
        }
    }
    (readers, problems)
}

fn problems(listed: &[ReaderSpec], readers: &[ReaderMetrics]) -> Vec<Problem> {
    let problem = |spec: &ReaderSpec| {
        let ReaderSpec { name, delivery } = *spec;
        let Some(reader) = readers.iter().find(|reader| reader.name == name) else {
            return Some(Problem::NoReader { reader: name });
        };
        let consumer = reader.consumer;
        if let Some(until) = consumer.paused_until {
            let waiting = consumer.pending;
            return Some(Problem::Paused { consumer: name, stream: PUBLISHED, waiting, until });
        }
        let idle = consumer.waiting == 0 && consumer.ack_pending == 0 && consumer.pending > 0;
        let kind = delivery.filter(|_| idle)?;
        Some(Problem::NoDelivery { delivery: name, target: kind, waiting: consumer.pending })
    };
    listed.iter().filter_map(problem).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use broker::ConsumerMetrics;

    use super::*;

    #[test]
    fn what_is_listed_must_be_there_and_a_delivery_must_run() {
        let reader = |name: &str, pending, waiting, ack_pending| ReaderMetrics {
            name: name.to_owned(),
            delivery: None,
            consumer: ConsumerMetrics {
                pending,
                ack_pending,
                redelivered: 0,
                waiting,
                delivered_at: None,
                ack_wait: Duration::from_secs(30),
                paused_until: None,
            },
        };
        let listed = |name, delivery| ReaderSpec { name, delivery };
        let found = problems(
            &[
                listed("absent", None),
                listed("offline", None),
                listed("stopped", Some("webhook")),
                listed("running", Some("files")),
                listed("trying", Some("postgres")),
                listed("done", Some("files")),
            ],
            &[
                reader("offline", 7, 0, 0),
                reader("stopped", 7, 0, 0),
                reader("running", 7, 1, 0),
                reader("trying", 7, 0, 3),
                reader("done", 0, 0, 0),
                reader("other", 7, 0, 0),
            ],
        );
        let said: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            [
                "consumer ARTICLES_PUBLISHED/absent is missing: run `courant setup` with the same courant.toml",
                "delivery stopped (webhook) is not connected; waiting: 7 articles: start it, or `courant up` with the same courant.toml",
            ]
        );
    }
}
