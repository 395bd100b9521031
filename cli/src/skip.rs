use std::process::ExitCode;

use broker::Topology;
use broker::table::StageSpec;
use config::nearest;

use crate::connection::{Connection, run_async};
use crate::fault::Fault;
use crate::messages;

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
    stage: String,
    /// Sequence of the message in the stage's input stream
    #[arg(value_parser = clap::value_parser!(u64).range(1..))]
    sequence: u64,
    #[command(flatten)]
    connection: Connection,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    let Args { connection, stage, sequence } = args;
    run_async(async {
        let topology = connection.config()?.topology().clone();
        let stage = of(&topology, &stage).map_err(Fault::Setting)?;
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
pub(crate) fn of<'a>(topology: &'a Topology, name: &str) -> Result<&'a StageSpec, String> {
    let names: Vec<&str> = topology.stages().iter().map(|spec| spec.stage).collect();
    topology.stage(name).ok_or_else(|| format!("stage {name}: {}", nearest(name, &names)))
}
