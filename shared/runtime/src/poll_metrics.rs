use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::Ordering;
use std::time::Duration;

use article::Timestamp;
use broker::table::{DEAD, PUBLISHED, RAW, REPLAYED, SET_ASIDE};
use broker::{ConsumerMetrics, Layout, StreamMetrics, partition};
use telemetry::QueueMetrics;

use crate::edge::Edge;
use crate::resources::{Queue, Resources};
use crate::settings::Endpoints;

/// How often the server is polled, however often `/metrics` is read.
const EVERY: Duration = Duration::from_secs(5);
/// If a stream's metrics are refused, it is skipped for twice as many rounds each time, up to this many.
const MAX_SKIPPED: u32 = 256;

/// A stream whose metrics were refused.
#[derive(Debug, Clone, Copy, Default)]
struct Refused {
    /// How many rounds are left to skip, and how many were skipped the last time.
    skip: u32,
    skipped: u32,
}

/// Reads the metrics of queues and streams from the server, until the service stops. The metadata
/// of the dead letters' stream contain the number of partitions.
///
/// Each service only reads the metrics of its own inputs and outputs, so it needs no further permissions.
pub async fn poll_metrics<E: Edge>(resources: &Resources<E>) {
    let (mut refused, mut known) = (HashMap::new(), BTreeSet::new());
    loop {
        if resources.edge.is_up() {
            let queues = resources.queues.get();
            let Resources { edge, endpoints, metrics, .. } = resources;
            let layout = edge.follow_layout().borrow().clone();
            let output = edge.stream_of(&endpoints.output);
            let streams = streams(&queues, endpoints, output, &layout);
            let now: BTreeSet<String> = streams.iter().cloned().collect();
            known.difference(&now).for_each(|gone: &String| metrics.forget(gone));
            known = now;
            if partition::of_stream(&endpoints.stream).0 == RAW {
                metrics.removed(layout.accepted_before(|_| true));
            }
            poll(resources, &queues, streams, &mut refused).await;
        }
        if resources.stopped_within(EVERY).await {
            return;
        }
    }
}

/// The streams that a service reads and writes, and those of its dead letters and marks.
fn streams(
    queues: &[Queue],
    endpoints: &Endpoints,
    output: Option<&str>,
    layout: &Layout,
) -> Vec<String> {
    // The conservation check needs the number of replayed dead letters. The last stage reads it.
    let replayed = output.filter(|output| *output == PUBLISHED).map(|_| REPLAYED.to_owned());
    // A delivery only writes dead letters.
    let set_aside = Some(SET_ASIDE.to_owned()).filter(|_| !endpoints.output.is_empty());
    let output = match output {
        Some(PUBLISHED) => vec![PUBLISHED.to_owned()],
        Some(queue) => layout.current().into_iter().map(|part| part.stream(queue)).collect(),
        None => Vec::new(),
    };
    let queues = queues.iter().map(|queue| queue.stream.clone());
    queues.chain([DEAD.to_owned()]).chain(set_aside).chain(output).chain(replayed).collect()
}

async fn poll<E: Edge>(
    resources: &Resources<E>,
    queues: &[Queue],
    streams: Vec<String>,
    refused: &mut HashMap<String, Refused>,
) {
    let Resources { edge, metrics, .. } = resources;
    let mut read = HashMap::new();
    for stream in streams {
        if let Some(refused) = refused.get_mut(&stream)
            && refused.skip > 0
        {
            refused.skip -= 1;
            continue;
        }
        match edge.stream_metrics(&stream).await {
            Ok(found) => {
                let StreamMetrics { last_sequence, bytes, drops_oldest, .. } = found;
                // A stream that drops its oldest messages never blocks new ones.
                let max_bytes = found.max_bytes.filter(|_| !drops_oldest);
                metrics.stream(&stream, last_sequence, bytes, max_bytes);
                refused.remove(&stream);
                if queues.iter().any(|queue| queue.stream == stream) {
                    read.insert(stream, found);
                }
            }
            Err(_) if !edge.is_up() => return,
            Err(error) => {
                tracing::debug!(error = %error, "could not read a stream's metrics");
                // Its metadata contain the number of partitions.
                if stream == DEAD {
                    continue;
                }
                let refused = refused.entry(stream).or_default();
                refused.skipped = (2 * refused.skipped).clamp(1, MAX_SKIPPED);
                refused.skip = refused.skipped;
            }
        }
    }
    for queue in queues {
        if let Some(found) = queue_metrics(resources, queue, read.get(&queue.stream)).await {
            metrics.queue(&queue.stream, found);
        }
    }
}

/// The metrics of a stream that the service reads, and of its consumer; `None` if the server
/// doesn't answer.
async fn queue_metrics<E: Edge>(
    resources: &Resources<E>,
    queue: &Queue,
    stream: Option<&StreamMetrics>,
) -> Option<QueueMetrics> {
    let Resources { edge, endpoints, .. } = resources;
    let oldest = stream.and_then(|stream| stream.oldest).map(age).unwrap_or_default();
    let consumer = match edge.consumer_metrics(&queue.stream, &endpoints.durable).await {
        Ok(Some(consumer)) => consumer,
        // Nothing is delivered, so everything waits.
        Ok(None) => {
            let pending = stream.map(|stream| stream.messages).unwrap_or_default();
            return Some(QueueMetrics { exists: false, pending, ack_pending: 0, oldest });
        }
        Err(error) => {
            tracing::debug!(error = %error, "could not read the consumer's metrics");
            return None;
        }
    };
    let ConsumerMetrics { pending, ack_pending, .. } = consumer;
    queue.ack_pending.store(ack_pending, Ordering::Relaxed);
    // A delivery's articles stay in the stream.
    let oldest = match endpoints.output.is_empty() {
        true if pending + ack_pending == 0 => Duration::ZERO,
        true => resources.oldest.age(),
        false => oldest,
    };
    Some(QueueMetrics { exists: true, pending, ack_pending, oldest })
}

fn age(stored_at: Timestamp) -> Duration {
    Timestamp::now().duration_since(stored_at).try_into().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;
    use std::sync::Arc;

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
        let queues = |names: &[&str]| -> Vec<Queue> {
            let queue =
                |name: &&str| Queue { stream: (*name).to_owned(), ack_pending: Arc::default() };
            names.iter().map(queue).collect()
        };
        let of = |endpoints: &Endpoints, names: &[&str], layout: &Layout| {
            streams(&queues(names), endpoints, output(endpoints), layout)
        };
        let streams =
            |endpoints: &Endpoints| of(endpoints, &[&endpoints.stream], &Layout::default());
        let first = endpoints("ARTICLES_RAW", "articles.ingested");
        assert_eq!(streams(&first), ["ARTICLES_RAW", DEAD, SET_ASIDE, "ARTICLES_INGESTED"]);
        let last = endpoints("ARTICLES_METADATA_EXTRACTED", "articles.published.{language}.{id}");
        assert_eq!(streams(&last)[3..], [PUBLISHED, REPLAYED]);
        assert_eq!(streams(&endpoints("OWN", "own.subject")), ["OWN", DEAD, SET_ASIDE]);
        assert_eq!(streams(&endpoints(PUBLISHED, "")), [PUBLISHED, DEAD], "a delivery");
        let two = Layout::of(NonZeroU16::new(2).expect("not zero"));
        let partitions = of(&first, &["ARTICLES_RAW_1"], &two);
        assert_eq!(partitions[..2], ["ARTICLES_RAW_1", DEAD]);
        assert_eq!(partitions[3..], ["ARTICLES_INGESTED_0", "ARTICLES_INGESTED_1"]);
    }
}
