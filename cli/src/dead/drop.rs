use std::process::ExitCode;

use broker::{Broker, drop_dead_letter};
use futures_util::StreamExt;

use super::selection::Selection;
use crate::confirm::confirmed;
use crate::connection::{Connection, run_async};
use crate::fault::Fault;
use crate::messages::{self, plural};
use crate::progress::Progress;

/// Delete dead letters permanently.
///
/// Asks for confirmation, unless --yes is given. A mark without the document's content is kept for
/// `audit` and `trace`.
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

/// How many dead letters are dropped at a time.
const WINDOW: usize = 64;

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    run_async(async {
        let broker = args.connection.open().await?;
        let numbers = args.selection.read(&broker).await?.numbers().await?;
        let count = numbers.len() as u64;
        if args.dry_run {
            messages::say(format_args!("would drop {}", plural(count, "dead letter")));
            return Ok(ExitCode::SUCCESS);
        }
        let delete = || format!("delete {}", plural(count, "dead letter"));
        if count > 0 && !args.yes && !confirmed(delete()) {
            messages::error("nothing was dropped: confirm with --yes");
            return Ok(ExitCode::FAILURE);
        }
        let progress = Progress::counted(count);
        let mut dropped = 0;
        let ended = tokio::select! {
            ended = drop_all(&broker, &numbers, &progress, &mut dropped) => ended.map(|()| true),
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

async fn drop_all(
    broker: &Broker,
    numbers: &[u64],
    progress: &Progress,
    dropped: &mut u64,
) -> Result<(), Fault> {
    let drops = numbers.iter().map(|&number| drop_dead_letter(broker, number));
    let mut drops = futures_util::stream::iter(drops).buffer_unordered(WINDOW);
    while let Some(outcome) = drops.next().await {
        // Somebody else may have dropped or replayed it in the meantime.
        *dropped += u64::from(outcome?);
        progress.steps(1);
    }
    Ok(())
}
