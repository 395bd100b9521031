//! The flow of the pipeline in the terminal.

mod screen;

use std::io::IsTerminal;
use std::process::ExitCode;
use std::time::Duration;

use operator::{Live, StageLive, Watcher, age, milliseconds};
use serde_json::{Value, json};

use crate::connection::{Connection, run_async};
use crate::fault::Fault;
use crate::output::Output;
use crate::screen::Screen;
use crate::table::Align::{Left, Right};
use crate::table::{Table, hanging};

/// Watch the stages: rates, backlogs, times, dead letters.
///
/// Refreshes once a second. Keys: s sorts, f shows only stages with work, the arrows and Enter open
/// a stage, q quits. If stdout is not a terminal, the figures are printed once.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  courant top
  courant top --once
  courant top --once --json | jq .stages")]
pub(crate) struct Args {
    /// Print the figures once, after a second
    #[arg(long)]
    once: bool,
    /// Print JSON, one line for each refresh
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    connection: Connection,
}

/// Refresh interval.
const LOOK: Duration = Duration::from_secs(1);

pub(crate) fn run(args: Args) -> Result<ExitCode, Fault> {
    run_async(async {
        let broker = args.connection.open().await?;
        let mut watcher = Watcher::new(broker);
        // Rates are known from the second call.
        watcher.look().await?;
        tokio::time::sleep(LOOK).await;
        if !args.once && !args.json && std::io::stdout().is_terminal() {
            return screen::run(watcher, LOOK).await;
        }
        let repeat = args.json && !args.once;
        let mut output = Output::stdout();
        loop {
            let live = watcher.look().await?;
            match args.json {
                true => output.json(json(&live).to_string().as_bytes())?,
                false => {
                    for line in lines(&live, Screen::of_stdout().width) {
                        output.text(&line)?;
                    }
                }
            }
            output.flush()?;
            if !repeat {
                return Ok(ExitCode::SUCCESS);
            }
            tokio::select! {
                () = tokio::time::sleep(LOOK) => {}
                _ = tokio::signal::ctrl_c() => return Ok(ExitCode::SUCCESS),
            }
        }
    })
}

fn json(live: &Live) -> Value {
    let (good, headline) = live.headline();
    json!({
        "at": live.at,
        "good": good,
        "headline": headline,
        "accepted_per_second": live.accepted_rate(),
        "published_per_second": live.published_rate,
        "latency_p95_ms": live.latency_p95,
        "stages": live.stages,
        "behind": live.flow.behind,
    })
}

fn lines(live: &Live, width: usize) -> Vec<String> {
    let columns = COLUMNS.map(|name| (name, if name == "stage" { Left } else { Right }));
    let mut table = Table::new(&columns);
    for stage in &live.stages {
        table.row(cells(stage).to_vec());
    }
    let mut lines = vec![summary(live)];
    lines.extend(table.lines(width));
    lines.extend(notes(live).iter().map(|note| hanging(note, width)));
    lines
}

/// Problems, and partitions that are behind.
fn notes(live: &Live) -> Vec<String> {
    let problems = live.flow.problems.iter().map(|problem| format!("! {problem}"));
    problems.chain(live.flow.behind.iter().map(ToString::to_string)).collect()
}

const COLUMNS: [&str; 9] =
    ["stage", "replicas", "in/s", "waiting", "in flight", "oldest", "p50", "p95", "dead"];

fn cells(stage: &StageLive) -> [String; 9] {
    let time = |time: Option<f64>| time.map_or("-".to_owned(), milliseconds);
    [
        stage.stage.to_owned(),
        replicas(stage),
        format!("{:.1}", stage.rate),
        stage.waiting.to_string(),
        stage.in_flight.to_string(),
        stage.oldest.map_or("-".to_owned(), age),
        time(stage.p50),
        time(stage.p95),
        stage.dead.to_string(),
    ]
}

/// The number of running replicas, if known.
fn replicas(stage: &StageLive) -> String {
    match (stage.replicas, stage.running) {
        (Some(count @ 1..), _) => count.to_string(),
        (_, true) => "running".to_owned(),
        (_, false) => "none".to_owned(),
    }
}

fn summary(live: &Live) -> String {
    let latency =
        live.latency_p95.map_or(String::new(), |ms| format!(", p95 {}", milliseconds(ms)));
    format!(
        "{}: {:.1}/s in, {:.1}/s out{latency}",
        live.headline().1,
        live.accepted_rate(),
        live.published_rate
    )
}
