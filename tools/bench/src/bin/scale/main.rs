//! `make bench-scale`: measures the cost of a document with several partitions and replicas of each
//! stream on three nats-servers, and checks whether the model of `courant plan`, with parameters from the
//! runs with one partition, predicts the other runs.
//!
//! Prints tables in Markdown, and writes the figures as JSON. Asserts nothing, because the speed of a
//! shared machine is not a property of the program.

mod bed;
mod documents;
mod load;
mod pace;
mod queue;
mod report;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use capacity::{Chain, Kind, Measured, Parameters, Run};
use clap::Parser;
use serde_json::json;

use crate::bed::{Bed, Used};
use crate::documents::Documents;
use crate::load::{Done, Enough, Load, OPEN};
use crate::pace::Pace;

/// Measures the pipeline with several partitions and replicas
#[derive(Debug, Parser)]
struct Arguments {
    /// Seconds for which each run publishes; measuring the latency takes half as long again
    #[arg(long, default_value_t = 4, conflicts_with = "documents")]
    seconds: u64,
    /// Documents per run, instead of a duration
    #[arg(long)]
    documents: Option<u64>,
    /// Seconds per rate in the comparison at the same load
    #[arg(long, default_value_t = 6)]
    pace: u64,
    /// Number of measurements of each of these rates
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Replicas of each stream in this comparison
    #[arg(long, value_name = "N", value_delimiter = ',', default_value = "1,3")]
    copies: Vec<u8>,
    /// Run only this comparison: one partition and four at the same load
    #[arg(long)]
    only_paced: bool,
    /// Run this comparison at full load only
    #[arg(long)]
    full_load: bool,
    /// File for the figures
    #[arg(long, default_value = "target/bench-scale.json")]
    json: PathBuf,
    /// File for the tables
    #[arg(long, default_value = "target/bench-scale.md")]
    tables: PathBuf,
    /// File for the parameters of the model, to replace them
    #[arg(long)]
    parameters: Option<PathBuf>,
    /// Description of the machine, for the output
    #[arg(long, default_value = "not stated")]
    machine: String,
}

/// A configuration to measure.
#[derive(Debug, Clone, Copy)]
struct Setting {
    chain: Chain,
    kind: Kind,
    bytes: usize,
    partitions: u16,
    replicas: u8,
    sync_always: bool,
    quarter: bool,
    deep: bool,
}

/// Size of the texts and of the pages that are measured with several partitions.
const TEXT: usize = 3_000;
const PAGE: usize = 80_000;
/// Further sizes with one partition, for the cost by size.
const LONG_TEXT: usize = 30_000;
const SMALL_PAGE: usize = 20_000;
/// A size to which the model is not fitted.
const OTHER_PAGE: usize = 40_000;

#[tokio::main]
async fn main() {
    let arguments = Arguments::parse();
    let enough = match arguments.documents {
        Some(count) => Enough::Documents(count),
        None => Enough::After(Duration::from_secs(arguments.seconds)),
    };
    let pace = Pace {
        time: Duration::from_secs(arguments.pace),
        rounds: arguments.rounds,
        full_load: arguments.full_load,
    };
    let paced = pace::measure(pace, &arguments.copies).await;
    if arguments.only_paced {
        println!("{}", report::paced(&paced).join("\n"));
        return;
    }
    let runs = measure_all(settings(), enough).await;
    let others = [1, 3].map(|replicas| services(Kind::Page, OTHER_PAGE, 1, replicas));
    let others = measure_all(others.into(), enough).await;
    let measured = Measured {
        date: jiff::Timestamp::now().strftime("%F").to_string(),
        machine: arguments.machine,
        command: "make bench-scale".to_owned(),
    };
    let parameters = Parameters::fit(measured, &runs);
    let text = report::lines(&parameters, &runs, &others, &paced).join("\n");
    println!("{text}");
    let value =
        json!({ "parameters": parameters, "runs": runs, "not_fitted": others, "paced": paced });
    std::fs::write(&arguments.json, format!("{value:#}\n")).expect("the file can be written");
    std::fs::write(arguments.tables, format!("{text}\n")).expect("the file can be written");
    if let Some(file) = arguments.parameters {
        let value = json!(parameters);
        std::fs::write(file, format!("{value:#}\n")).expect("the file can be written");
    }
}

