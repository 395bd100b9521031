use std::process::ExitCode;

use broker::{Broker, Change, Drift, SetupSettings};

use crate::connection::{Connection, run_async};
use crate::fault::Fault;
use crate::messages;
use crate::output::Output;

/// Create the streams and consumers that the pipeline needs.
///
/// Creates what is missing, and reports what differs from the declaration; --apply changes it, too.
/// Running it again is safe.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant setup
  courant setup --check            # changes nothing; exit code 1 if something differs
  courant setup --apply --store 50GB")]
pub(crate) struct Args {
    /// Change nothing; exit with 1 if anything is missing or differs
    #[arg(long, conflicts_with = "apply")]
    check: bool,
    /// Also change what differs
    #[arg(long)]
    apply: bool,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    streams: SetupSettings,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    run_async(async {
        let broker = args.connection.open().await?;
        let changes = broker::setup(&broker, &args.streams, !args.check, args.apply).await?;
        let mut output = Output::stdout();
        for change in &changes {
            output.text(&line(change))?;
        }
        output.flush()?;
        let open = changes.iter().filter(|change| !change.applied).count();
        if open == 0 {
            return Ok(ExitCode::SUCCESS);
        }
        let hint = if args.check { "`courant setup` creates what is missing, " } else { "" };
        messages::say(format_args!(
            "{open} not as declared: {hint}`courant setup --apply` changes what differs"
        ));
        Ok(ExitCode::FAILURE)
    })
}

/// Creates what is missing: for `courant up`.
pub(crate) async fn create(broker: &Broker, streams: &SetupSettings) -> Result<Vec<Change>, Fault> {
    Ok(broker::setup(broker, streams, true, false).await?)
}

fn line(change: &Change) -> String {
    let Change { object, drift, applied } = change;
    match (drift, applied) {
        (Drift::None, _) => format!("{object}: as declared"),
        (Drift::Missing, true) => format!("{object}: created"),
        (Drift::Missing, false) => format!("{object}: missing"),
        (Drift::Differs(how), true) => format!("{object}: changed ({})", how.join("; ")),
        (Drift::Differs(how), false) => format!("{object}: differs ({})", how.join("; ")),
    }
}
