use std::net::SocketAddr;
use std::time::Duration;

use broker::NatsSettings;
use clap::Args;
use stage::duration;
use telemetry::TelemetrySettings;

use crate::Instead;
use crate::settings::{Settings, Traceparent};

/// The command line of a source: the runtime's settings and the source's own.
#[derive(Debug, Clone, Args)]
pub struct SourceArgs<A: Args> {
    /// The source's own settings.
    #[command(flatten)]
    pub source: A,
    /// The runtime's settings.
    #[command(flatten)]
    pub runtime: SourceSettings,
    /// What to do instead of running the source.
    #[command(subcommand)]
    pub instead: Option<Instead>,
}

/// The settings of every source.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Runtime")]
#[group(skip)]
pub struct SourceSettings {
    /// Publish to the lane articles.raw.LANE
    #[arg(long, env = "COURANT_LANE", value_name = "LANE", value_parser = lane)]
    pub(super) lane: Option<String>,
    #[command(flatten)]
    nats: NatsSettings,
    #[command(flatten)]
    telemetry: TelemetrySettings,
    /// Grace period: time to finish the requests in flight when asked to stop
    #[arg(long, env = "COURANT_GRACE", value_name = "TIME", default_value = "20s",
          value_parser = duration)]
    grace: Duration,
    /// Time without a connection after which the source exits with code 1 at its start
    #[arg(long, env = "COURANT_RECOVERY", value_name = "TIME", default_value = "5m",
          value_parser = duration)]
    recovery: Duration,
    /// Address of the admin port, which serves /livez, /readyz and /metrics
    #[arg(long, env = "COURANT_ADMIN", value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    admin: SocketAddr,
}

impl SourceSettings {
    /// The settings that the runtime's parts share.
    pub(super) fn settings(&self) -> Settings {
        Settings {
            config: None,
            nats: self.nats.clone(),
            telemetry: self.telemetry.clone(),
            in_flight: None,
            partitions: None,
            attempts: 1,
            deadline: Duration::MAX,
            grace: self.grace,
            recovery: self.recovery,
            admin: self.admin,
            input: None,
            output: None,
            traceparent: Traceparent::Parent,
        }
    }
}

/// A lane is a single token of a subject.
fn lane(text: &str) -> Result<String, String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    match !text.is_empty() && text.chars().all(fits) {
        true => Ok(text.to_owned()),
        false => Err("a lane consists of letters, digits, - and _".to_owned()),
    }
}
