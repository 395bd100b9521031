mod config;
mod drift;

use std::str::FromStr;
use std::time::Duration;

use async_nats::jetstream::account::Account;
use async_nats::jetstream::consumer::{self, IntoConsumerConfig, pull};
use async_nats::jetstream::response::Response;
use async_nats::jetstream::stream;
use async_nats::jetstream::{self, ErrorCode};
use backon::{BackoffBuilder, ExponentialBuilder};
use bytesize::ByteSize;
use clap::{Args, ValueEnum};
use jiff::SignedDuration;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use tokio::time::Instant;

use crate::table::{DELIVERY, PUBLISHED, StreamSpec};
use crate::{Broker, Topology};
use config::{consumer_config, delivery_configs, reader_config, stream_config};
use drift::{consumer_drift, stream_drift};

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
    /// Raw documents that may wait in one lane, or on articles.raw; more are refused, so that no
    /// source fills the stream for the others [default: no limit]
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
    /// Whether they fit the pipeline. An error is a usage error: it names the setting.
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

    /// How large a stream may become, in bytes.
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

/// How long a cluster may take to elect its leaders.
const LEADERS_WITHIN: Duration = Duration::from_secs(20);
/// Between two requests meanwhile: from 250 to 500 ms at first, doubled each time, at most 2 s.
const BACKOFF: ExponentialBuilder = ExponentialBuilder::new()
    .with_jitter()
    .with_min_delay(Duration::from_millis(250))
    .with_max_delay(Duration::from_secs(1))
    .without_max_times();
/// The answers of a cluster that is still starting: no peer for another copy, no leader.
const TRANSIENT: [ErrorCode; 3] =
    [ErrorCode::CLUSTER_NO_PEERS, ErrorCode::CLUSTER_NOT_AVAILABLE, ErrorCode::CLUSTER_NOT_LEADER];

/// Compares streams and consumers with the topology. With `create` it creates what is missing, with
/// `change` it changes what differs.
pub async fn setup(
    broker: &Broker,
    settings: &SetupSettings,
    create: bool,
    change: bool,
) -> Result<Vec<Change>, SetupError> {
    let account = account(broker).await?;
    let store = match u64::try_from(account.limits.max_storage.unwrap_or(-1)) {
        Ok(limit) => limit.min(settings.store),
        Err(_) => settings.store,
    };
    let mut changes = Vec::new();
    let streams = broker.topology().streams();
    for spec in streams {
        let wanted = stream_config(spec, settings, store);
        let sum = streams.iter().map(|spec| settings.max_bytes(spec, store)).sum();
        changes.push(apply_stream(broker, wanted, sum, create, change).await?);
    }
    for spec in broker.topology().stages() {
        let wanted = consumer_config(spec, settings);
        changes.push(apply_consumer(broker, spec.input, wanted, create, change).await?);
    }
    Ok(changes)
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

/// The account's limits. Retries, because a cluster that has just started may have no leader yet.
async fn account(broker: &Broker) -> Result<Account, SetupError> {
    let until = Instant::now() + LEADERS_WITHIN;
    let mut backoff = BACKOFF.build();
    loop {
        match broker.session().jetstream.query_account().await {
            Ok(account) => return Ok(account),
            Err(_) if Instant::now() < until => wait(&mut backoff).await,
            Err(_) => return Err(SetupError::NoJetStream),
        }
    }
}

async fn apply_stream(
    broker: &Broker,
    wanted: stream::Config,
    sum: u64,
    create: bool,
    change: bool,
) -> Result<Change, SetupError> {
    let name = &wanted.name;
    let object = Object { name: format!("stream {name}"), broker, sum };
    let (info, make, update) = (
        format!("STREAM.INFO.{name}"),
        format!("STREAM.CREATE.{name}"),
        format!("STREAM.UPDATE.{name}"),
    );
    let drift = match object.request::<stream::Info>(info, &json!({})).await? {
        Ok(found) => stream_drift(&found.config, &wanted),
        Err(error) if error.error_code() == ErrorCode::STREAM_NOT_FOUND => Drift::Missing,
        Err(error) => return Err(object.refusal(&error)),
    };
    let applied = match &drift {
        Drift::None => true,
        Drift::Missing if create => object.apply::<stream::Info>(make, &wanted).await?,
        Drift::Differs(_) if change => object.apply::<stream::Info>(update, &wanted).await?,
        Drift::Missing | Drift::Differs(_) => false,
    };
    Ok(Change { object: object.name, drift, applied })
}

async fn apply_consumer(
    broker: &Broker,
    stream: &str,
    wanted: pull::Config,
    create: bool,
    change: bool,
) -> Result<Change, SetupError> {
    let name = wanted.durable_name.as_deref().unwrap_or_default();
    let object = Object { name: format!("consumer {stream}/{name}"), broker, sum: 0 };
    let info = format!("CONSUMER.INFO.{stream}.{name}");
    let make = match wanted.filter_subject.as_str() {
        "" => format!("CONSUMER.CREATE.{stream}.{name}"),
        filter => format!("CONSUMER.CREATE.{stream}.{name}.{filter}"),
    };
    let request = |action| {
        let config = wanted.clone().into_consumer_config();
        json!({ "stream_name": stream, "config": config, "action": action })
    };
    let drift = match object.request::<consumer::Info>(info, &json!({})).await? {
        Ok(found) => consumer_drift(&found.config, &wanted),
        // Its stream may be missing too, if setup creates nothing.
        Err(error)
            if [ErrorCode::CONSUMER_NOT_FOUND, ErrorCode::STREAM_NOT_FOUND]
                .contains(&error.error_code()) =>
        {
            Drift::Missing
        }
        Err(error) => return Err(object.refusal(&error)),
    };
    let applied = match &drift {
        Drift::None => true,
        Drift::Missing if create => {
            object.apply::<consumer::Info>(make, &request("create")).await?
        }
        Drift::Differs(_) if change => {
            object.apply::<consumer::Info>(make, &request("update")).await?
        }
        Drift::Missing | Drift::Differs(_) => false,
    };
    Ok(Change { object: object.name, drift, applied })
}

/// A stream or consumer on the server.
struct Object<'a> {
    name: String,
    broker: &'a Broker,
    /// What all streams together need, in bytes.
    sum: u64,
}

