use std::time::Duration;

use async_nats::jetstream::account::Account;
use async_nats::jetstream::consumer::{self, AckPolicy, IntoConsumerConfig, pull};
use async_nats::jetstream::response::Response;
use async_nats::jetstream::stream::{self, DiscardPolicy, RetentionPolicy, StorageType};
use async_nats::jetstream::{self, ErrorCode};
use bytesize::ByteSize;
use clap::Args;
use jiff::SignedDuration;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use tokio::time::Instant;

use crate::Broker;
use crate::table::{Kept, STAGES, STREAMS, StageSpec, StreamSpec};

/// What may differ from one installation to the next.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Streams")]
pub struct SetupSettings {
    /// Disk space for all streams together (the server's `max_file_store`)
    #[arg(long, env = "COURANT_STORE", value_name = "SIZE", default_value = "10GiB", value_parser = size)]
    pub store: u64,
    /// Number of copies of each stream in a cluster
    #[arg(long, env = "COURANT_REPLICAS", value_name = "N", default_value_t = 1)]
    pub replicas: usize,
    /// Time without a report after which a message is delivered to another replica
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = duration)]
    pub ack_wait: Duration,
}

/// `10737418240`, `12GB`, `10GiB`.
fn size(text: &str) -> Result<u64, String> {
    let size = text.parse::<ByteSize>().ok().map(|size| size.as_u64()).filter(|&size| size > 0);
    size.ok_or("try 10737418240, 12GB or 10GiB".to_owned())
}

/// `30`, in seconds, or `30s`, `2m`.
fn duration(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().map(Duration::from_secs).ok();
    let units = || text.parse::<SignedDuration>().ok()?.try_into().ok();
    seconds.or_else(units).filter(|time| !time.is_zero()).ok_or("try 30s or 2m".to_owned())
}

/// One stream or consumer, and what was done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// `stream ARTICLES_RAW`, `consumer ARTICLES_RAW/ingestion`.
    pub object: String,
    /// How it stood.
    pub drift: Drift,
    /// Whether it stands now as declared.
    pub applied: bool,
}

/// How a stream or consumer stood against its declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drift {
    /// As declared.
    None,
    /// It was not there.
    Missing,
    /// It differs: `max_age is 1d, should be 7d`.
    Differs(Vec<String>),
}

/// Why the streams can't be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// JetStream is off, or not for this account.
    #[error("the server has no JetStream for this user: start it with `jetstream` on")]
    NoJetStream,
    /// The declared sizes don't fit.
    #[error(
        "{object} does not fit on the server: all streams together want {sum} bytes; give the server more (`max_file_store`) or set --store (COURANT_STORE) to what it has"
    )]
    TooLarge {
        /// The first that did not fit.
        object: String,
        /// What all streams together want, in bytes.
        sum: u64,
    },
    /// The server does not tell.
    #[error(
        "no answer about {object}: the server's log tells whether its cluster has a leader for it, and whether this user may ask"
    )]
    Away {
        /// What it was asked about.
        object: String,
    },
    /// The server refuses.
    #[error("the server refuses {object}: {detail}")]
    Refused {
        /// What it refuses.
        object: String,
        /// Why, in the server's words.
        detail: String,
    },
}

/// How long a cluster may take to find its leaders.
const LEADERS_WITHIN: Duration = Duration::from_secs(20);
/// How often it is asked meanwhile.
const AGAIN: Duration = Duration::from_secs(1);
/// Answers of a cluster that is still finding itself: no peer for another copy, no leader.
const PASSING: [ErrorCode; 3] =
    [ErrorCode::CLUSTER_NO_PEERS, ErrorCode::CLUSTER_NOT_AVAILABLE, ErrorCode::CLUSTER_NOT_LEADER];

/// Compares streams and consumers with the table, makes what is missing, and with `change`
/// brings what differs into line. With neither, it only looks.
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
    for spec in &STREAMS {
        let wanted = stream_config(spec, settings, store);
        changes.push(apply_stream(broker, wanted, store, create, change).await?);
    }
    for spec in &STAGES {
        changes.push(apply_consumer(broker, spec, settings, create, change).await?);
    }
    Ok(changes)
}

