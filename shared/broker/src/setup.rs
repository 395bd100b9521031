mod config;
mod drift;
mod mapping;
mod object;
mod partitions;

use std::num::NonZeroU16;
use std::str::FromStr;
use std::time::Duration;

use bytesize::ByteSize;
use clap::{Args, ValueEnum};
use jiff::SignedDuration;

use crate::table::{DEAD, DELIVERY, PUBLISHED, StreamSpec};
use crate::{Broker, Layout, Part, Topology};
use config::{consumer_config, delivery_configs, reader_config, stream_config};
use object::{account, apply_consumer, apply_stream};

pub use mapping::{PROBED, Unmapped};
pub use partitions::{Move, setup_partitions};

/// What differs from one installation to the next.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Streams")]
pub struct SetupSettings {
    /// Disk space for all streams together (the server's `max_file_store`)
    #[arg(long, env = "COURANT_STORE", value_name = "SIZE", default_value = "10GiB", value_parser = size)]
    pub store: u64,
    /// Size of one stream instead of its share of --store, such as ARTICLES_PUBLISHED=50GB;
    /// comma-separated or repeated
    #[arg(long, env = "COURANT_STREAM_SIZE", value_name = "STREAM=SIZE", value_delimiter = ',')]
    pub stream_size: Vec<StreamSize>,
    /// How long ARTICLES_PUBLISHED keeps an article
    #[arg(long, env = "COURANT_KEEP", value_name = "TIME", default_value = "7d", value_parser = duration)]
    pub keep: Duration,
    /// What a full ARTICLES_PUBLISHED does with new articles
    #[arg(long, env = "COURANT_PUBLISHED_FULL", value_name = "HOW", default_value = "refuse")]
    pub published_full: PublishedFull,
    /// Number of copies of each stream in a cluster
    #[arg(long, env = "COURANT_REPLICAS", value_name = "N", default_value_t = 1)]
    pub replicas: usize,
    /// Time without a heartbeat after which a message is redelivered to another replica
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = duration)]
    pub ack_wait: Duration,
    /// Maximum raw documents waiting in one lane, or on articles.raw; more are refused, so that one
    /// source can't fill the stream for the others [default: no limit]
    #[arg(long, env = "COURANT_LANE_LIMIT", value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub lane_limit: Option<u32>,
}

/// Reads `10737418240`, `12GB` or `10GiB`.
fn size(text: &str) -> Result<u64, String> {
    let size = text.parse::<ByteSize>().ok().map(|size| size.as_u64()).filter(|&size| size > 0);
    size.ok_or("try 10737418240, 12GB or 10GiB".to_owned())
}

/// Reads `30s`, `2m`, `7d`, or a number of seconds.
fn duration(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().map(Duration::from_secs).ok();
    let days = || text.strip_suffix('d')?.parse().ok().map(of_days);
    let units = || text.parse::<SignedDuration>().ok()?.try_into().ok();
    let time = seconds.or_else(days).or_else(units);
    time.filter(|time| !time.is_zero()).ok_or("try 30s, 2m or 7d".to_owned())
}

fn of_days(count: u32) -> Duration {
    Duration::from_secs(24 * 60 * 60) * count
}

/// The size of one stream: `ARTICLES_PUBLISHED=50GB`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamSize {
    /// The stream.
    pub stream: String,
    /// Its limit in bytes.
    pub bytes: u64,
}

impl FromStr for StreamSize {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, bytes) = text.split_once('=').ok_or("write STREAM=SIZE")?;
        Ok(Self { stream: name.to_owned(), bytes: size(bytes)? })
    }
}

/// What a full `ARTICLES_PUBLISHED` does with new articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum PublishedFull {
    /// Refuse them: the pipeline waits, and nothing is lost
    #[default]
    Refuse,
    /// Drop the oldest articles, whether they were read or not
    DropOldest,
}

impl SetupSettings {
    /// Checks them against the pipeline. An error is a usage error that names the setting.
    pub fn check(&self, topology: &Topology) -> Result<(), String> {
        let names: Vec<&str> = topology.streams().iter().map(|spec| spec.name).collect();
        match self.stream_size.iter().find(|size| !names.contains(&size.stream.as_str())) {
            Some(StreamSize { stream, .. }) => Err(format!(
                "--stream-size (COURANT_STREAM_SIZE): there is no stream {stream}: the streams are {}",
                names.join(", ")
            )),
            None => Ok(()),
        }
    }

    /// Maximum size of a stream in bytes.
    fn max_bytes(&self, spec: &StreamSpec, store: u64) -> u64 {
        let own = self.stream_size.iter().rev().find(|size| size.stream == spec.name);
        own.map_or(store / 100 * spec.share, |size| size.bytes)
    }
}

/// One stream or consumer, and whether it was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// `stream ARTICLES_RAW`, `consumer ARTICLES_RAW/ingestion`.
    pub object: String,
    /// How it differed.
    pub drift: Drift,
    /// Whether it is as declared now.
    pub applied: bool,
}

/// How a stream or consumer differs from its declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drift {
    /// Not at all.
    None,
    /// It is missing.
    Missing,
    /// In these settings: `max_age is 1d, should be 7d`.
    Differs(Vec<String>),
    /// It belongs to an earlier number of partitions, and still has this many messages.
    Draining(u64),
    /// It belonged to an earlier number of partitions, and is removed.
    Drained,
    /// A move to another number of partitions was interrupted before its last step.
    Unfinished,
}

