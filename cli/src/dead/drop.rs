use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use broker::table;

use crate::connection::{Connection, run_async};
use crate::dead::selection::Selection;
use crate::fault::Fault;
use crate::progress::Progress;
use crate::words;

/// Throw dead letters away for good.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant dead drop 17
  courant dead drop --stage ingestion --code empty
  courant dead drop --older-than 7d --dry-run
  courant dead drop --yes                     # every letter there is")]
pub(crate) struct Args {
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    selection: Selection,
    /// Say what would be thrown away, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Ask nothing
    #[arg(long)]
    yes: bool,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    run_async(async {
        let broker = args.connection.open().await?;
        let chosen = args.selection.choose(&broker).await?;
        let count = chosen.len();
        if args.dry_run {
            words::say(format_args!("would drop {count}"));
            return Ok(ExitCode::SUCCESS);
        }
        if args.selection.is_everything() && !args.yes && !agreed(count) {
            words::error("nothing was dropped: name letters or a filter, or say --yes");
            return Ok(ExitCode::FAILURE);
        }
        let progress = Progress::counted(count as u64);
        for (number, _) in &chosen {
            broker.forget(table::DEAD, *number).await?;
            progress.step();
        }
        progress.close();
        words::say(format_args!("dropped {count}"));
        Ok(ExitCode::SUCCESS)
    })
}

/// Asks where a person can answer.
fn agreed(count: usize) -> bool {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return false;
    }
    eprint!("drop all {count} dead letters for good? [y/N] ");
    let _ = std::io::stderr().flush();
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).is_ok() && answer.trim().eq_ignore_ascii_case("y")
}
