use std::process::ExitCode;

use article::Timestamp;
use ingestion::{Arrival, DEFAULT_MAX_BYTES};
use stage::{Failure, Input};

use crate::fault::Fault;
use crate::inputs::Inputs;
use crate::output::Output;
use crate::words;

/// Print the id that each document will have.
///
/// The id is made from the document's content, url and external id: the same document is the same
/// article, whenever and by whomever it is sent. It is the id of the article's trace, too.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant id article.html
  courant id --jsonl - < articles.jsonl
  courant id samples/ | awk '{print $1}' | xargs -n1 courant show")]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    /// Largest document in bytes; larger ones are refused
    #[arg(long, env = "COURANT_MAX_BYTES", value_name = "BYTES", default_value_t = DEFAULT_MAX_BYTES)]
    max_bytes: u64,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    let mut output = Output::stdout();
    let mut code = ExitCode::SUCCESS;
    for input in args.inputs.documents(args.max_bytes) {
        let place = input.place;
        let refusal = match input.content {
            Ok(document) => match Arrival::decode(document.into_message(Timestamp::now())) {
                Ok(arrival) => {
                    output.line(format!("{}  {place}", arrival.id()).as_bytes())?;
                    continue;
                }
                Err(error) => (error.code(), error.to_string()),
            },
            Err(error) => (error.code(), error.to_string()),
        };
        words::rejected(place, refusal.0, refusal.1);
        code = ExitCode::FAILURE;
    }
    output.flush()?;
    Ok(code)
}
