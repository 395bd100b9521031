//! Documents from files and folders to `articles.raw`.

mod fates;
mod feed;
mod send;
mod summary;

use std::process::ExitCode;
use std::time::Duration;

use telemetry::TraceSettings;

use crate::connection::{Connection, run_async};
use crate::fault::Fault;
use crate::inputs::{Inputs, Place};
use crate::trace_link::TraceLink;
use crate::words;
pub(crate) use fates::Fate;
pub(crate) use send::{Sending, send};

/// Publish documents to articles.raw, each with the server's word that it has it.
///
/// With --wait it stays until each of them is published, set aside or dead, and says which.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant publish samples/
  courant publish --wait --replace article.html
  zstdcat articles.jsonl.zst | courant publish --jsonl -")]
pub(crate) struct Args {
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    inputs: Inputs,
    /// Wait until each document is published, set aside or dead
    #[arg(long)]
    wait: bool,
    /// Replace the records that are published already
    #[arg(long)]
    replace: bool,
    /// The lane to publish to: articles.raw.LANE
    #[arg(long, value_name = "LANE", value_parser = lane)]
    lane: Option<String>,
    #[command(flatten)]
    link: TraceLink,
    #[command(flatten)]
    traces: TraceSettings,
}

/// What the last spans may cost at the end, whatever the collector does.
const LAST_SPANS: Duration = Duration::from_secs(3);

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    let Args { connection, inputs, wait, replace, lane, link, traces } = args;
    let telemetry = connection.telemetry(traces)?;
    let ended = run_async(async {
        let broker = connection.connect().await?;
        let sending = Sending { wait, replace, lane, link };
        let summary = send(&broker, inputs, &sending, tell).await?;
        words::say(summary.line());
        Ok(summary.exit())
    });
    telemetry.end(LAST_SPANS);
    ended
}

/// What went another way than out is told as it is learnt.
pub(crate) fn tell(place: &Place, fate: &Fate) {
    match fate {
        Fate::Published(_) => {}
        Fate::Filtered(reason) => words::set_aside(place, format_args!("filtered: {reason}")),
        Fate::Duplicate(stage) => {
            words::set_aside(place, format_args!("duplicate: {stage} had sent it on before"));
        }
        Fate::Dead { code, detail } => words::rejected(place, code, detail),
    }
}

/// A lane is one token of a subject.
fn lane(text: &str) -> Result<String, String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    match !text.is_empty() && text.chars().all(fits) {
        true => Ok(text.to_owned()),
        false => Err("a lane is made of letters, digits, - and _".to_owned()),
    }
}
