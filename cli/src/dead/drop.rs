use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use broker::table;

use crate::connection::{Connection, run_async};
use crate::dead::selection::Selection;
use crate::fault::Fault;
use crate::messages;
use crate::progress::Progress;

/// Delete dead letters permanently.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant dead drop 17
  courant dead drop --stage ingestion --code empty
  courant dead drop --older-than 7d --dry-run
  courant dead drop --yes                     # all dead letters")]
pub(crate) struct Args {
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    selection: Selection,
    /// Only report what would be deleted
    #[arg(long)]
    dry_run: bool,
    /// Skip confirmation
    #[arg(long)]
    yes: bool,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    run_async(async {
        let broker = args.connection.open().await?;
        let chosen = args.selection.choose(&broker).await?;
        let count = chosen.len();
        if args.dry_run {
            messages::say(format_args!("would drop {count}"));
            return Ok(ExitCode::SUCCESS);
        }
        if args.selection.is_everything() && !args.yes && !agreed(count) {
            messages::error(
                "nothing was dropped: select dead letters by number or filter, or confirm with --yes",
            );
            return Ok(ExitCode::FAILURE);
        }
        let progress = Progress::counted(count as u64);
        for (number, _) in &chosen {
            broker.forget(table::DEAD, *number).await?;
            progress.step();
        }
        progress.close();
        messages::say(format_args!("dropped {count}"));
        Ok(ExitCode::SUCCESS)
    })
}

/// Asks for confirmation where a person can answer.
fn agreed(count: usize) -> bool {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return false;
    }
    eprint!("permanently delete all {count} dead letters? [y/N] ");
    let _ = std::io::stderr().flush();
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).is_ok() && answer.trim().eq_ignore_ascii_case("y")
}
