use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use broker::{NatsSettings, Subject, Topology};
use clap::{Args, ValueEnum};
use stage::duration;
use telemetry::TelemetrySettings;

use crate::chosen::Chosen;

/// The settings of every service.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Runtime")]
#[group(skip)]
pub struct Settings {
    /// The server.
    #[command(flatten)]
    pub nats: NatsSettings,
    /// Logs and traces.
    #[command(flatten)]
    pub telemetry: TelemetrySettings,
    /// Maximum messages in flight; defaults to 128, or twice the cores for CPU-bound stages
    #[arg(long, env = "COURANT_IN_FLIGHT", value_name = "N", value_parser = at_least_one)]
    pub in_flight: Option<usize>,
    /// Partitions to read, such as 0-3 or 0,2 [default: all]
    #[arg(long, env = "COURANT_PARTITIONS", value_name = "NUMBERS", value_parser = str::parse::<Chosen>)]
    pub partitions: Option<Chosen>,
    /// Attempts at a document with transient failures before it becomes a dead letter
    #[arg(long, env = "COURANT_ATTEMPTS", value_name = "N", default_value = "5",
          value_parser = clap::value_parser!(u32).range(1..))]
    pub attempts: u32,
    /// Maximum time for one attempt, or for each page of a document that is read page by page
    #[arg(long, env = "COURANT_DEADLINE", value_name = "TIME", default_value = "30s",
          value_parser = duration)]
    pub deadline: Duration,
    /// Grace period: time to finish the messages in flight when asked to stop
    #[arg(long, env = "COURANT_GRACE", value_name = "TIME", default_value = "20s",
          value_parser = duration)]
    pub grace: Duration,
    /// Time without a working consumer after which the service exits with code 1
    #[arg(long, env = "COURANT_RECOVERY", value_name = "TIME", default_value = "5m",
          value_parser = duration)]
    pub recovery: Duration,
    /// Address of the admin port, which serves /livez, /readyz and /metrics
    #[arg(long, env = "COURANT_ADMIN", value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub admin: SocketAddr,
    /// File that describes the pipeline; its settings are the defaults of flags and variables
    #[arg(long, env = "COURANT_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Stream to read from, or STREAM/DURABLE; defaults to the stage's own
    #[arg(long, env = "COURANT_INPUT", value_name = "STREAM")]
    pub input: Option<String>,
    /// Subject to write to; defaults to the one that the next stage reads
    #[arg(long, env = "COURANT_OUTPUT", value_name = "SUBJECT")]
    pub output: Option<String>,
    /// How to use a publisher's traceparent
    #[arg(long, env = "COURANT_TRACEPARENT", value_name = "HOW", default_value = "parent")]
    pub traceparent: Traceparent,
}

/// How to use a publisher's `traceparent`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Traceparent {
    /// Continue it: it is the parent of the document's trace
    Parent,
    /// Link to it from a new trace
    Link,
    /// Ignore it
    Ignore,
}

/// Where a service reads from and writes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoints {
    /// The stream it reads.
    pub stream: String,
    /// Its durable consumer.
    pub durable: Arc<str>,
    /// The subject it writes to.
    pub output: Subject,
}

impl Settings {
    /// The endpoints of `stage`: from the settings, otherwise from the topology. An error is a
    /// usage error.
    pub fn endpoints(&self, stage: &str, topology: &Topology) -> Result<Endpoints, String> {
        let known = topology.stage(stage);
        let input = self.input.as_deref().or(known.map(|spec| spec.input)).ok_or_else(|| {
            format!("COURANT_INPUT (--input) is not set, and the stage {stage} has no default")
        })?;
        let (stream, durable) = input.split_once('/').unwrap_or((input, stage));
        let output = self.output.as_deref().or(known.map(|spec| spec.output)).ok_or_else(|| {
            format!("COURANT_OUTPUT (--output) is not set, and the stage {stage} has no default")
        })?;
        Ok(Endpoints { stream: stream.into(), durable: durable.into(), output: output.into() })
    }
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&number| number > 0).ok_or("must be at least 1".to_owned())
}
