//! Language detection alone.

mod answer;
mod sheet;

use std::process::ExitCode;

use article::{Document, RawMessage, Timestamp};
use ingestion::{DEFAULT_MAX_BYTES, Ingestion};
use language_detection::Settings;
use stage::{Context, Failed, Processed};

use crate::fault::Fault;
use crate::inputs::Inputs;
use crate::messages;
use crate::output::Output;
use crate::units::size;
use answer::Answer;

/// Detect the language of documents, and show the evidence.
///
/// Documents are read as the pipeline reads them, and each result is printed for people. With
/// --jsonl, each input line is `{"id","text"}` with a plain text, and each output line is
/// `{"id","tag","confidence","reliable","us"}` (us: CPU time in microseconds), in the same order.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant detect article.html
  courant detect samples/ | grep -A 3 '^samples/'
  courant detect --jsonl - < texts.jsonl > answers.jsonl")]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    settings: Settings,
    /// Maximum size of a document or line; larger ones are rejected
    #[arg(long, env = "COURANT_MAX_BYTES", value_name = "SIZE", value_parser = size, default_value_t = DEFAULT_MAX_BYTES)]
    max_bytes: u64,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    let engine = args.settings.engine().map_err(Fault::Setting)?;
    let ingestion = Ingestion::with_max_bytes(args.max_bytes);
    let mut output = Output::stdout();
    let mut code = ExitCode::SUCCESS;
    for input in args.inputs.documents(args.max_bytes) {
        let place = input.place;
        let answer = match input.content {
            Err(error) => Err((error.code(), error.to_string())),
            Ok(document) => {
                let message = document.into_message(Timestamp::now());
                if args.inputs.holds_lines() {
                    Answer::to_line(&*engine, &message.body)
                        .map(Shown::Json)
                        .map_err(|error| (error.code(), error.to_string()))
                } else {
                    read(&ingestion, message).map(|document| {
                        Shown::Text(sheet::sheet(&place.to_string(), &document, &*engine))
                    })
                }
            }
        };
        match answer {
            Ok(Shown::Json(line)) => output.json(&line)?,
            Ok(Shown::Text(text)) => output.text(&format!("{text}\n"))?,
            Err((why, message)) => {
                messages::rejected(place, why, message);
                code = ExitCode::FAILURE;
            }
        }
    }
    output.flush()?;
    args.inputs.skipped().report();
    Ok(code)
}

/// What is printed for one document.
enum Shown {
    Json(Vec<u8>),
    Text(String),
}

/// The document as the pipeline's first stage reads it.
fn read(ingestion: &Ingestion, message: RawMessage) -> Result<Document, (&'static str, String)> {
    let context = Context::new(Timestamp::now(), article::subject::INGESTED);
    match stage::process(ingestion, message, &context, 1) {
        Ok(
            Processed::Forward { record, .. }
            | Processed::Publish { record, .. }
            | Processed::Filter { record, .. },
        ) => record.section().map_err(|error| (stage::Failure::code(&error), error.to_string())),
        Err(Failed { code, detail, .. }) => Err((code, detail)),
    }
}
