use std::net::SocketAddr;
use std::time::Duration;

use broker::NatsSettings;
use clap::Args;
use stage::duration;
use telemetry::TelemetrySettings;

use crate::settings::{Settings, Traceparent};

/// The settings that every source and delivery has.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Runtime")]
#[group(skip)]
pub struct HostSettings {
    #[command(flatten)]
    nats: NatsSettings,
    #[command(flatten)]
    telemetry: TelemetrySettings,
    /// Grace period: time to finish what is in flight when asked to stop
    #[arg(long, env = "COURANT_GRACE", value_name = "TIME", default_value = "20s",
          value_parser = duration)]
    grace: Duration,
    /// Time without the server, or without a working consumer, after which the service exits with
    /// code 1
    #[arg(long, env = "COURANT_RECOVERY", value_name = "TIME", default_value = "5m",
          value_parser = duration)]
    recovery: Duration,
    /// Address of the admin port, which serves /livez, /readyz and /metrics
    #[arg(long, env = "COURANT_ADMIN", value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    admin: SocketAddr,
}

impl HostSettings {
    /// As the runtime's settings. Without those of a stage: file, input and output.
    pub fn settings(&self, attempts: u32, deadline: Duration) -> Settings {
        Settings {
            config: None,
            nats: self.nats.clone(),
            telemetry: self.telemetry.clone(),
            in_flight: None,
            partitions: None,
            attempts,
            deadline,
            grace: self.grace,
            recovery: self.recovery,
            admin: self.admin,
            input: None,
            output: None,
            traceparent: Traceparent::Parent,
        }
    }
}