/// What the server grants. Asked more than once: a cluster that has just come up may have no leader
/// yet, or not know the way to it.
async fn account(broker: &Broker) -> Result<Account, SetupError> {
    let until = Instant::now() + LEADERS_WITHIN;
    loop {
        match broker.jetstream.query_account().await {
            Ok(account) => return Ok(account),
            Err(_) if Instant::now() < until => tokio::time::sleep(AGAIN).await,
            Err(_) => return Err(SetupError::NoJetStream),
        }
    }
}

async fn apply_stream(
    broker: &Broker,
    wanted: stream::Config,
    store: u64,
    create: bool,
    change: bool,
) -> Result<Change, SetupError> {
    let name = &wanted.name;
    let object = Object { name: format!("stream {name}"), broker, store };
    let (info, make, update) = (
        format!("STREAM.INFO.{name}"),
        format!("STREAM.CREATE.{name}"),
        format!("STREAM.UPDATE.{name}"),
    );
    let drift = match object.ask::<stream::Info>(info, &json!({})).await? {
        Ok(found) => stream_drift(&found.config, &wanted),
        Err(error) if error.error_code() == ErrorCode::STREAM_NOT_FOUND => Drift::Missing,
        Err(error) => return Err(object.refusal(&error)),
    };
    let applied = match &drift {
        Drift::None => true,
        Drift::Missing if create => object.told::<stream::Info>(make, &wanted).await?,
        Drift::Differs(_) if change => object.told::<stream::Info>(update, &wanted).await?,
        Drift::Missing | Drift::Differs(_) => false,
    };
    Ok(Change { object: object.name, drift, applied })
}

async fn apply_consumer(
    broker: &Broker,
    spec: &StageSpec,
    settings: &SetupSettings,
    create: bool,
    change: bool,
) -> Result<Change, SetupError> {
    let StageSpec { input, stage, .. } = spec;
    let object = Object { name: format!("consumer {input}/{stage}"), broker, store: 0 };
    let wanted = consumer_config(spec, settings);
    let (info, make) =
        (format!("CONSUMER.INFO.{input}.{stage}"), format!("CONSUMER.CREATE.{input}.{stage}"));
    let request = |action| {
        let config = wanted.clone().into_consumer_config();
        json!({ "stream_name": input, "config": config, "action": action })
    };
    let drift = match object.ask::<consumer::Info>(info, &json!({})).await? {
        Ok(found) => consumer_drift(&found.config, &wanted),
        // Its stream may be missing too, when setup only looks.
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
        Drift::Missing if create => object.told::<consumer::Info>(make, &request("create")).await?,
        Drift::Differs(_) if change => {
            object.told::<consumer::Info>(make, &request("update")).await?
        }
        Drift::Missing | Drift::Differs(_) => false,
    };
    Ok(Change { object: object.name, drift, applied })
}

/// A stream or consumer that the server is asked about.
struct Object<'a> {
    name: String,
    broker: &'a Broker,
    store: u64,
}

impl Object<'_> {
    /// Asks JetStream's API, and again while there is no answer or one that passes: a node that comes
    /// back has its cluster choose leaders.
    async fn ask<T: DeserializeOwned>(
        &self,
        subject: String,
        payload: &impl Serialize,
    ) -> Result<Result<T, jetstream::Error>, SetupError> {
        let until = Instant::now() + LEADERS_WITHIN;
        loop {
            match self.broker.jetstream.request(subject.clone(), payload).await {
                Ok(Response::Ok(told)) => return Ok(Ok(told)),
                Ok(Response::Err { error }) if !PASSING.contains(&error.error_code()) => {
                    return Ok(Err(error));
                }
                Ok(Response::Err { error }) if Instant::now() >= until => return Ok(Err(error)),
                Err(_) if Instant::now() >= until => {
                    return Err(SetupError::Away { object: self.name.clone() });
                }
                Ok(Response::Err { .. }) | Err(_) => tokio::time::sleep(AGAIN).await,
            }
        }
    }

    /// Has the server make or change it.
    async fn told<T: DeserializeOwned>(
        &self,
        subject: String,
        payload: &impl Serialize,
    ) -> Result<bool, SetupError> {
        match self.ask::<T>(subject, payload).await? {
            Ok(_) => Ok(true),
            Err(error) => Err(self.refusal(&error)),
        }
    }

    fn refusal(&self, error: &jetstream::Error) -> SetupError {
        let (object, detail) = (self.name.clone(), error.to_string());
        if detail.contains("insufficient storage") || detail.contains("resources") {
            let sum = STREAMS.iter().map(|spec| self.store / 100 * spec.share).sum();
            return SetupError::TooLarge { object, sum };
        }
        SetupError::Refused { object, detail }
    }
}

