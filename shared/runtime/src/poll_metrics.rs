use std::sync::atomic::Ordering;
use std::time::Duration;

use article::Timestamp;
use broker::StreamMetrics;
use broker::table::{DEAD, PUBLISHED, REPLAYED, SET_ASIDE};

use crate::edge::Edge;
use crate::resources::Resources;
use crate::settings::Endpoints;

/// How often the server is asked, however often `/metrics` is read.
const EVERY: Duration = Duration::from_secs(5);
/// A stream whose metrics are refused is skipped for twice as many rounds each time, up to this
/// many.
const MAX_SKIPPED: u32 = 256;

/// A stream to ask for.
struct Polled {
    name: String,
    /// How many rounds are left to skip, and how many were skipped the last time.
    skip: u32,
    skipped: u32,
}

/// Reads the metrics of queues and streams from the server, until the service stops.
///
/// Each service asks only for what it reads and writes, so that it needs no further permission.
pub async fn poll_metrics<E: Edge>(resources: &Resources<E>) {
    let polled = |name: &str| Polled { name: name.to_owned(), skip: 0, skipped: 0 };
    let output = resources.edge.stream_of(&resources.endpoints.output);
    let streams = streams(&resources.endpoints, output);
    let mut streams: Vec<Polled> = streams.into_iter().map(polled).collect();
    loop {
        if resources.edge.is_up() {
            poll(resources, &mut streams).await;
        }
        if resources.stopped_within(EVERY).await {
            return;
        }
    }
}

/// The streams that a service reads and writes, and those of its dead letters and marks.
fn streams<'a>(endpoints: &'a Endpoints, output: Option<&'a str>) -> Vec<&'a str> {
    // The conservation check needs the number of replayed dead letters. The last stage reads it.
    let replayed = output.filter(|output| *output == PUBLISHED).map(|_| REPLAYED);
    // A delivery writes nothing but dead letters.
    let set_aside = Some(SET_ASIDE).filter(|_| !endpoints.output.is_empty());
    let own = [endpoints.stream.as_str(), DEAD];
    own.into_iter().chain(set_aside).chain(output).chain(replayed).collect()
}

async fn poll<E: Edge>(resources: &Resources<E>, streams: &mut [Polled]) {
    let Resources { edge, endpoints, metrics, .. } = resources;
    let (mut oldest, mut messages) = (Duration::ZERO, 0);
    for stream in streams {
        if stream.skip > 0 {
            stream.skip -= 1;
            continue;
        }
        match edge.stream_metrics(&stream.name).await {
            Ok(found) => {
                let StreamMetrics { last_sequence, bytes, drops_oldest, .. } = found;
                // A stream that drops its oldest messages is never in the way of new ones.
                let max_bytes = found.max_bytes.filter(|_| !drops_oldest);
                metrics.stream(&stream.name, last_sequence, bytes, max_bytes);
                if stream.name == endpoints.stream {
                    oldest = found.oldest.map(age).unwrap_or_default();
                    messages = found.messages;
                }
                stream.skipped = 0;
            }
            Err(_) if !edge.is_up() => return,
            Err(error) => {
                tracing::debug!(error = %error, "could not read a stream's metrics");
                stream.skipped = (2 * stream.skipped).clamp(1, MAX_SKIPPED);
                stream.skip = stream.skipped;
            }
        }
    }
    match edge.consumer_metrics(&endpoints.stream, &endpoints.durable).await {
        Ok(Some(consumer)) => {
            resources.ack_pending.store(consumer.ack_pending, Ordering::Relaxed);
            metrics.consumer(true);
            if endpoints.output.is_empty() {
                let waiting = consumer.pending + consumer.ack_pending > 0;
                oldest = if waiting { resources.oldest.age() } else { Duration::ZERO };
            }
            metrics.queue(consumer.pending, consumer.ack_pending, oldest);
        }
        // Nothing is delivered, so everything waits.
        Ok(None) => {
            metrics.consumer(false);
            metrics.queue(messages, 0, oldest);
        }
        Err(error) => tracing::debug!(error = %error, "could not read the consumer's metrics"),
    }
}

fn age(stored_at: Timestamp) -> Duration {
    Timestamp::now().duration_since(stored_at).try_into().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_asks_for_what_it_reads_and_writes() {
        let endpoints = |stream: &str, output: &str| Endpoints {
            stream: stream.into(),
            durable: "x".into(),
            output: output.into(),
        };
        let output = |endpoints: &Endpoints| {
            broker::Topology::default().stream_of(&endpoints.output).map(|stream| stream.name)
        };
        let streams = |endpoints: &Endpoints| {
            let names = streams(endpoints, output(endpoints)).into_iter();
            names.map(str::to_owned).collect::<Vec<_>>()
        };
        let first = endpoints("ARTICLES_RAW", "articles.ingested");
        assert_eq!(streams(&first), ["ARTICLES_RAW", DEAD, SET_ASIDE, "ARTICLES_INGESTED"]);
        let last = endpoints("ARTICLES_METADATA_EXTRACTED", "articles.published.{language}.{id}");
        assert_eq!(streams(&last)[3..], [PUBLISHED, REPLAYED]);
        assert_eq!(streams(&endpoints("OWN", "own.subject")), ["OWN", DEAD, SET_ASIDE]);
        assert_eq!(streams(&endpoints(PUBLISHED, "")), [PUBLISHED, DEAD], "a delivery");
    }
}
