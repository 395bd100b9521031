use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use broker::{Broker, table};
use futures_util::StreamExt;

use super::selection::Selection;
use crate::connection::{Connection, run_async};
use crate::fault::Fault;
use crate::messages::{self, plural};
use crate::progress::Progress;

/// Delete dead letters permanently.
///
/// Asks for confirmation, unless --yes is given.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant dead drop 17
  courant dead drop --stage ingestion --code empty
  courant dead drop --older-than 7d --dry-run
  courant dead drop --yes                     # all dead letters")]
pub(crate) struct Args {
    #[command(flatten)]
    selection: Selection,
    /// Only report what would be deleted
    #[arg(long)]
    dry_run: bool,
    /// Skip confirmation
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    connection: Connection,
}

/// How many deletions are in flight at a time.
const WINDOW: usize = 64;

/// What is to be deleted.
enum Chosen {
    /// All dead letters of these stages and codes: the server purges them.
    Groups(Vec<(String, String, u64)>),
    /// These.
    Numbers(Vec<u64>),
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    run_async(async {
        let broker = args.connection.open().await?;
        let chosen = match args.selection.by_code(&broker).await? {
            Some(groups) => Chosen::Groups(groups),
            None => Chosen::Numbers(args.selection.read(&broker).await?.numbers().await?),
        };
        let count = chosen.count();
        if args.dry_run {
            messages::say(format_args!("would drop {}", plural(count, "dead letter")));
            return Ok(ExitCode::SUCCESS);
        }
        if count > 0 && !args.yes && !confirmed(count) {
            messages::error("nothing was dropped: confirm with --yes");
            return Ok(ExitCode::FAILURE);
        }
        let progress = Progress::counted(count);
        let mut dropped = 0;
        let ended = tokio::select! {
            ended = drop_all(&broker, &chosen, &progress, &mut dropped) => ended.map(|()| true),
            _ = tokio::signal::ctrl_c() => Ok(false),
        };
        progress.close();
        let dropped = plural(dropped, "dead letter");
        match ended {
            Ok(true) => messages::say(format_args!("dropped {dropped}")),
            Ok(false) => {
                messages::say(format_args!("interrupted: dropped {dropped} of {count}"));
                return Ok(ExitCode::FAILURE);
            }
            Err(fault) => {
                messages::say(format_args!("dropped {dropped} of {count}"));
                return Err(fault);
            }
        }
        Ok(ExitCode::SUCCESS)
    })
}

impl Chosen {
    fn count(&self) -> u64 {
        match self {
            Self::Groups(groups) => groups.iter().map(|(_, _, count)| count).sum(),
            Self::Numbers(numbers) => numbers.len() as u64,
        }
    }
}

async fn drop_all(
    broker: &Broker,
    chosen: &Chosen,
    progress: &Progress,
    dropped: &mut u64,
) -> Result<(), Fault> {
    match chosen {
        Chosen::Groups(groups) => {
            for (stage, code, _) in groups {
                let purged = broker.purge_dead(stage, code).await?;
                *dropped += purged;
                progress.steps(purged);
            }
        }
        Chosen::Numbers(numbers) => {
            let deleted = numbers.iter().map(|&number| broker.delete(table::DEAD, number));
            let mut deleted = futures_util::stream::iter(deleted).buffer_unordered(WINDOW);
            while let Some(outcome) = deleted.next().await {
                outcome?;
                *dropped += 1;
                progress.steps(1);
            }
        }
    }
    Ok(())
}

/// Asks for confirmation where a person can answer.
fn confirmed(count: u64) -> bool {
    if !std::io::stdin().is_terminal() || !std::io::stderr().is_terminal() {
        return false;
    }
    eprint!("permanently delete {}? [y/N] ", plural(count, "dead letter"));
    let _ = std::io::stderr().flush();
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).is_ok() && answer.trim().eq_ignore_ascii_case("y")
}
