//! The pipeline without a broker.

mod tally;

use std::process::ExitCode;

use article::Timestamp;

use crate::fault::Fault;
use crate::in_order::{InOrder, Item, Panicked, in_order};
use crate::inputs::{Input, InputError, Inputs, Place};
use crate::output::{Output, OutputError};
use crate::pipeline::{Fate, Pipeline, Settings};
use crate::progress::Progress;
use crate::words;
use tally::Tally;

/// Run documents through all four stages without a broker, records as NDJSON on stdout.
///
/// The records come in the order of the inputs; all cores work. Each document that is rejected is
/// told on stderr with its reason, and the others go on; then the exit code is 1.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant process article.html | jq .
  courant process samples/ > records.ndjson
  zstdcat articles.jsonl.zst | courant process --jsonl - | jq -r .language.tag | sort | uniq -c")]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    settings: Settings,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    let limit = args.settings.max_bytes();
    let pipeline = Pipeline::of_courant(args.settings).map_err(Fault::Setting)?;
    let progress = Progress::new(|| args.inputs.total_bytes());
    let inputs = args.inputs;
    let documents = move || inputs.documents(limit).map(item);
    let work = move |content| become_of(&pipeline, content);
    let mut results = in_order(documents, work).map_err(Fault::Threads)?;

    let mut output = Output::stdout();
    let mut tally = Tally::default();
    let outcome = write(&mut results, &mut output, &progress, &mut tally);
    progress.close();
    words::say(tally.line(progress.elapsed()));
    match outcome {
        // Whoever read (`| head`) has what it wanted.
        Ok(()) | Err(OutputError::Closed) => Ok(tally.exit()),
        Err(error @ OutputError::Failed(_)) => Err(error.into()),
    }
}

/// What is known of a document from the beginning to the end.
struct Origin {
    place: Place,
    consumed: u64,
}

type Results = InOrder<Origin, Result<Fate, InputError>>;

fn item(input: Input) -> Item<Origin, Result<crate::inputs::Document, InputError>> {
    let Input { place, consumed, content } = input;
    let weight = content.as_ref().map_or(0, |_| consumed);
    Item { key: Origin { place, consumed }, weight, work: content }
}

fn become_of(
    pipeline: &Pipeline,
    content: Result<crate::inputs::Document, InputError>,
) -> Result<Fate, InputError> {
    content.map(|document| pipeline.run(document.into_message(Timestamp::now())))
}

fn write(
    results: &mut Results,
    output: &mut Output,
    progress: &Progress,
    tally: &mut Tally,
) -> Result<(), OutputError> {
    loop {
        // Lines go out as soon as no other is ready behind them.
        let next = match results.ready() {
            Some(next) => Some(next),
            None => {
                output.flush()?;
                results.next()
            }
        };
        let Some((Origin { place, consumed }, result)) = next else { return Ok(()) };
        match result {
            Ok(Ok(Fate::Record(json))) => {
                output.line(&json)?;
                tally.records += 1;
            }
            Ok(Ok(Fate::Filtered(reason))) => {
                progress.aside(|| words::set_aside(place, format_args!("filtered: {reason}")));
                tally.filtered += 1;
            }
            Ok(Ok(Fate::Rejected { code, detail })) => {
                progress.aside(|| words::rejected(place, code, detail));
                tally.rejected += 1;
            }
            Ok(Err(error)) => {
                progress.aside(|| words::rejected(place, error.code(), &error));
                tally.rejected += 1;
            }
            Err(panicked) => {
                progress.aside(|| words::rejected(place, Panicked::CODE, panicked));
                tally.rejected += 1;
            }
        }
        progress.advance(consumed, tally.documents());
    }
}
