use std::process::ExitCode;

use crate::fault::Fault;
use crate::output::Output;

/// Print the JSON Schema of the article record.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant schema > article.schema.json
  courant schema | jq '.properties | keys'")]
pub(crate) struct Args {}

pub(crate) fn run(Args {}: Args) -> Result<ExitCode, Fault> {
    let mut output = Output::stdout();
    output.text(&format!("{:#}", article::json_schema()))?;
    output.flush()?;
    Ok(ExitCode::SUCCESS)
}