impl Object<'_> {
    /// Sends a request to JetStream's API. Retries while there is no answer or a transient error: when
    /// a node comes back, its cluster elects leaders.
    async fn request<T: DeserializeOwned>(
        &self,
        subject: String,
        payload: &impl Serialize,
    ) -> Result<Result<T, jetstream::Error>, SetupError> {
        let until = Instant::now() + LEADERS_WITHIN;
        let mut backoff = BACKOFF.build();
        loop {
            match self.broker.session().jetstream.request(subject.clone(), payload).await {
                Ok(Response::Ok(answer)) => return Ok(Ok(answer)),
                Ok(Response::Err { error }) if !TRANSIENT.contains(&error.error_code()) => {
                    return Ok(Err(error));
                }
                Ok(Response::Err { error }) if Instant::now() >= until => return Ok(Err(error)),
                Err(_) if Instant::now() >= until => {
                    return Err(SetupError::Away { object: self.name.clone() });
                }
                Ok(Response::Err { .. }) | Err(_) => wait(&mut backoff).await,
            }
        }
    }

    /// Creates or changes it. Returns `true`.
    async fn apply<T: DeserializeOwned>(
        &self,
        subject: String,
        payload: &impl Serialize,
    ) -> Result<bool, SetupError> {
        match self.request::<T>(subject, payload).await? {
            Ok(_) => Ok(true),
            Err(error) => Err(self.refusal(&error)),
        }
    }

    fn refusal(&self, error: &jetstream::Error) -> SetupError {
        let (object, detail) = (self.name.clone(), error.to_string());
        if detail.contains("insufficient storage") || detail.contains("resources") {
            return SetupError::TooLarge { object, sum: self.sum };
        }
        SetupError::Refused { object, detail }
    }
}

async fn wait(backoff: &mut backon::ExponentialBackoff) {
    let wait = backoff.next().expect("the number of retries is not limited");
    tokio::time::sleep(wait).await;
}
