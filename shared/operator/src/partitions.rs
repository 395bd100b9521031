//! Sums up partitions, and finds the one that is behind.

use std::fmt;

use broker::table::RAW;
use broker::{ConsumerMetrics, Layout, StageMetrics, StreamMetrics, Topology, partition};
use serde::Serialize;

/// The partition of a stage with the largest backlog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Behind {
    /// The stage.
    pub stage: &'static str,
    /// The partition's stream.
    pub stream: &'static str,
    /// Documents that wait in it, delivered or not.
    pub waiting: u64,
    /// Documents that wait in all partitions of the stage.
    pub of: u64,
}

impl fmt::Display for Behind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { stage, stream, waiting, of } = self;
        write!(f, "{stage}: {waiting} of {of} waiting documents are in {stream}")
    }
}

/// The metrics of each stream of the table, summed over its partitions.
pub(crate) fn streams(
    topology: &Topology,
    layout: &Layout,
    parts: &[StreamMetrics],
) -> Vec<StreamMetrics> {
    let mut whole: Vec<StreamMetrics> = Vec::new();
    for part in parts {
        let (queue, _) = partition::of_stream(&part.name);
        let queue = if topology.is_queue(queue) { queue } else { &part.name };
        match whole.iter_mut().find(|stream| stream.name == queue) {
            Some(stream) => add(stream, part),
            None => whole.push(StreamMetrics { name: queue.to_owned(), ..part.clone() }),
        }
    }
    let exists = |name: &str| parts.iter().any(|part| part.name == name);
    if let Some(raw) = whole.iter_mut().find(|stream| stream.name == RAW) {
        raw.last_sequence += layout.accepted_before(exists);
    }
    whole
}

fn add(stream: &mut StreamMetrics, part: &StreamMetrics) {
    stream.messages += part.messages;
    stream.bytes += part.bytes;
    stream.max_bytes = stream.max_bytes.zip(part.max_bytes).map(|(one, other)| one + other);
    stream.last_sequence += part.last_sequence;
    stream.oldest = stream.oldest.into_iter().chain(part.oldest).min();
    for subject in &part.full_subjects {
        let subject = partition::public(subject).unwrap_or_else(|| subject.clone());
        if !stream.full_subjects.contains(&subject) {
            stream.full_subjects.push(subject);
        }
    }
}

/// The metrics of each stage, summed over its partitions, and the partitions that are behind.
pub(crate) fn stages(
    topology: &Topology,
    parts: &[StageMetrics],
) -> (Vec<StageMetrics>, Vec<Behind>) {
    let mut whole: Vec<StageMetrics> = Vec::new();
    let mut behind: Vec<Behind> = Vec::new();
    for part in parts {
        let waiting = part.consumer.map_or(0, |consumer| consumer.pending + consumer.ack_pending);
        let StageMetrics { stage, stream, .. } = *part;
        match whole.iter_mut().find(|known| known.stage == stage) {
            Some(known) => {
                known.consumer = match (known.consumer, part.consumer) {
                    (Some(one), Some(other)) => Some(sum(one, other)),
                    // The backlog of a partition without a consumer is unknown.
                    (None, _) | (_, None) => None,
                };
            }
            None => {
                let (queue, _) = partition::of_stream(stream);
                let stream = if topology.is_queue(queue) { queue } else { stream };
                whole.push(StageMetrics { stream, ..part.clone() });
            }
        }
        match behind.iter_mut().find(|known| known.stage == stage) {
            Some(known) => {
                known.of += waiting;
                if waiting > known.waiting {
                    (known.stream, known.waiting) = (stream, waiting);
                }
            }
            None => behind.push(Behind { stage, stream, waiting, of: waiting }),
        }
    }
    let split = |stage: &str| parts.iter().filter(|part| part.stage == stage).count() > 1;
    behind.retain(|stage| stage.waiting > 0 && split(stage.stage));
    (whole, behind)
}

fn sum(one: ConsumerMetrics, other: ConsumerMetrics) -> ConsumerMetrics {
    ConsumerMetrics {
        pending: one.pending + other.pending,
        ack_pending: one.ack_pending + other.ack_pending,
        redelivered: one.redelivered + other.redelivered,
        waiting: one.waiting + other.waiting,
        delivered_at: one.delivered_at.max(other.delivered_at),
        ack_wait: one.ack_wait.max(other.ack_wait),
        paused_until: one.paused_until.max(other.paused_until),
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;
    use std::time::Duration;

    use super::*;

    fn stream(name: &str, messages: u64, last_sequence: u64) -> StreamMetrics {
        StreamMetrics {
            name: name.to_owned(),
            messages,
            bytes: 10 * messages,
            max_bytes: Some(100),
            first_sequence: 1,
            last_sequence,
            oldest: None,
            drops_oldest: false,
            full_subjects: Vec::new(),
        }
    }

    fn stage(stream: &'static str, pending: u64) -> StageMetrics {
        let consumer = ConsumerMetrics {
            pending,
            ack_pending: 0,
            redelivered: 0,
            waiting: 1,
            delivered_at: None,
            ack_wait: Duration::from_secs(30),
            paused_until: None,
        };
        StageMetrics { stage: "ingestion", stream, consumer: Some(consumer) }
    }

    #[test]
    fn streams_are_added_up_with_what_was_accepted_before() {
        let two = NonZeroU16::new(2).unwrap();
        let layout = Layout::default().moved_to(two).removing(RAW, 70).settled();
        let parts = [
            stream("ARTICLES_RAW_0", 1, 5),
            stream("ARTICLES_RAW_1", 2, 6),
            stream("ARTICLES_DEAD", 3, 3),
        ];
        let whole = streams(&Topology::default(), &layout, &parts);
        let figures: Vec<_> =
            whole.iter().map(|one| (one.name.as_str(), one.messages, one.last_sequence)).collect();
        assert_eq!(figures, [(RAW, 3, 81), ("ARTICLES_DEAD", 3, 3)]);
        assert_eq!(whole[0].max_bytes, Some(200));
        let one = [stream(RAW, 1, 5)];
        assert_eq!(streams(&Topology::default(), &Layout::default(), &one), one);
    }

    #[test]
    fn the_partition_that_is_behind_is_named() {
        let topology = Topology::default();
        let (whole, behind) =
            stages(&topology, &[stage("ARTICLES_RAW_0", 1), stage("ARTICLES_RAW_1", 7)]);
        assert_eq!(whole[0].stream, RAW);
        assert_eq!(whole[0].consumer.map(|consumer| consumer.pending), Some(8));
        let [behind] = &behind[..] else { panic!("{behind:?}") };
        assert_eq!((behind.stream, behind.waiting, behind.of), ("ARTICLES_RAW_1", 7, 8));
        let text = "ingestion: 7 of 8 waiting documents are in ARTICLES_RAW_1";
        assert_eq!(behind.to_string(), text);
        assert!(stages(&topology, &[stage(RAW, 7)]).1.is_empty(), "one partition is never behind");
    }
}
