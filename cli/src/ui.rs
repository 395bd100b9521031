use std::process::ExitCode;

use tokio::signal::unix::{SignalKind, signal};

use crate::connection::{Connection, run_async};
use crate::fault::Fault;
use crate::messages;

/// Show the running pipeline as a web page.
///
/// Flow, articles with their evidence, dead letters, conservation and health, live. Only reads,
/// unless changes are allowed. Listens on this machine; any other address needs tokens.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant ui
  courant ui --allow-changes                # replay and drop dead letters, too
  COURANT_UI_TOKENS=ann:$(openssl rand -hex 16) courant ui --listen 0.0.0.0:8090")]
pub(crate) struct Args {
    #[command(flatten)]
    console: console::Settings,
    #[command(flatten)]
    connection: Connection,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    run_async(async {
        // Changes and their authors are always logged.
        let broker = args.connection.with_warnings_of("courant_console").open().await?;
        let address = |address| messages::say(format_args!("the page is at http://{address}"));
        tokio::select! {
            served = console::serve(broker, args.console, address) => served?,
            () = asked_to_stop() => {}
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// The first process in a container only receives signals that it handles.
async fn asked_to_stop() {
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
