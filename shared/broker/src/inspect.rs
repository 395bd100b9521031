//! What the server reports about itself, its streams and consumers: for checks, not for the pipeline.

use std::time::Duration;

use article::{Headers, Timestamp};
use async_nats::jetstream::response::Response;
use async_nats::jetstream::{self, ErrorCode};
use futures_util::StreamExt;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer};
use serde_json::{Value, json};

use crate::{Broker, LookupError, Outbound, PublishFault};

/// What the server announces to every client.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServerFacts {
    /// Its version.
    pub version: String,
    /// The address that it listens on.
    pub host: String,
    /// Whether clients have to log in.
    pub login_required: bool,
    /// Whether clients have to use TLS.
    pub tls_required: bool,
    /// The largest message, in bytes.
    pub max_payload: usize,
}

/// A stream as the server describes it.
#[derive(Debug, Clone, Deserialize)]
pub struct StreamReport {
    /// Its settings.
    pub config: StreamSettings,
    /// When the server wrote the report, by its own clock.
    #[serde(rename = "ts")]
    pub reported_at: Timestamp,
    /// When the stream was created.
    #[serde(rename = "created")]
    pub created_at: Timestamp,
}

/// A stream's settings, as the server names them.
#[derive(Debug, Clone, Deserialize)]
pub struct StreamSettings {
    /// The subjects it stores.
    #[serde(default)]
    pub subjects: Vec<String>,
    /// `workqueue`, `limits` or `interest`.
    pub retention: String,
    /// What happens when it is full: `new` refuses new messages, `old` deletes old ones.
    pub discard: String,
    /// `file` or `memory`.
    pub storage: String,
    /// How many copies there are.
    pub num_replicas: u64,
    /// Its limit in bytes; negative if there is none.
    pub max_bytes: i64,
    /// Its limit in messages; negative if there is none.
    #[serde(default = "unlimited")]
    pub max_msgs: i64,
    /// How long it keeps a message; zero without a limit.
    #[serde(deserialize_with = "nanoseconds")]
    pub max_age: Duration,
    /// How long a message id is remembered.
    #[serde(default, deserialize_with = "nanoseconds")]
    pub duplicate_window: Duration,
    /// Whether clients may read it without a consumer.
    #[serde(default)]
    pub allow_direct: bool,
}

/// A consumer as the server describes it.
#[derive(Debug, Clone, Deserialize)]
pub struct ConsumerReport {
    /// Its settings.
    pub config: ConsumerSettings,
    /// Pull requests that wait on the server.
    #[serde(default)]
    pub num_waiting: u64,
    /// Messages in flight.
    #[serde(default)]
    pub num_ack_pending: u64,
    /// Whether it delivers nothing until [`ConsumerSettings::pause_until`].
    #[serde(default)]
    pub paused: bool,
}

/// A consumer's settings, as the server names them.
#[derive(Debug, Clone, Deserialize)]
pub struct ConsumerSettings {
    /// `explicit`, `none` or `all`.
    pub ack_policy: String,
    /// After this time without a report, a message is delivered again.
    #[serde(default, deserialize_with = "nanoseconds")]
    pub ack_wait: Duration,
    /// Maximum number of deliveries of a message; negative for no limit.
    #[serde(default = "unlimited")]
    pub max_deliver: i64,
    /// Maximum number of messages in flight.
    #[serde(default = "unlimited")]
    pub max_ack_pending: i64,
    /// The only subject that it delivers, if it is limited to one.
    #[serde(default)]
    pub filter_subject: String,
    /// Where it pushes messages to, if it is a push consumer.
    #[serde(default)]
    pub deliver_subject: String,
    /// Until when it is paused, or was.
    #[serde(default)]
    pub pause_until: Option<Timestamp>,
}

/// The result of trying something that must be refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Probe {
    /// The server refused it, or nobody received it.
    Refused,
    /// It reached the stream or the API, without changing anything.
    PassedThrough,
    /// There was no answer.
    Unanswered,
}

/// How long a server may take to answer a probe or a question of the system account.
const PROBED_WITHIN: Duration = Duration::from_millis(800);
/// Servers of a cluster answer one after another; after this time, all have answered.
const QUIET: Duration = Duration::from_millis(150);
/// No stream has this last sequence, so a probe that gets through stores nothing.
const NEVER: &str = "9999999999";
/// Answers of the JetStream API to an account without JetStream.
const NO_JETSTREAM: [u64; 2] = [10039, 10076];

impl Broker {
    /// What the server announced when the connection was made.
    pub fn server_facts(&self) -> ServerFacts {
        let info = self.session().client.server_info();
        ServerFacts {
            version: info.version,
            host: info.host,
            login_required: info.auth_required,
            tls_required: info.tls_required,
            max_payload: info.max_payload,
        }
    }

