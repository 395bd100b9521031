//! The state of the pipeline, from the server's own figures.

mod conservation;

use std::collections::BTreeMap;
use std::process::ExitCode;

use broker::{Broker, StageFigures, StreamFigures};
use serde_json::{Value, json};

use crate::connection::{Connection, run_async};
use crate::dead::describe::age;
use crate::fault::Fault;
use crate::output::Output;
use conservation::{Conservation, Verdict};

/// Show the state of the pipeline: documents in and out, backlogs, dead letters.
///
/// All figures are the server's own. Exits with 1 if documents are missing: at rest, fewer went out
/// than came in.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant status
  courant status --json | jq .conservation
  watch -n 5 courant status")]
pub(crate) struct Args {
    #[command(flatten)]
    connection: Connection,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// From this level on, in per cent, a stream is reported as nearly full.
const NEARLY_FULL: u64 = 80;

type Dead = BTreeMap<(String, String), u64>;

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    run_async(async {
        let broker = args.connection.open().await?;
        let (streams, conservation) = steady(&broker).await?;
        let stages = broker.stage_figures().await?;
        let dead = broker.dead_by_code().await?;
        let mut output = Output::stdout();
        match args.json {
            true => output
                .json(as_json(&conservation, &streams, &stages, &dead).to_string().as_bytes())?,
            false => {
                for line in as_lines(&conservation, &streams, &stages, &dead) {
                    output.text(&line)?;
                }
            }
        }
        output.flush()?;
        Ok(match conservation.verdict() {
            Verdict::Missing(_) => ExitCode::FAILURE,
            Verdict::Balanced | Verdict::Surplus(_) | Verdict::Running => ExitCode::SUCCESS,
        })
    })
}

/// The streams are read one after the other, and a document may move meanwhile from a stream that
/// has not been read yet to one that has. So an imbalance counts only when nothing has moved.
async fn steady(broker: &Broker) -> Result<(Vec<StreamFigures>, Conservation), Fault> {
    let mut before = broker.stream_figures().await?;
    loop {
        let after = broker.stream_figures().await?;
        let conservation = Conservation::of(&after);
        if !matches!(conservation.verdict(), Verdict::Missing(_)) || before == after {
            return Ok((after, conservation));
        }
        before = after;
    }
}

fn as_lines(
    conservation: &Conservation,
    streams: &[StreamFigures],
    stages: &[StageFigures],
    dead: &Dead,
) -> Vec<String> {
    let mut lines: Vec<String> = conservation.lines().into();
    lines.push(String::new());
    lines.push(format!(
        "{:<22} {:>9} {:>9} {:>11} {:>7}",
        "stage", "waiting", "in flight", "redelivered", "oldest"
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
        lines.push(format!("{:<22} {:<24} {:>9}", "dead at", "code", "count"));
    }
    for ((stage, code), count) in dead {
        lines.push(format!("{stage:<22} {code:<24} {count:>9}"));
    }
    lines
}

fn as_json(
    conservation: &Conservation,
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
        .map(|((stage, code), count)| json!({"stage": stage, "code": code, "count": count}))
        .collect();
    json!({
        "conservation": conservation, "verdict": conservation.verdict(),
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
