use std::net::SocketAddr;
use std::time::Duration;

use broker::NatsSettings;
use clap::Args;
use stage::duration;
use telemetry::TelemetrySettings;

use crate::Instead;
use crate::settings::{Settings, Traceparent};

/// The command line of a delivery: the runtime's settings and the target's own.
#[derive(Debug, Clone, Args)]
pub struct DeliveryArgs<A: Args> {
    /// The target's own settings.
    #[command(flatten)]
    pub target: A,
    /// The runtime's settings.
    #[command(flatten)]
    pub delivery: DeliverySettings,
    /// What to do instead of running the delivery.
    #[command(subcommand)]
    pub instead: Option<Instead>,
}

/// The settings of every delivery.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Runtime")]
#[group(skip)]
pub struct DeliverySettings {
    /// Name of this delivery, and of its durable consumer on ARTICLES_PUBLISHED, which `courant
    /// setup --delivery NAME` creates; defaults to the kind
    #[arg(long, env = "COURANT_DELIVERY", value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    nats: NatsSettings,
    #[command(flatten)]
    telemetry: TelemetrySettings,
    /// Attempts at an article before it becomes a dead letter. Only those count that fail while
    /// the target takes other articles
    #[arg(long, env = "COURANT_ATTEMPTS", value_name = "N", default_value = "5",
          value_parser = clap::value_parser!(u32).range(1..))]
    attempts: u32,
    /// Maximum time for one attempt
    #[arg(long, env = "COURANT_DEADLINE", value_name = "TIME", default_value = "30s",
          value_parser = duration)]
    deadline: Duration,
    /// Grace period: time to finish the articles in flight when asked to stop
    #[arg(long, env = "COURANT_GRACE", value_name = "TIME", default_value = "20s",
          value_parser = duration)]
    grace: Duration,
    /// Time without a working consumer after which the delivery exits with code 1
    #[arg(long, env = "COURANT_RECOVERY", value_name = "TIME", default_value = "5m",
          value_parser = duration)]
    recovery: Duration,
    /// Address of the admin port, which serves /livez, /readyz and /metrics
    #[arg(long, env = "COURANT_ADMIN", value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    admin: SocketAddr,
}

impl DeliverySettings {
    /// The delivery's name, which is a token of subjects.
    pub fn name(&self, kind: &str) -> Result<String, String> {
        let name = self.name.as_deref().unwrap_or(kind);
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let starts = name.starts_with(|first: char| first.is_ascii_alphabetic());
        match starts && name.len() <= 64 && name.bytes().all(plain) {
            true => Ok(name.to_owned()),
            false => Err("COURANT_DELIVERY (--name): use up to 64 letters, digits, `-` and `_`, \
                          a letter first"
                .to_owned()),
        }
    }

    /// The settings that the runtime's parts share.
    pub fn settings(&self) -> Settings {
        Settings {
            config: None,
            nats: self.nats.clone(),
            telemetry: self.telemetry.clone(),
            in_flight: None,
            partitions: None,
            attempts: self.attempts,
            deadline: self.deadline,
            grace: self.grace,
            recovery: self.recovery,
            admin: self.admin,
            input: None,
            output: None,
            traceparent: Traceparent::Parent,
        }
    }
}
