//! The console as a separate program; `courant ui` is the same.

use std::path::PathBuf;
use std::process::ExitCode;

use broker::{Broker, NatsSettings};
use clap::Parser;
use config::{Config, ConfigError};

/// Shows a running pipeline as a web page.
#[derive(Debug, Parser)]
struct Arguments {
    /// File that describes the pipeline, if it has stages other than Courant's four
    #[arg(long, env = "COURANT_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    console: courant_console::Settings,
    #[command(flatten)]
    nats: NatsSettings,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Arguments { config, console, nats } = Arguments::parse();
    let config: Result<Option<Config>, ConfigError> =
        config.as_deref().map(Config::read).transpose();
    let topology = match config {
        Ok(config) => config.unwrap_or_default().topology().clone(),
        Err(error) => return failed(&error.to_string()),
    };
    let broker = match Broker::connect(&nats, "console").await {
        Ok(broker) => broker.with_topology(topology),
        Err(error) => return failed(&error.to_string()),
    };
    match courant_console::serve(broker, console, |address| println!("http://{address}")).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => failed(&error.to_string()),
    }
}

fn failed(message: &str) -> ExitCode {
    eprintln!("error: {message}");
    ExitCode::FAILURE
}
