use std::time::Duration;

use clap::Args;
use config::Name;
use stage::duration;

use crate::Instead;
use crate::host_settings::HostSettings;
use crate::settings::Settings;

/// The command line of a delivery: settings of the runtime and of the target.
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
    host: HostSettings,
    /// Attempts at an article before it becomes a dead letter. Only those count that fail while
    /// the target takes other articles
    #[arg(long, env = "COURANT_ATTEMPTS", value_name = "N", default_value = "5",
          value_parser = clap::value_parser!(u32).range(1..))]
    attempts: u32,
    /// Maximum time for one attempt
    #[arg(long, env = "COURANT_DEADLINE", value_name = "TIME", default_value = "30s",
          value_parser = duration)]
    deadline: Duration,
}

impl DeliverySettings {
    /// The delivery's name, which is a token of subjects.
    pub fn name(&self, kind: &str) -> Result<String, String> {
        let name = self.name.as_deref().unwrap_or(kind);
        let name: Result<Name, _> = name.parse();
        name.map(|name| name.to_string()).map_err(|why| format!("COURANT_DELIVERY (--name): {why}"))
    }

    /// The settings that the runtime's parts share.
    pub fn settings(&self) -> Settings {
        self.host.settings(self.attempts, self.deadline)
    }
}