/// Why the streams can't be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// JetStream is off, or off for this account.
    #[error("JetStream is not available to this user: enable it in the server's configuration")]
    NoJetStream,
    /// The declared sizes exceed the server's storage.
    #[error(
        "{object} does not fit on the server: all streams together need {sum} bytes; raise the server's `max_file_store`, or set --store (COURANT_STORE) or --stream-size to what it has"
    )]
    TooLarge {
        /// The first that did not fit.
        object: String,
        /// What all streams together need, in bytes.
        sum: u64,
    },
    /// Another run of `setup` has moved the partitions in the meantime.
    #[error(
        "stream {0} is in use again: another `courant setup` is running, wait for it and run this one again"
    )]
    Moved(String),
    /// The server does not answer.
    #[error(
        "no answer about {object}: see the server's log for whether the cluster has a leader for it and this user has permission"
    )]
    Away {
        /// The stream or consumer.
        object: String,
    },
    /// The server refused.
    #[error("the server refused {object}: {detail}")]
    Refused {
        /// The stream or consumer.
        object: String,
        /// The server's error message.
        detail: String,
    },
}

/// Compares streams and consumers with the topology. With `create` it creates what is missing, with
/// `change` it changes what differs.
///
/// There are as many partitions as the server says, or `partitions` if nothing is set up yet;
/// [`setup_partitions`] changes their number.
pub async fn setup(
    broker: &Broker,
    settings: &SetupSettings,
    partitions: Option<NonZeroU16>,
    create: bool,
    change: bool,
) -> Result<Vec<Change>, SetupError> {
    let store = store(broker, settings).await?;
    let wanted = Layout::of(partitions.unwrap_or(NonZeroU16::MIN));
    let layout = partitions::stored(broker).await?.unwrap_or(wanted);
    let mut changes = Vec::new();
    let streams = broker.topology().streams();
    let sum = streams.iter().map(|spec| settings.max_bytes(spec, store)).sum();
    for spec in streams {
        for (part, share) in parts(broker, spec.name, &layout) {
            let mut wanted = stream_config(spec, part, share, settings, store);
            if spec.name == DEAD {
                wanted.metadata = layout.metadata();
            }
            // A move changes the sizes of queues, and may have been interrupted.
            let any_size = broker.topology().is_queue(spec.name) && !layout.draining().is_empty();
            changes.push(apply_stream(broker, wanted, sum, create, change, any_size).await?);
        }
    }
    for spec in broker.topology().stages() {
        for part in layout.current() {
            let wanted = consumer_config(spec, settings);
            let stream = part.stream(spec.input);
            changes.push(apply_consumer(broker, &stream, wanted, create, change).await?);
        }
    }
    Ok(changes)
}

/// Disk space for all streams together, in bytes.
async fn store(broker: &Broker, settings: &SetupSettings) -> Result<u64, SetupError> {
    let account = account(broker).await?;
    Ok(match u64::try_from(account.limits.max_storage.unwrap_or(-1)) {
        Ok(limit) => limit.min(settings.store),
        Err(_) => settings.store,
    })
}

/// The parts of a stream that are written to, and the number of parts that share its size. Only
/// queues have more than one.
fn parts(broker: &Broker, stream: &str, layout: &Layout) -> Vec<(Part, u64)> {
    if !broker.topology().is_queue(stream) {
        return vec![(Part::Whole, 1)];
    }
    // While documents move from one number of partitions to another, each has half of the space.
    let layouts = if layout.draining().is_empty() { 1 } else { 2 };
    let share = layouts * u64::from(layout.count().get());
    layout.current().into_iter().map(|part| (part, share)).collect()
}

/// The subjects of a stream that is drained: nobody sends to them, and publishers notice at once
/// that the stream no longer stores anything.
fn retired(stream: &str) -> Vec<String> {
    vec![format!("articles.partition.retired.{stream}")]
}

fn is_retired(config: &async_nats::jetstream::stream::Config) -> bool {
    config.subjects == retired(&config.name)
}

/// Compares a reader's consumer, which is named after it, with what `setup` creates. Without a
/// language it delivers every article.
pub async fn setup_reader(
    broker: &Broker,
    settings: &SetupSettings,
    name: &str,
    language: Option<&str>,
    create: bool,
    change: bool,
) -> Result<Change, SetupError> {
    let wanted = reader_config(name, language, settings);
    apply_consumer(broker, PUBLISHED, wanted, create, change).await
}

/// Compares the consumers of a delivery, which are named after it, with what `setup` creates: one
/// for published articles, and one for replayed dead letters.
pub async fn setup_delivery(
    broker: &Broker,
    settings: &SetupSettings,
    name: &str,
    language: Option<&str>,
    create: bool,
    change: bool,
) -> Result<Vec<Change>, SetupError> {
    let [articles, replays] = delivery_configs(name, language, settings);
    Ok(vec![
        apply_consumer(broker, PUBLISHED, articles, create, change).await?,
        apply_consumer(broker, DELIVERY, replays, create, change).await?,
    ])
}
