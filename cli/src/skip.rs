use std::process::ExitCode;
use std::str::FromStr;

use broker::table::StageSpec;
use broker::{Part, Topology};
use config::nearest;

use crate::connection::{Connection, run_async};
use crate::fault::Fault;
use crate::messages;

/// Move a message that blocks a stage to the dead letters.
///
/// The message is stored as a dead letter with the code `skipped`, then deleted from the stage's
/// input, whatever its subject, headers and body are. `courant status` reports such messages.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant skip ingestion 4711
  courant skip ingestion 2/4711           # of the third partition
  courant dead list --code skipped
  courant dead replay --code skipped      # once the stage can process it")]
pub(crate) struct Args {
    /// Stage that can't process the message
    stage: String,
    /// Sequence of the message in the stage's input stream, as printed by `courant status`; with
    /// several partitions as PARTITION/SEQUENCE
    #[arg(value_name = "SEQUENCE")]
    place: Place,
    #[command(flatten)]
    connection: Connection,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    let Args { connection, stage, place } = args;
    let Place { part, sequence } = place;
    run_async(async {
        let topology = connection.config()?.topology().clone();
        let stage = of(&topology, &stage).map_err(Fault::Setting)?;
        let broker = connection.open().await?;
        let stream = part.name(stage.input);
        broker::skip(&broker, stage.stage, stream, sequence).await?;
        messages::say(format_args!(
            "moved message {sequence} of {stream} to the dead letters (code skipped)"
        ));
        Ok(ExitCode::SUCCESS)
    })
}

/// A message of a stage's queue.
#[derive(Debug, Clone, Copy)]
struct Place {
    part: Part,
    sequence: u64,
}

impl FromStr for Place {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (part, sequence) = match text.split_once('/') {
            Some((number, sequence)) => (number.parse().ok().map(Part::Number), sequence),
            None => (Some(Part::Whole), text),
        };
        let sequence = sequence.parse().ok().filter(|&sequence| sequence > 0);
        part.zip(sequence)
            .map(|(part, sequence)| Self { part, sequence })
            .ok_or("try 4711, or 2/4711 for the partition with the number 2".to_owned())
    }
}

/// A stage by its name.
pub(crate) fn of<'a>(topology: &'a Topology, name: &str) -> Result<&'a StageSpec, String> {
    let names: Vec<&str> = topology.stages().iter().map(|spec| spec.stage).collect();
    topology.stage(name).ok_or_else(|| format!("stage {name}: {}", nearest(name, &names)))
}