    /// A stream's settings; `None` if there is no such stream.
    pub async fn stream_report(&self, name: &str) -> Result<Option<StreamReport>, LookupError> {
        self.report(format!("STREAM.INFO.{name}")).await
    }

    /// A consumer's settings; `None` if there is no such consumer.
    pub async fn consumer_report(
        &self,
        stream: &str,
        durable: &str,
    ) -> Result<Option<ConsumerReport>, LookupError> {
        self.report(format!("CONSUMER.INFO.{stream}.{durable}")).await
    }

    async fn report<T: DeserializeOwned>(&self, subject: String) -> Result<Option<T>, LookupError> {
        let answer: Result<Response<Value>, _> =
            self.session().jetstream.request(subject, &json!({})).await;
        let absent = [ErrorCode::STREAM_NOT_FOUND, ErrorCode::CONSUMER_NOT_FOUND];
        match answer {
            Ok(Response::Ok(value)) => {
                serde_json::from_value(value).map(Some).map_err(|_| LookupError::Away)
            }
            Ok(Response::Err { error }) if absent.contains(&error.error_code()) => Ok(None),
            Ok(Response::Err { .. }) | Err(_) => Err(LookupError::Away),
        }
    }

    /// Asks every server of the cluster, as a user of the system account: `VARZ`, `JSZ`, `CONNZ`.
    /// Empty if none answers.
    pub async fn server_reports(&self, endpoint: &str, options: &Value) -> Vec<Value> {
        let subject = format!("$SYS.REQ.SERVER.PING.{endpoint}");
        let session = self.session();
        let inbox = session.client.new_inbox();
        let Ok(mut answers) = session.client.subscribe(inbox.clone()).await else {
            return Vec::new();
        };
        let body = options.to_string().into();
        if session.client.publish_with_reply(subject.clone(), inbox, body).await.is_err() {
            return Vec::new();
        }
        let mut reports = Vec::new();
        loop {
            let wait = if reports.is_empty() { PROBED_WITHIN } else { QUIET };
            let next = tokio::select! {
                next = tokio::time::timeout(wait, answers.next()) => next,
                () = self.denied(&subject) => return reports,
            };
            let Some(message) = next.ok().flatten() else { return reports };
            match serde_json::from_slice::<Value>(&message.payload) {
                Ok(mut report) if report["data"].is_object() => reports.push(report["data"].take()),
                // Nobody answers such questions here, or the answer can't be read.
                Ok(_) | Err(_) => return reports,
            }
        }
    }

    /// Tries to publish to a subject that this user must not publish to.
    pub async fn probe_publish(&self, subject: &str) -> Probe {
        let headers = Headers::from_iter([("Nats-Expected-Last-Sequence", NEVER)]);
        let message = Outbound { subject: subject.into(), headers, body: "probe".into() };
        let answer = tokio::select! {
            answer = tokio::time::timeout(PROBED_WITHIN, self.publish(message)) => answer,
            () = self.denied(subject) => return Probe::Refused,
        };
        match answer {
            Ok(Err(PublishFault::NoStream)) => Probe::Refused,
            Err(_) | Ok(Err(PublishFault::Away)) => Probe::Unanswered,
            Ok(
                Ok(_)
                | Err(
                    PublishFault::Taken
                    | PublishFault::Full
                    | PublishFault::TooLarge
                    | PublishFault::Refused(_),
                ),
            ) => Probe::PassedThrough,
        }
    }

    /// Sends a request to JetStream's API that this user must not send. `body` must be one that
    /// the API itself refuses or that only reads.
    pub async fn probe_api(&self, request: &str, body: &'static str) -> Probe {
        let session = self.session();
        let subject = format!("{}.{request}", session.js_api_prefix);
        let asked = session.client.request(subject.clone(), body.into());
        let answer = tokio::select! {
            answer = tokio::time::timeout(PROBED_WITHIN, asked) => answer,
            () = self.denied(&subject) => return Probe::Refused,
        };
        let Ok(answer) = answer else { return Probe::Unanswered };
        // No responders: the subject is not imported into this user's account.
        let Ok(answer) = answer else { return Probe::Refused };
        let error: Option<jetstream::Error> = serde_json::from_slice::<Value>(&answer.payload)
            .ok()
            .and_then(|answer| serde_json::from_value(answer["error"].clone()).ok());
        match error {
            Some(error) if NO_JETSTREAM.contains(&error.error_code().0) => Probe::Refused,
            Some(_) | None => Probe::PassedThrough,
        }
    }
}

fn unlimited() -> i64 {
    -1
}

fn nanoseconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    u64::deserialize(deserializer).map(Duration::from_nanos)
}
