//! The state of the pipeline, from the server's metrics.

mod conservation;

use std::process::ExitCode;

use broker::{ConsumerMetrics, ReaderMetrics, SourceMetrics, StageMetrics, StreamMetrics};
use operator::{Flow, age, full_percent, source_runs};
use serde_json::{Value, json};

use crate::connection::{Connection, run_async};
use crate::fault::Fault;
use crate::output::Output;
use crate::printable::condensed;
use crate::screen::Screen;
use crate::table::Align::{Left, Right};
use crate::table::{Table, hanging};

/// Show the state of the pipeline: documents in and out, backlogs, dead letters.
///
/// All figures come from the server. Exits with 1 if documents are missing (nothing is in flight,
/// and fewer went out than came in), if documents wait for a stage, or articles for a delivery of
/// the configuration file, that has no service or no consumer, or if a stream is full.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant status
  courant status --json | jq .conservation
  watch -n 5 courant status")]
pub(crate) struct Args {
    /// Print one JSON object
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    connection: Connection,
}

/// From this fill level, in per cent, a stream is reported as nearly full.
const NEARLY_FULL: u64 = 80;

/// Everything that `status` shows.
struct Report(Flow);

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    run_async(async {
        let broker = args.connection.open().await?;
        let report = Report(Flow::read(&broker).await?);
        let mut output = Output::stdout();
        match args.json {
            true => output.json(report.json().to_string().as_bytes())?,
            false => {
                for line in report.lines(Screen::of_stdout().width) {
                    output.text(&line)?;
                }
            }
        }
        output.flush()?;
        Ok(match report.0.is_fine() {
            true => ExitCode::SUCCESS,
            false => ExitCode::FAILURE,
        })
    })
}

impl Report {
    fn lines(&self, width: usize) -> Vec<String> {
        let mut lines = conservation::lines(&self.0.conservation, width);
        for problem in &self.0.problems {
            lines.push(hanging(&format!("! {problem}"), width));
        }
        for behind in &self.0.behind {
            lines.push(hanging(&behind.to_string(), width));
        }
        let mut dead = Table::new(&[("dead at", Left), ("code", Left), ("count", Right)]);
        for ((stage, code), count) in &self.0.dead {
            dead.row(vec![condensed(stage, 40), condensed(code, 40), count.to_string()]);
        }
        for table in [self.sources(), self.stages(), self.readers(), self.streams(), dead] {
            if !table.is_empty() {
                lines.push(String::new());
                lines.extend(table.lines(width));
            }
        }
        lines
    }

    /// The sources.
    fn sources(&self) -> Table {
        let mut table = Table::new(&[
            ("source", Left),
            ("", Left),
            ("feeds", Right),
            ("failing", Right),
            ("last request", Right),
        ]);
        for source in &self.0.sources {
            let SourceMetrics { name, watching, .. } = source;
            table.row(vec![
                condensed(name, 40),
                (if source_runs(source) { "runs" } else { "stopped" }).to_owned(),
                watching.watched.to_string(),
                watching.failing.to_string(),
                watching.fetched_at.map_or("-".to_owned(), age),
            ]);
        }
        table
    }

    fn stages(&self) -> Table {
        let mut table = Table::new(&[
            ("stage", Left),
            ("replicas", Right),
            ("waiting", Right),
            ("in flight", Right),
            ("redelivered", Right),
            ("oldest", Right),
        ]);
        for StageMetrics { stage, stream, consumer } in &self.0.stages {
            let stream = self.0.stream(stream);
            let oldest = stream.and_then(|stream| stream.oldest).map_or("-".to_owned(), age);
            let figure = |read: fn(&ConsumerMetrics) -> u64| {
                consumer.as_ref().map_or("unknown".to_owned(), |figures| read(figures).to_string())
            };
            let replicas = self.0.replicas.get(stage).map_or("-".to_owned(), u64::to_string);
            table.row(vec![
                (*stage).to_owned(),
                replicas,
                figure(|consumer| consumer.pending),
                figure(|consumer| consumer.ack_pending),
                figure(|consumer| consumer.redelivered),
                oldest,
            ]);
        }
        table
    }