fn stream_config(spec: &StreamSpec, settings: &SetupSettings, store: u64) -> stream::Config {
    let (retention, max_age, rollup, per_subject) = match spec.kept {
        Kept::UntilAcknowledged => (RetentionPolicy::WorkQueue, Duration::ZERO, false, -1),
        Kept::For { max_age, rollup } => (RetentionPolicy::Limits, max_age, rollup, -1),
        Kept::Newest { max_age } => {
            (RetentionPolicy::Limits, max_age.unwrap_or_default(), false, 1)
        }
    };
    stream::Config {
        name: spec.name.to_owned(),
        subjects: spec.subjects.iter().map(|&subject| subject.to_owned()).collect(),
        retention,
        max_age,
        max_bytes: (store / 100 * spec.share).try_into().unwrap_or(i64::MAX),
        max_messages_per_subject: per_subject,
        // A full stream pushes back. The newest of a subject takes the older one's place all the same:
        // that is another limit (`discard_new_per_subject`).
        discard: DiscardPolicy::New,
        storage: StorageType::File,
        num_replicas: settings.replicas,
        duplicate_window: Duration::from_secs(10 * 60),
        allow_rollup: rollup,
        allow_direct: true,
        ..stream::Config::default()
    }
}

fn consumer_config(spec: &StageSpec, settings: &SetupSettings) -> pull::Config {
    pull::Config {
        durable_name: Some(spec.stage.to_owned()),
        ack_policy: AckPolicy::Explicit,
        ack_wait: settings.ack_wait,
        max_ack_pending: 10_000,
        // The runtime decides about crashes itself, so the server may leave no message behind.
        max_deliver: -1,
        ..pull::Config::default()
    }
}

fn stream_drift(is: &stream::Config, wanted: &stream::Config) -> Drift {
    let mut differs = Vec::new();
    let mut compare = |what: &str, is: String, wanted: String| {
        if is != wanted {
            differs.push(format!("{what} is {is}, should be {wanted}"));
        }
    };
    compare("subjects", format!("{:?}", is.subjects), format!("{:?}", wanted.subjects));
    compare("retention", format!("{:?}", is.retention), format!("{:?}", wanted.retention));
    compare("max_age", format!("{:?}", is.max_age), format!("{:?}", wanted.max_age));
    compare("max_bytes", is.max_bytes.to_string(), wanted.max_bytes.to_string());
    compare(
        "max_msgs_per_subject",
        is.max_messages_per_subject.to_string(),
        wanted.max_messages_per_subject.to_string(),
    );
    compare("discard", format!("{:?}", is.discard), format!("{:?}", wanted.discard));
    compare("storage", format!("{:?}", is.storage), format!("{:?}", wanted.storage));
    compare("replicas", is.num_replicas.to_string(), wanted.num_replicas.to_string());
    compare(
        "duplicate_window",
        format!("{:?}", is.duplicate_window),
        format!("{:?}", wanted.duplicate_window),
    );
    compare("allow_rollup", is.allow_rollup.to_string(), wanted.allow_rollup.to_string());
    compare("allow_direct", is.allow_direct.to_string(), wanted.allow_direct.to_string());
    found(differs)
}

fn consumer_drift(is: &consumer::Config, wanted: &pull::Config) -> Drift {
    let mut differs = Vec::new();
    let mut compare = |what: &str, is: String, wanted: String| {
        if is != wanted {
            differs.push(format!("{what} is {is}, should be {wanted}"));
        }
    };
    compare("ack_policy", format!("{:?}", is.ack_policy), format!("{:?}", wanted.ack_policy));
    compare("ack_wait", format!("{:?}", is.ack_wait), format!("{:?}", wanted.ack_wait));
    compare("max_ack_pending", is.max_ack_pending.to_string(), wanted.max_ack_pending.to_string());
    compare("max_deliver", is.max_deliver.to_string(), wanted.max_deliver.to_string());
    compare("filter", is.filter_subject.clone(), wanted.filter_subject.clone());
    found(differs)
}

fn found(differs: Vec<String>) -> Drift {
    match differs.is_empty() {
        true => Drift::None,
        false => Drift::Differs(differs),
    }
}
