use std::process::ExitCode;

use crate::asyncapi;
use crate::fault::Fault;
use crate::output::Output;

/// Print the JSON Schema of the article record, or the contract between programs.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant schema > article.schema.json
  courant schema --asyncapi > asyncapi.json     # refers to article.schema.json beside it
  courant schema | jq '.properties | keys'")]
pub(crate) struct Args {
    /// Print subjects, headers and messages as an AsyncAPI 3 document
    #[arg(long)]
    asyncapi: bool,
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    let document = if args.asyncapi { asyncapi::document() } else { article::json_schema() };
    let mut output = Output::stdout();
    output.text(&format!("{document:#}"))?;
    output.flush()?;
    Ok(ExitCode::SUCCESS)
}
