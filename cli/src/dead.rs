//! The dead letters.

pub(crate) mod letter;
mod list;
mod show;

use std::process::ExitCode;

use crate::fault::Fault;

/// Look at the documents that no stage could work on.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant dead list
  courant dead list --stage ingestion --code empty
  courant dead show 17")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    List(list::Args),
    Show(show::Args),
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    match args.command {
        Command::List(args) => list::run(args),
        Command::Show(args) => show::run(args),
    }
}
