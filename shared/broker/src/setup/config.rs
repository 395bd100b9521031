use std::time::Duration;

use article::subject;
use async_nats::jetstream::consumer::{AckPolicy, pull};
use async_nats::jetstream::stream::{self, DiscardPolicy, RetentionPolicy, StorageType};

use super::{PublishedFull, SetupSettings};
use crate::Part;
use crate::table::{
    DEAD_FOR, Kept, LARGE, ORIGINALS, PUBLISHED, RAW, SKETCHES, StageSpec, StreamSpec,
};

/// How long the server remembers message ids.
const DUPLICATE_WINDOW: Duration = Duration::from_secs(10 * 60);

/// The configuration of a stream that is declared in the table, or of one of its partitions, which share
/// its size.
pub fn stream_config(
    spec: &StreamSpec,
    part: Part,
    partitions: u64,
    settings: &SetupSettings,
    store: u64,
) -> stream::Config {
    let lane_limit = settings.lane_limit.filter(|_| spec.name == RAW).map(i64::from);
    let (retention, max_age, per_subject) = match spec.kept {
        Kept::UntilAcknowledged => (RetentionPolicy::WorkQueue, Duration::ZERO, -1),
        Kept::For { .. } if spec.name == PUBLISHED => (RetentionPolicy::Limits, settings.keep, -1),
        Kept::For { max_age } if spec.name == LARGE => {
            (RetentionPolicy::Limits, max_age.max(DEAD_FOR.saturating_add(settings.keep)), -1)
        }
        Kept::For { max_age } => (RetentionPolicy::Limits, max_age, -1),
        Kept::Newest { max_age } => (RetentionPolicy::Limits, max_age.unwrap_or_default(), 1),
    };
    stream::Config {
        name: part.stream(spec.name),
        subjects: spec.subjects.iter().map(|&subject| part.subject(subject)).collect(),
        retention,
        max_age,
        max_bytes: (settings.max_bytes(spec, store) / partitions).try_into().unwrap_or(i64::MAX),
        max_messages_per_subject: lane_limit.unwrap_or(per_subject),
        discard_new_per_subject: lane_limit.is_some(),
        // A full stream refuses messages: that is the back pressure. A new message still replaces the
        // previous one of its subject, which is another limit (`discard_new_per_subject`).
        discard: match settings.published_full {
            PublishedFull::DropOldest if spec.name == PUBLISHED => DiscardPolicy::Old,
            // Originals and sketches must not stop the pipeline.
            PublishedFull::DropOldest | PublishedFull::Refuse
                if [ORIGINALS, SKETCHES].contains(&spec.name) =>
            {
                DiscardPolicy::Old
            }
            PublishedFull::DropOldest | PublishedFull::Refuse => DiscardPolicy::New,
        },
        storage: StorageType::File,
        num_replicas: settings.replicas,
        // The server refuses a window that is longer than it keeps messages.
        duplicate_window: match max_age {
            Duration::ZERO => DUPLICATE_WINDOW,
            max_age => max_age.min(DUPLICATE_WINDOW),
        },
        allow_direct: true,
        allow_message_ttl: spec.name == ORIGINALS,
        ..stream::Config::default()
    }
}

/// The configuration of a stage's consumer.
pub fn consumer_config(spec: &StageSpec, settings: &SetupSettings) -> pull::Config {
    pull::Config {
        durable_name: Some(spec.stage.to_owned()),
        ack_policy: AckPolicy::Explicit,
        ack_wait: settings.ack_wait,
        // The services request only what they can process. Records of a newer version, which wait for
        // their service, must not keep the server from delivering older ones.
        max_ack_pending: -1,
        // The runtime decides when a document has crashed too often, so the server never does.
        max_deliver: -1,
        ..pull::Config::default()
    }
}

/// The configuration of a reader's consumer.
pub fn reader_config(name: &str, language: Option<&str>, settings: &SetupSettings) -> pull::Config {
    pull::Config {
        durable_name: Some(name.to_owned()),
        ack_policy: AckPolicy::Explicit,
        ack_wait: settings.ack_wait,
        max_ack_pending: 1_000,
        max_deliver: -1,
        // Without tombstones, which are not records.
        filter_subject: published(language),
        ..pull::Config::default()
    }
}

/// The configuration of a delivery's consumers: of published articles, and of replayed dead letters.
pub fn delivery_configs(
    name: &str,
    language: Option<&str>,
    settings: &SetupSettings,
) -> [pull::Config; 2] {
    // Like a stage, a delivery requests only what it can process.
    let reader = pull::Config { max_ack_pending: -1, ..reader_config(name, language, settings) };
    let articles = pull::Config {
        filter_subject: String::new(),
        filter_subjects: vec![published(language), format!("{}*", subject::ERASED_PREFIX)],
        ..reader.clone()
    };
    [articles, pull::Config { filter_subject: subject::deliver(name), ..reader }]
}

/// The subjects of published articles, in one language or in any.
fn published(language: Option<&str>) -> String {
    format!("articles.published.{}.*", language.unwrap_or("*"))
}
