use std::pin::pin;
use std::process::ExitCode;
use std::time::Duration;

use broker::{Broker, DeadLetter, Replayed, table};
use futures_util::StreamExt;

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
    #[command(flatten)]
    connection: Connection,
}

/// How many replays are in flight at a time.
const WINDOW: usize = 64;

#[derive(Default)]
struct Tally {
    replayed: u64,
    refused: u64,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    if args.selection.is_everything() && !args.all {
        return Err(Fault::Setting(
            "select dead letters by number or filter, or use --all".to_owned(),
        ));
    }
    run_async(async {
        let broker = args.connection.open().await?;
        // A stage's stream has other subjects when there are several partitions.
        broker.read_layout().await?;
        let numbers = args.selection.read(&broker).await?.numbers().await?;
        let progress = Progress::counted(numbers.len() as u64);
        let mut tally = Tally::default();
        let ended = tokio::select! {
            ended = replay_all(&broker, &args, &numbers, &progress, &mut tally) => ended.map(|()| true),
            _ = tokio::signal::ctrl_c() => Ok(false),
        };
        progress.close();
        let Tally { replayed, refused } = tally;
        let verb = if args.dry_run { "would replay" } else { "replayed" };
        let done = format!("{verb} {replayed}, refused {refused}");
        match ended? {
            true => messages::say(&done),
            false => messages::say(format_args!(
                "interrupted: {done} of {}; run the same command again to continue",
                numbers.len()
            )),
        }
        let whole = replayed == numbers.len() as u64;
        Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    })
}

async fn replay_all(
    broker: &Broker,
    args: &Args,
    numbers: &[u64],
    progress: &Progress,
    tally: &mut Tally,
) -> Result<(), Fault> {
    let mut output = Output::stdout();
    // Missed ticks are caught up, so that the rate is kept on average.
    let ticks = args.rate.map(|rate| tokio::time::interval(Duration::from_secs(1) / rate));
    let paced =
        futures_util::stream::unfold((ticks, numbers.iter()), async |(mut ticks, mut left)| {
            let number = *left.next()?;
            if let Some(ticks) = &mut ticks {
                ticks.tick().await;
            }
            Some((number, (ticks, left)))
        });
    let mut replays = pin!(
        paced
            .map(|number| async move { (number, replay(broker, number, args.dry_run).await) })
            .buffer_unordered(WINDOW)
    );
    while let Some((number, outcome)) = replays.next().await {
        match outcome {
            Ok(line) => {
                tally.replayed += 1;
                if let Some(line) = line {
                    progress.aside(|| output.text(&line))?;
                }
            }
            Err(error) => {
                tally.refused += 1;
                progress.aside(|| messages::rejected(number, "not_replayed", &error));
            }
        }
        progress.steps(1);
    }
    progress.aside(|| output.flush())?;
    Ok(())
}

/// Replays one dead letter and describes it; `None` if someone else has replayed or dropped it in
/// the meantime.
async fn replay(
    broker: &Broker,
    number: u64,
    dry_run: bool,
) -> Result<Option<String>, broker::ReplayError> {
    let Some(stored) = broker.at(table::DEAD, number).await? else { return Ok(None) };
    let key = stored.key();
    let Some(dead_letter) = DeadLetter::read(&stored.headers, stored.body) else { return Ok(None) };
    let replayed = match dry_run {
        true => broker::check_replay(broker, &dead_letter).map(|()| Replayed::Sent)?,
        false => broker::replay(broker, key, &dead_letter).await?,
    };
    let note = match replayed {
        Replayed::Sent => "",
        Replayed::SentBefore => "  (sent by an earlier replay)",
    };
    Ok(Some(format!("{number}  {}  {}{note}", dead_letter.subject, dead_letter.code)))
}
