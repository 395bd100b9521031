use std::time::Duration;

use clap::Args;

use crate::Instead;
use crate::host_settings::HostSettings;
use crate::settings::Settings;

/// The command line of a source: settings of the runtime and of the source.
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
    host: HostSettings,
}

impl SourceSettings {
    /// The settings that the runtime's parts share.
    pub(super) fn settings(&self) -> Settings {
        self.host.settings(1, Duration::MAX)
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
