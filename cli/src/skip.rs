use std::process::ExitCode;

use broker::table::{self, StageSpec};

use crate::connection::{Connection, run_async};
use crate::fault::Fault;
use crate::messages;
use crate::nearest::nearest;

/// Move a message that a stage can't get past to the dead letters.
///
/// The message is stored as a dead letter with the code `skipped`, then deleted from the stage's
/// input, whatever its subject, headers and body are. `courant status` reports such messages.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant skip ingestion 4711
  courant dead list --code skipped
  courant dead replay --code skipped      # once the stage can process it")]
pub(crate) struct Args {
    /// Stage that can't process the message
    #[arg(value_parser = stage)]
    stage: &'static StageSpec,
    /// Sequence of the message in the stage's input stream
    #[arg(value_parser = clap::value_parser!(u64).range(1..))]
    sequence: u64,
    #[command(flatten)]
    connection: Connection,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    let Args { connection, stage, sequence } = args;
    run_async(async {
        let broker = connection.open().await?;
        broker::skip(&broker, stage, sequence).await?;
        messages::say(format_args!(
            "moved message {sequence} of {} to the dead letters (code skipped)",
            stage.input
        ));
        Ok(ExitCode::SUCCESS)
    })
}

/// A stage by its name.
pub(crate) fn stage(name: &str) -> Result<&'static StageSpec, String> {
    let stages = table::STAGES.map(|spec| spec.stage);
    table::stage(name).ok_or_else(|| nearest(name, &stages))
}
