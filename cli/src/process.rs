//! The pipeline without a broker.

mod tally;

use std::process::ExitCode;

use article::Timestamp;
use futures_util::{FutureExt, Stream, StreamExt};

use crate::fault::Fault;
use crate::in_order::{self, Item, Panicked, in_order};
use crate::inputs::{Input, InputError, Inputs, Place};
use crate::messages;
use crate::output::{Output, OutputError};
use crate::pipeline::{Outcome, Pipeline, Settings};
use crate::progress::Progress;
use tally::Tally;

/// Run documents through all four stages, without a server, and print the records as NDJSON.
///
/// Records are printed in the order of the inputs; all cores are used. A rejected document is
/// reported on stderr with the reason; the other documents are still processed, and the exit code
/// is 1.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant process article.html | jq .
  courant process samples/ > records.ndjson
  courant process --internal article.html | jq .internal
  zstdcat articles.jsonl.zst | courant process --jsonl - | jq -r .language.tag | sort | uniq -c")]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    /// Print the records with the internal section and what the documents declare
    #[arg(long)]
    internal: bool,
    #[command(flatten)]
    settings: Settings,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    let limit = args.settings.max_bytes();
    let pipeline = Pipeline::of_courant(args.settings).map_err(Fault::Setting)?;
    let pipeline = if args.internal { pipeline.keeping_internal() } else { pipeline };
    let progress = Progress::new(|| args.inputs.total_bytes());
    let inputs = args.inputs;
    let skipped = inputs.skipped();
    let documents = move || inputs.documents(limit).map(item);
    let work = move |content| run_one(&pipeline, content);

    let mut output = Output::stdout();
    let mut tally = Tally::default();
    let written = in_order::run(async {
        Ok(write(in_order(documents, work), &mut output, &progress, &mut tally).await)
    });
    progress.close();
    skipped.report();
    messages::say(tally.line(progress.elapsed()));
    match written? {
        // The reader (`| head`) needs no more.
        Ok(()) | Err(OutputError::Closed) => Ok(tally.exit()),
        Err(error @ OutputError::Failed(_)) => Err(error.into()),
    }
}

/// A document's context while it is processed.
struct Origin {
    place: Place,
    consumed: u64,
}

type Answer = Result<Outcome, InputError>;

fn item(input: Input) -> Item<Origin, Result<crate::inputs::Document, InputError>> {
    let Input { place, consumed, content } = input;
    let weight = content.as_ref().map_or(0, crate::inputs::Document::size);
    Item { key: Origin { place, consumed }, weight, work: content }
}

fn run_one(pipeline: &Pipeline, content: Result<crate::inputs::Document, InputError>) -> Answer {
    content.map(|document| pipeline.run(document.into_message(Timestamp::now())))
}

async fn write(
    mut results: impl Stream<Item = (Origin, Result<Answer, Panicked>)> + Unpin,
    output: &mut Output,
    progress: &Progress,
    tally: &mut Tally,
) -> Result<(), OutputError> {
    loop {
        // Lines are flushed as soon as no other one is ready.
        let next = match results.next().now_or_never() {
            Some(next) => next,
            None => {
                progress.aside(|| output.flush())?;
                results.next().await
            }
        };
        let Some((Origin { place, consumed }, result)) = next else {
            return progress.aside(|| output.flush());
        };
        match result {
            Ok(Ok(Outcome::Record(json))) => {
                progress.aside(|| output.json(&json))?;
                tally.records += 1;
            }
            Ok(Ok(Outcome::Filtered(reason))) => {
                progress.aside(|| messages::set_aside(place, format_args!("filtered: {reason}")));
                tally.filtered += 1;
            }
            Ok(Ok(Outcome::Rejected { code, detail })) => {
                progress.aside(|| messages::rejected(place, code, detail));
                tally.rejected += 1;
            }
            Ok(Err(error)) => {
                progress.aside(|| messages::rejected(place, error.code(), &error));
                tally.rejected += 1;
            }
            Err(panicked) => {
                progress.aside(|| messages::rejected(place, Panicked::CODE, panicked));
                tally.rejected += 1;
            }
        }
        progress.advance(consumed, tally.documents());
    }
}
