//! How the pipeline stands, from the server's own figures.

mod accounts;

use std::collections::BTreeMap;
use std::process::ExitCode;

use broker::{Broker, StageFigures, StreamFigures};
use serde_json::{Value, json};

use crate::connection::{Connection, run_async};
use crate::dead::letter::age;
use crate::fault::Fault;
use crate::output::Output;
use accounts::{Accounts, Verdict};

/// Show how the pipeline stands: what came in and went out, what waits, what died.
///
/// Every figure is the server's own. Exit 1 where, at rest, less went out than came in.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant status
  courant status --json | jq .accounts
  watch -n 5 courant status")]
pub(crate) struct Args {
    #[command(flatten)]
    connection: Connection,
    /// As one JSON object
    #[arg(long)]
    json: bool,
}

/// A stream fuller than this is worth a word, in per cent.
const NEARLY_FULL: u64 = 80;

type Dead = BTreeMap<(String, String), u64>;

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    run_async(async {
        let broker = args.connection.open().await?;
        let (streams, accounts) = steady(&broker).await?;
        let stages = broker.stage_figures().await?;
        let dead = broker.dead_by_code().await?;
        let mut output = Output::stdout();
        match args.json {
            true => {
                output.line(as_json(&accounts, &streams, &stages, &dead).to_string().as_bytes())?
            }
            false => {
                for line in as_lines(&accounts, &streams, &stages, &dead) {
                    output.line(line.as_bytes())?;
                }
            }
        }
        output.flush()?;
        Ok(match accounts.verdict() {
            Verdict::Missing(_) => ExitCode::FAILURE,
            Verdict::Balanced | Verdict::Echoes(_) | Verdict::Running => ExitCode::SUCCESS,
        })
    })
}

/// The streams are read one after the other, and a document may pass from one that is not read
/// yet to one that was. So an unbalanced sum counts only when nothing moved around it.
async fn steady(broker: &Broker) -> Result<(Vec<StreamFigures>, Accounts), Fault> {
    let mut before = broker.stream_figures().await?;
    loop {
        let after = broker.stream_figures().await?;
        let accounts = Accounts::of(&after);
        if !matches!(accounts.verdict(), Verdict::Missing(_)) || before == after {
            return Ok((after, accounts));
        }
        before = after;
    }
}

fn as_lines(
    accounts: &Accounts,
    streams: &[StreamFigures],
    stages: &[StageFigures],
    dead: &Dead,
) -> Vec<String> {
    let mut lines: Vec<String> = accounts.lines().into();
    lines.push(String::new());
    lines.push(format!(
        "{:<22} {:>9} {:>9} {:>11} {:>7}",
        "stage", "waiting", "in hand", "redelivered", "oldest"
    ));
    for stage in stages {
        let stream = streams.iter().find(|stream| stream.name == stage.stream);
        let oldest = stream.and_then(|stream| stream.oldest).map_or("-".to_owned(), age);
        let StageFigures { stage, pending, ack_pending, redelivered, .. } = stage;
        lines.push(format!(
            "{stage:<22} {pending:>9} {ack_pending:>9} {redelivered:>11} {oldest:>7}"
        ));
    }
    lines.push(String::new());
    lines.push(format!("{:<28} {:>9} {:>12} {:>6}", "stream", "messages", "bytes", "full"));
    for stream in streams {
        let full = full(stream).map_or("-".to_owned(), |share| format!("{share} %"));
        let loud = if full_enough(stream) { "  nearly full" } else { "" };
        let StreamFigures { name, messages, bytes, .. } = stream;
        lines.push(format!("{name:<28} {messages:>9} {bytes:>12} {full:>6}{loud}"));
    }
    if !dead.is_empty() {
        lines.push(String::new());
        lines.push(format!("{:<22} {:<24} {:>9}", "dead at", "code", "letters"));
    }
    for ((stage, code), count) in dead {
        lines.push(format!("{stage:<22} {code:<24} {count:>9}"));
    }
    lines
}

fn as_json(
    accounts: &Accounts,
    streams: &[StreamFigures],
    stages: &[StageFigures],
    dead: &Dead,
) -> Value {
    let streams: Vec<Value> = streams
        .iter()
        .map(|stream| {
            json!({
                "name": stream.name, "messages": stream.messages, "bytes": stream.bytes,
                "max_bytes": stream.max_bytes, "last_sequence": stream.last_sequence,
                "oldest": stream.oldest, "full_percent": full(stream),
            })
        })
        .collect();
    let stages: Vec<Value> = stages
        .iter()
        .map(|stage| {
            json!({
                "stage": stage.stage, "stream": stage.stream, "pending": stage.pending,
                "ack_pending": stage.ack_pending, "redelivered": stage.redelivered,
            })
        })
        .collect();
    let dead: Vec<Value> = dead
        .iter()
        .map(|((stage, code), count)| json!({"stage": stage, "code": code, "letters": count}))
        .collect();
    json!({
        "accounts": accounts, "verdict": accounts.verdict(),
        "stages": stages, "streams": streams, "dead": dead,
    })
}

/// How full a stream is, in per cent.
fn full(stream: &StreamFigures) -> Option<u64> {
    stream.max_bytes.map(|max| stream.bytes.saturating_mul(100) / max.max(1))
}

fn full_enough(stream: &StreamFigures) -> bool {
    full(stream).is_some_and(|share| share >= NEARLY_FULL)
}
