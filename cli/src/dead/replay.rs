use std::process::ExitCode;
use std::time::Duration;

use broker::{Broker, DeadLetter, Replayed, table};

use crate::connection::{Connection, run_async};
use crate::dead::selection::Selection;
use crate::fault::Fault;
use crate::messages;
use crate::output::Output;
use crate::progress::Progress;

/// Send dead letters back to the stage that rejected them, in the same trace.
///
/// A dead letter is deleted once its stage's stream has stored the document. An interrupted replay
/// can be repeated: nothing is lost, and nothing is published twice.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant dead replay 17 18
  courant dead replay --stage metadata-extraction --code timed_out --dry-run
  courant dead replay --newer-than 2h --rate 50
  courant dead replay --all")]
pub(crate) struct Args {
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    selection: Selection,
    /// Replay all dead letters
    #[arg(long)]
    all: bool,
    /// Only report what would be replayed
    #[arg(long)]
    dry_run: bool,
    /// Maximum number of dead letters per second
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    rate: Option<u32>,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    if args.selection.is_everything() && !args.all {
        return Err(Fault::Setting(
            "select dead letters by number or filter, or use --all".to_owned(),
        ));
    }
    run_async(async {
        let broker = args.connection.open().await?;
        let chosen = args.selection.choose(&broker).await?;
        let mut output = Output::stdout();
        let progress = Progress::counted(chosen.len() as u64);
        let pause = args.rate.map(|rate| Duration::from_secs(1) / rate);
        let (mut replayed, mut refused) = (0_u64, 0_u64);
        for (number, letter) in &chosen {
            let outcome = match args.dry_run {
                true => broker::check_replay(letter).map(|()| Replayed::Sent),
                false => replay(&broker, *number).await,
            };
            match outcome {
                Ok(outcome) => {
                    replayed += 1;
                    let note = match outcome {
                        Replayed::Sent => "",
                        Replayed::SentBefore => "  (sent by an earlier replay)",
                    };
                    let line = format!("{number}  {}  {}{note}", letter.subject, letter.code);
                    output.text(&line)?;
                }
                Err(error) => {
                    refused += 1;
                    progress.aside(|| messages::rejected(number, "not_replayed", &error));
                }
            }
            progress.step();
            if let (Some(pause), false) = (pause, args.dry_run) {
                tokio::time::sleep(pause).await;
            }
        }
        progress.close();
        output.flush()?;
        let verb = if args.dry_run { "would replay" } else { "replayed" };
        messages::say(format_args!("{verb} {replayed}, refused {refused}"));
        Ok(if refused > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    })
}

/// The selection leaves bodies out, so the dead letter is fetched whole.
async fn replay(broker: &Broker, number: u64) -> Result<Replayed, broker::ReplayError> {
    // Someone else may have replayed or dropped it in the meantime.
    let Some(stored) = broker.at(table::DEAD, number).await? else {
        return Ok(Replayed::SentBefore);
    };
    let key = stored.key();
    match DeadLetter::read(&stored.headers, stored.body) {
        Some(letter) => broker::replay(broker, key, &letter).await,
        None => Ok(Replayed::SentBefore),
    }
}