fn services(kind: Kind, bytes: usize, partitions: u16, replicas: u8) -> Setting {
    let chain = Chain::Services;
    Setting {
        chain,
        kind,
        bytes,
        partitions,
        replicas,
        sync_always: false,
        quarter: false,
        deep: false,
    }
}

fn settings() -> Vec<Setting> {
    let mut settings = Vec::new();
    for replicas in [1, 3] {
        for (kind, bytes) in [(Kind::Text, TEXT), (Kind::Page, PAGE)] {
            settings.extend([1, 2, 4].map(|count| services(kind, bytes, count, replicas)));
        }
        settings.push(services(Kind::Text, LONG_TEXT, 1, replicas));
        settings.push(services(Kind::Page, SMALL_PAGE, 1, replicas));
        let text = |chain, partitions| Setting {
            chain,
            ..services(Kind::Text, TEXT, partitions, replicas)
        };
        settings.extend([1, 2, 4].map(|partitions| text(Chain::NoOp, partitions)));
        settings.extend(
            [1, 4].map(|partitions| Setting { sync_always: true, ..text(Chain::NoOp, partitions) }),
        );
        settings.push(Setting { quarter: true, ..text(Chain::NoOp, 1) });
        settings.extend([TEXT, PAGE].map(|bytes| Setting { bytes, ..text(Chain::Queue, 1) }));
    }
    settings
}

async fn measure_all(settings: Vec<Setting>, enough: Enough) -> Vec<Run> {
    let mut runs = Vec::new();
    for setting in settings {
        let run = measure(setting, enough).await;
        eprintln!("{}", report::progress(&run));
        runs.push(run);
    }
    runs
}

async fn measure(setting: Setting, enough: Enough) -> Run {
    let Setting { chain, kind, bytes, partitions, replicas, sync_always, quarter, .. } = setting;
    let bed = Bed::start(setting).await;
    let documents = Documents::new(chain, kind, bytes);
    let (mut streams, mut p99_ms) = (BTreeMap::new(), None);
    let (done, used) = if chain == Chain::Queue {
        let before = bed.used();
        let done = queue::run(&bed, &documents, enough).await;
        spent(&bed, &before, done)
    } else {
        let mut load = Load::new(&bed, documents).await;
        load.open = if quarter { OPEN / 4 } else { OPEN };
        streams = load.warm().await;
        let before = bed.used();
        let done = load.closed(enough).await;
        let (done, used) = spent(&bed, &before, done);
        let paced = load.paced(rate(&done) / 2.0, enough.half()).await;
        p99_ms = percentile(paced.latencies, 99);
        (done, used)
    };
    Run {
        chain,
        kind,
        bytes: bytes as f64,
        partitions,
        replicas,
        sync_always,
        quarter,
        documents: done.documents,
        per_second: rate(&done),
        p99_ms,
        busy: used.cpu() * done.documents as f64 / 1e6 / done.took.as_secs_f64(),
        cores: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        stages: used.stages,
        servers: used.servers,
        client: used.client,
        streams,
        disk: used.disk,
        wire: used.wire,
    }
}

fn spent(bed: &Bed, before: &Used, done: Done) -> (Done, Used) {
    let used = bed.used().since(before, done.documents as f64);
    (done, used)
}

fn rate(done: &Done) -> f64 {
    done.documents as f64 / done.took.as_secs_f64()
}

/// A percentile: the nearest measured value.
fn percentile(mut values: Vec<f64>, percent: usize) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get((values.len() * percent).div_ceil(100).checked_sub(1)?).copied()
}
