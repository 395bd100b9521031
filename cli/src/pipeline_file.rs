//! `courant.toml`, the file that describes the pipeline.

mod check;
mod commands;
mod compose;
mod connectors;
mod explain;
mod helm;
mod yaml;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use config::Config;

use crate::fault::Fault;
pub(crate) use commands::{Variables, values, variables};
pub(crate) use connectors::{
    secrets, values as connector_values, variables as connector_variables,
};

/// Check, explain or translate the file that describes the pipeline (courant.toml).
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant config check courant.toml
  courant config explain courant.toml
  courant config compose courant.toml > docker-compose.override.yml
  courant config helm courant.toml > values.yaml")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Check the file; exits with 1 and lists each problem and how to fix it
    Check(File),
    /// Print every setting of every service, its value, and where it comes from
    Explain(explain::Args),
    /// Print an override for docker-compose.yml: your own stages, deliveries, replicas and settings
    Compose(compose::Args),
    /// Print values for the Helm chart
    Helm(File),
}

/// The file.
#[derive(Debug, clap::Args)]
struct File {
    /// File to read
    #[arg(value_name = "FILE", env = "COURANT_CONFIG", default_value = "courant.toml")]
    file: PathBuf,
    /// The same, as for other commands
    #[arg(long, value_name = "FILE", hide = true)]
    config: Option<PathBuf>,
}

impl File {
    fn read(&self) -> Result<Config, Fault> {
        read(Some(self.path()))
    }

    fn path(&self) -> &Path {
        self.config.as_deref().unwrap_or(&self.file)
    }
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    match args.command {
        Command::Check(file) => check::run(&file),
        Command::Explain(args) => explain::run(&args),
        Command::Compose(args) => compose::run(&args),
        Command::Helm(file) => helm::run(&file),
    }
}

/// Reads the file that describes the pipeline. Without one, the pipeline has Courant's four stages.
pub(crate) fn read(path: Option<&Path>) -> Result<Config, Fault> {
    let Some(path) = path else { return Ok(Config::default()) };
    let config = Config::read(path)?;
    for (name, language) in config.consumers() {
        if let Some(Err(why)) = language.map(publishing::language_code) {
            let place = path.display();
            return Err(Fault::Setting(format!("{place}: {name}: language: {why}")));
        }
    }
    Ok(config)
}
