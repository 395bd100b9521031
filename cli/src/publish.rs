//! Publishes documents from files and folders to `articles.raw`.

mod deliver;
mod feed;
mod journal;
mod outcomes;
mod send;
mod sending;
mod stall;
mod summary;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use telemetry::TraceSettings;

use crate::connection::{Connection, run_async};
use crate::fault::Fault;
use crate::inputs::{Inputs, Place};
use crate::messages;
use crate::trace_link::TraceLink;
pub(crate) use feed::{Item, feed};
pub(crate) use journal::Journal;
pub(crate) use outcomes::Outcome;
pub(crate) use send::send;
pub(crate) use sending::Sending;

/// Publish documents to articles.raw, and wait for the server to acknowledge each.
///
/// With --wait, also wait for the outcome of each document: published, filtered, duplicate or dead.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant publish samples/
  courant publish --wait --replace article.html
  courant publish --ids article.html | cut -d' ' -f1
  courant publish --resume crawl.journal crawl/
  courant publish --resume crawl.journal CC-MAIN-00000.warc.gz
  courant publish --resume mail.journal box.mbox
  courant publish articles.jsonl.zst
  zcat articles.gz | courant publish --jsonl -

With --wait, a stage that has no service for 30 s while documents wait ends the command with exit
code 1; the documents stay in the pipeline.")]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: Inputs,
    /// Wait until each document is published, set aside or dead, and report the outcome
    #[arg(long)]
    wait: bool,
    /// Replace records that are already published
    #[arg(long)]
    replace: bool,
    /// Publish to the lane articles.raw.LANE
    #[arg(long, value_name = "LANE", value_parser = lane)]
    lane: Option<String>,
    /// Print the id of each accepted document on stdout: `ID  PLACE`
    #[arg(long)]
    ids: bool,
    /// Record accepted documents in FILE, and skip those recorded by an earlier run
    #[arg(long, value_name = "FILE")]
    resume: Option<PathBuf>,
    #[command(flatten)]
    link: TraceLink,
    #[command(flatten)]
    connection: Connection,
    #[command(flatten)]
    traces: TraceSettings,
}

/// How long to wait at the end for the last spans to be exported.
const LAST_SPANS: Duration = Duration::from_secs(3);

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    let Args { connection, inputs, wait, replace, lane, ids, resume, link, traces } = args;
    let telemetry = connection.telemetry(traces)?;
    let ended = run_async(async {
        let broker = connection.connect().await?;
        let sending = Sending { wait, replace, lane, ids, resume, link };
        let summary = send(&broker, inputs, &sending, report).await?;
        messages::say(summary.line());
        Ok(summary.exit())
    });
    telemetry.end(LAST_SPANS);
    ended
}

/// Reports a document that was not published.
pub(crate) fn report(place: &Place, outcome: &Outcome) {
    match outcome {
        Outcome::Published(_) => {}
        Outcome::Filtered(reason) => messages::set_aside(place, format_args!("filtered: {reason}")),
        Outcome::Duplicate(stage) => {
            messages::set_aside(place, format_args!("duplicate: {stage} had processed it before"));
        }
        Outcome::Dead { code, detail } => messages::rejected(place, code, detail),
    }
}

/// A lane is a single token of a subject.
fn lane(text: &str) -> Result<String, String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    match !text.is_empty() && text.chars().all(fits) {
        true => Ok(text.to_owned()),
        false => Err("a lane consists of letters, digits, - and _".to_owned()),
    }
}
