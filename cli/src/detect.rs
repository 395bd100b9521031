//! The language core alone.

mod answer;
mod sheet;

use std::process::ExitCode;

use article::{Document, RawMessage, Timestamp};
use ingestion::{DEFAULT_MAX_BYTES, Ingestion};
use language_detection::Settings;
use stage::{Failed, Turn, Worked};

use crate::fault::Fault;
use crate::inputs::Inputs;
use crate::output::Output;
use crate::words;
use answer::Answer;

/// Tell which language documents are in, and what the answer rests on.
///
/// With --jsonl each line is `{"id","text"}`, a text as it is, and is answered by one line
/// `{"id","tag","confidence","reliable","us"}` (us: CPU time in microseconds), in order. Else
/// documents are read as the pipeline reads them, and each answer is a sheet for people.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant detect article.html
  courant detect samples/ | grep -A3 '^samples/'
  courant detect --jsonl - < texts.jsonl > answers.jsonl")]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    #[command(flatten)]
    settings: Settings,
    /// Largest document or line in bytes; larger ones are refused
    #[arg(long, env = "COURANT_MAX_BYTES", value_name = "BYTES", default_value_t = DEFAULT_MAX_BYTES)]
    max_bytes: u64,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    let engine = args.settings.engine().map_err(Fault::Setting)?;
    let ingestion = Ingestion::with_max_bytes(args.max_bytes);
    let mut output = Output::stdout();
    let mut code = ExitCode::SUCCESS;
    for input in args.inputs.documents(args.max_bytes) {
        let place = input.place;
        let said = match input.content {
            Err(error) => Err((error.code(), error.to_string())),
            Ok(document) => {
                let message = document.into_message(Timestamp::now());
                if args.inputs.holds_lines() {
                    Answer::to_line(&*engine, &message.body)
                        .map_err(|error| (error.code(), error.to_string()))
                } else {
                    read(&ingestion, message).map(|document| {
                        sheet::sheet(&place.to_string(), &document, &*engine).into_bytes()
                    })
                }
            }
        };
        match said {
            Ok(text) => output.line(&text)?,
            Err((why, sentence)) => {
                words::rejected(place, why, sentence);
                code = ExitCode::FAILURE;
            }
        }
    }
    output.flush()?;
    Ok(code)
}

/// The document as the pipeline's first stage reads it.
fn read(ingestion: &Ingestion, message: RawMessage) -> Result<Document, (&'static str, String)> {
    let turn = Turn::new(Timestamp::now(), article::subject::INGESTED);
    match stage::work(ingestion, message, &turn, 1) {
        Ok(
            Worked::Forward(record)
            | Worked::Publish { record, .. }
            | Worked::Filter { record, .. },
        ) => record.section().map_err(|error| (stage::Failure::code(&error), error.to_string())),
        Err(Failed { code, detail, .. }) => Err((code, detail)),
    }
}
