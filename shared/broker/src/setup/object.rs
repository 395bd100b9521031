use std::time::Duration;

use async_nats::jetstream::account::Account;
use async_nats::jetstream::consumer::{self, IntoConsumerConfig, pull};
use async_nats::jetstream::response::Response;
use async_nats::jetstream::stream;
use async_nats::jetstream::{self, ErrorCode};
use backon::{BackoffBuilder, ExponentialBuilder};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use tokio::time::Instant;

use super::drift::{consumer_drift, stream_drift};
use super::{Change, Drift, SetupError, is_retired};
use crate::Broker;

/// How long a cluster may take to elect its leaders.
const LEADERS_WITHIN: Duration = Duration::from_secs(20);
/// Delay between these requests: 250 to 500 ms at first, then doubled, at most 2 s.
const BACKOFF: ExponentialBuilder = ExponentialBuilder::new()
    .with_jitter()
    .with_min_delay(Duration::from_millis(250))
    .with_max_delay(Duration::from_secs(1))
    .without_max_times();
/// Answers of a cluster that is still starting: no peer for another copy, no leader.
const TRANSIENT: [ErrorCode; 3] =
    [ErrorCode::CLUSTER_NO_PEERS, ErrorCode::CLUSTER_NOT_AVAILABLE, ErrorCode::CLUSTER_NOT_LEADER];

/// The account's limits. Retries, because a cluster that has just started may have no leader yet.
pub(super) async fn account(broker: &Broker) -> Result<Account, SetupError> {
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

pub(super) async fn apply_stream(
    broker: &Broker,
    mut wanted: stream::Config,
    sum: u64,
    create: bool,
    change: bool,
    any_size: bool,
) -> Result<Change, SetupError> {
    let name = wanted.name.clone();
    let object = Object { name: format!("stream {name}"), broker, sum };
    let (info, make, update) = (
        format!("STREAM.INFO.{name}"),
        format!("STREAM.CREATE.{name}"),
        format!("STREAM.UPDATE.{name}"),
    );
    let mut back = false;
    let drift = match object.request::<stream::Info>(info, &json!({})).await? {
        Ok(found) => {
            // A stream that was drained is needed again.
            back = is_retired(&found.config);
            if any_size {
                wanted.max_bytes = found.config.max_bytes;
            }
            stream_drift(&found.config, &wanted)
        }
        Err(error) if error.error_code() == ErrorCode::STREAM_NOT_FOUND => Drift::Missing,
        Err(error) => return Err(object.refusal(&error)),
    };
    let applied = match &drift {
        Drift::None => true,
        Drift::Missing if create => object.apply::<stream::Info>(make, &wanted).await?,
        Drift::Differs(_) if change || (back && create) => {
            object.apply::<stream::Info>(update, &wanted).await?
        }
        Drift::Missing
        | Drift::Differs(_)
        | Drift::Draining(_)
        | Drift::Drained
        | Drift::Unfinished => false,
    };
    Ok(Change { object: object.name, drift, applied })
}

pub(super) async fn apply_consumer(
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
        Drift::Missing
        | Drift::Differs(_)
        | Drift::Draining(_)
        | Drift::Drained
        | Drift::Unfinished => false,
    };
    Ok(Change { object: object.name, drift, applied })
}

/// A stream or consumer on the server.
pub(super) struct Object<'a> {
    pub(super) name: String,
    pub(super) broker: &'a Broker,
    /// What all streams together need, in bytes.
    pub(super) sum: u64,
}

impl Object<'_> {
    /// Sends a request to JetStream's API. Retries while there is no answer or a transient error: when
    /// a node comes back, its cluster elects leaders.
    pub(super) async fn request<T: DeserializeOwned>(
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
    pub(super) async fn apply<T: DeserializeOwned>(
        &self,
        subject: String,
        payload: &impl Serialize,
    ) -> Result<bool, SetupError> {
        match self.request::<T>(subject, payload).await? {
            Ok(_) => Ok(true),
            Err(error) => Err(self.refusal(&error)),
        }
    }

    pub(super) fn refusal(&self, error: &jetstream::Error) -> SetupError {
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