    /// The readers and deliveries.
    fn readers(&self) -> Table {
        let mut table = Table::new(&[
            ("reader", Left),
            ("kind", Left),
            ("waiting", Right),
            ("in flight", Right),
            ("redelivered", Right),
        ]);
        for ReaderMetrics { name, delivery, consumer } in &self.0.readers {
            table.row(vec![
                condensed(name, 40),
                delivery.unwrap_or("-").to_owned(),
                consumer.pending.to_string(),
                consumer.ack_pending.to_string(),
                consumer.redelivered.to_string(),
            ]);
        }
        table
    }

    fn streams(&self) -> Table {
        let mut table = Table::new(&[
            ("stream", Left),
            ("messages", Right),
            ("bytes", Right),
            ("full", Right),
            ("", Left),
        ]);
        for stream in &self.0.streams {
            let note = match full_enough(stream) {
                true if stream.drops_oldest => "drops the oldest",
                true => "nearly full",
                false => "",
            };
            table.row(vec![
                stream.name.clone(),
                stream.messages.to_string(),
                stream.bytes.to_string(),
                full_percent(stream).map_or("-".to_owned(), |share| format!("{share} %")),
                note.to_owned(),
            ]);
        }
        table
    }

    fn json(&self) -> Value {
        let Flow {
            conservation,
            streams,
            stages,
            replicas,
            readers,
            sources,
            behind,
            problems,
            dead,
        } = &self.0;
        let sources: Vec<Value> = sources
            .iter()
            .map(|source| {
                json!({
                    "name": source.name, "running": source_runs(source),
                    "watched": source.watching.watched, "failing": source.watching.failing,
                    "fetched_at": source.watching.fetched_at, "at": source.at,
                })
            })
            .collect();
        let streams: Vec<Value> = streams
            .iter()
            .map(|stream| {
                json!({
                    "name": stream.name, "messages": stream.messages, "bytes": stream.bytes,
                    "max_bytes": stream.max_bytes, "last_sequence": stream.last_sequence,
                    "oldest": stream.oldest, "full_percent": full_percent(stream),
                })
            })
            .collect();
        let stages: Vec<Value> = stages
            .iter()
            .map(|StageMetrics { stage, stream, consumer }| {
                json!({
                    "stage": stage, "stream": stream, "consumer": consumer.is_some(),
                    "replicas": replicas.get(stage),
                    "pending": consumer.map(|consumer| consumer.pending),
                    "ack_pending": consumer.map(|consumer| consumer.ack_pending),
                    "redelivered": consumer.map(|consumer| consumer.redelivered),
                    "pull_requests": consumer.map(|consumer| consumer.waiting),
                })
            })
            .collect();
        let readers: Vec<Value> = readers
            .iter()
            .map(|ReaderMetrics { name, delivery, consumer }| {
                json!({
                    "name": name, "delivery": delivery, "pending": consumer.pending,
                    "ack_pending": consumer.ack_pending, "redelivered": consumer.redelivered,
                    "pull_requests": consumer.waiting,
                })
            })
            .collect();
        let problems: Vec<Value> = problems
            .iter()
            .map(|problem| {
                let mut value = json!(problem);
                value["message"] = problem.to_string().into();
                value
            })
            .collect();
        let dead: Vec<Value> = dead
            .iter()
            .map(|((stage, code), count)| json!({"stage": stage, "code": code, "count": count}))
            .collect();
        json!({
            "conservation": conservation, "verdict": conservation.verdict(),
            "problems": problems, "stages": stages, "readers": readers,
            "sources": sources, "streams": streams,
            "behind": behind, "dead": dead,
        })
    }
}

fn full_enough(stream: &StreamMetrics) -> bool {
    full_percent(stream).is_some_and(|share| share >= NEARLY_FULL)
}
