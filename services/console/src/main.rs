//! The console as a program of its own; `courant ui` is the same.

use std::process::ExitCode;

use broker::{Broker, NatsSettings};
use clap::Parser;

/// Shows a running pipeline as a web page.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(flatten)]
    console: courant_console::Settings,
    #[command(flatten)]
    nats: NatsSettings,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Arguments { console, nats } = Arguments::parse();
    let broker = match Broker::connect(&nats, "console").await {
        Ok(broker) => broker,
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
