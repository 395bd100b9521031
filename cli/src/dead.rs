//! The dead letters.

pub(crate) mod describe;
mod document;
mod drop;
mod export;
mod list;
mod origin;
mod replay;
mod selection;
mod show;

use std::process::ExitCode;

use crate::fault::Fault;

/// List, show, export, replay or drop the documents that a stage rejected (dead letters).
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant dead list
  courant dead list --stage ingestion --code empty
  courant dead show 17
  courant dead export --dir rejected/
  courant dead replay --stage ingestion --code timed_out
  courant dead drop --older-than 7d")]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    List(list::Args),
    Show(show::Args),
    Export(export::Args),
    Replay(replay::Args),
    Drop(drop::Args),
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    match args.command {
        Command::List(args) => list::run(args),
        Command::Show(args) => show::run(args),
        Command::Export(args) => export::run(args),
        Command::Replay(args) => replay::run(args),
        Command::Drop(args) => drop::run(args),
    }
}
