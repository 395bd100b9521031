use clap::{Args, Subcommand};

use crate::Settings;

/// The command line of a service: settings of the runtime and of the stage.
#[derive(Debug, Clone, Args)]
pub struct ServiceArgs<A: Args> {
    /// The runtime's settings.
    #[command(flatten)]
    pub runtime: Settings,
    /// The stage's own settings.
    #[command(flatten)]
    pub stage: A,
    /// What to do instead of running the service.
    #[command(subcommand)]
    pub instead: Option<Instead>,
}

/// What the program of a service can do instead of running it.
#[derive(Debug, Clone, Copy, Subcommand)]
pub enum Instead {
    /// Ask the running service's admin port whether it is ready; exits with 0 if it is, else 1
    Healthcheck,
}
