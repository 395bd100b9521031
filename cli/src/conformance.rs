//! Runs a program as a stage against a temporary server, and checks the contract in docs/protocol.md.

mod checks;
mod documents;
mod place;
mod program;
mod scratch;

use std::ffi::OsString;
use std::process::ExitCode;
use std::time::Duration;

use broker::table::{self, StageSpec};

use crate::connection::run_async;
use crate::fault::Fault;
use crate::output::Output;
use crate::screen::Screen;
use crate::table::{Align, Table};
use checks::Checks;
use place::Place;
use scratch::Scratch;

/// Check that a program implements the contract of a stage.
///
/// Starts a temporary nats-server, runs the program between two streams, and sends it records. The
/// program receives NATS_URL, COURANT_INPUT (STREAM/DURABLE), COURANT_OUTPUT and COURANT_ADMIN.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant conformance -- python my_stage.py
  courant conformance --place publishing -- courant service publishing

docs/protocol.md has the rules. The exit code is 1 if a check fails.")]
pub(crate) struct Args {
    /// Stage that the program replaces
    #[arg(long, value_name = "STAGE", default_value = "metadata-extraction", value_parser = stage)]
    place: &'static StageSpec,
    /// Timeout of each step in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..))]
    patience: u64,
    /// Program to check, with its arguments
    #[arg(last = true, required = true, value_name = "COMMAND")]
    command: Vec<OsString>,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    let Args { place, patience, command } = args;
    let results = run_async(async {
        let scratch = Scratch::start().await?;
        let place = Place::of(place);
        let mut checks = Checks::new(&scratch, place, &command, Duration::from_secs(patience));
        checks.run().await?;
        Ok(checks.into_results())
    })?;
    let mut table =
        Table::new(&[("check", Align::Left), ("", Align::Left), ("detail", Align::Left)]);
    for (check, result) in &results {
        let (word, detail) = match result {
            Ok(()) => ("passed", String::new()),
            Err(why) => ("FAILED", why.clone()),
        };
        table.row(vec![(*check).to_owned(), word.to_owned(), detail]);
    }
    let mut output = Output::stdout();
    for line in table.lines(Screen::of_stdout().width) {
        output.text(&line)?;
    }
    output.flush()?;
    let failed = results.iter().any(|(_, result)| result.is_err());
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// One of Courant's stages by its name.
fn stage(name: &str) -> Result<&'static StageSpec, String> {
    let names = table::STAGES.map(|spec| spec.stage);
    table::stage(name).ok_or_else(|| config::nearest(name, &names))
}
