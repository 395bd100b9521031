use std::process::ExitCode;

use article::{Timestamp, header};
use ingestion::{Arrival, DEFAULT_MAX_BYTES};
use stage::{Failure, Input};

use crate::fault::Fault;
use crate::inputs::{Inputs, Place};
use crate::messages;
use crate::output::Output;
use crate::units::size;

/// Print the article id of each document.
///
/// The id is derived from the document's content, URL and external id, so the same document always
/// has the same id, no matter who publishes it and when. The article's trace has the same id. If a
/// publisher sends the headers Courant-Url or Courant-External-Id, pass the same values as --url
/// and --external-id.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant id article.html
  courant id --url https://example.org/a --external-id 42 article.html
  courant id --jsonl - < articles.jsonl
  courant id samples/ | awk '{print $1}' | xargs -n1 courant show")]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    /// URL that the document is published with (Courant-Url)
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// External id that the document is published with (Courant-External-Id)
    #[arg(long, value_name = "ID")]
    external_id: Option<String>,
    /// Maximum size of a document; larger ones are rejected
    #[arg(long, env = "COURANT_MAX_BYTES", value_name = "SIZE", value_parser = size, default_value_t = DEFAULT_MAX_BYTES)]
    max_bytes: u64,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    let mut output = Output::stdout();
    let mut code = ExitCode::SUCCESS;
    for input in args.inputs.documents(args.max_bytes) {
        let refusal = match input.content {
            Ok(document) => {
                let mut message = document.into_message(Timestamp::now());
                for (name, value) in
                    [(header::URL, &args.url), (header::EXTERNAL_ID, &args.external_id)]
                {
                    if let Some(value) = value {
                        message.headers.push(name, value);
                    }
                }
                match Arrival::decode(message) {
                    Ok(arrival) => {
                        output.text(&line(&arrival, &input.place))?;
                        continue;
                    }
                    Err(error) => (error.code(), error.to_string()),
                }
            }
            Err(error) => (error.code(), error.to_string()),
        };
        messages::rejected(input.place, refusal.0, refusal.1);
        code = ExitCode::FAILURE;
    }
    output.flush()?;
    args.inputs.skipped().report();
    Ok(code)
}

fn line(arrival: &Arrival, place: &Place) -> String {
    format!("{}  {place}", arrival.id())
}
