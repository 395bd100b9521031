use std::process::ExitCode;

use broker::{Broker, Change, Drift, SetupSettings};

use crate::connection::{Connection, run_async};
use crate::fault::Fault;
use crate::output::Output;
use crate::words;

/// Make the streams and consumers that the pipeline needs.
///
/// Makes what is missing and tells what differs from the declaration; changes what differs only
/// with --apply. Safe to run again and again.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant setup
  courant setup --check            # changes nothing, exit 1 where something differs
  courant setup --apply --store 50000000000")]
pub(crate) struct Args {
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    streams: SetupSettings,
    /// Only look: exit 1 if anything is missing or differs
    #[arg(long, conflicts_with = "apply")]
    check: bool,
    /// Change what differs, too
    #[arg(long)]
    apply: bool,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    run_async(async {
        let broker = args.connection.open().await?;
        let changes = broker::setup(&broker, &args.streams, !args.check, args.apply).await?;
        let mut output = Output::stdout();
        for change in &changes {
            output.line(line(change).as_bytes())?;
        }
        output.flush()?;
        let open = changes.iter().filter(|change| !change.applied).count();
        if open == 0 {
            return Ok(ExitCode::SUCCESS);
        }
        let hint = if args.check { "`courant setup` makes, " } else { "" };
        words::say(format_args!("{open} not as declared: {hint}`courant setup --apply` changes"));
        Ok(ExitCode::FAILURE)
    })
}

/// Makes what is missing, without a word: for `courant up`.
pub(crate) async fn make(broker: &Broker, streams: &SetupSettings) -> Result<Vec<Change>, Fault> {
    Ok(broker::setup(broker, streams, true, false).await?)
}

fn line(change: &Change) -> String {
    let Change { object, drift, applied } = change;
    match (drift, applied) {
        (Drift::None, _) => format!("{object}: as declared"),
        (Drift::Missing, true) => format!("{object}: made"),
        (Drift::Missing, false) => format!("{object}: missing"),
        (Drift::Differs(how), true) => format!("{object}: changed ({})", how.join("; ")),
        (Drift::Differs(how), false) => format!("{object}: differs ({})", how.join("; ")),
    }
}
