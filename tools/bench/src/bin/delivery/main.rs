//! `make bench-delivery`: articles per second into each kind of target, from a backlog, with delivery,
//! target and nats-server on the same cores; and the memory of 2,000 watched feeds.
//!
//! Asserts nothing, because the speed of a shared machine is not a property of the program.

mod backlog;
mod feeds;
mod receiver;

use std::fs;
use std::time::{Duration, Instant};

use clap::Parser;
use e2e::{Client, Pipeline, Postgres, until_async};

/// Measures deliveries and feeds
#[derive(Debug, Parser)]
struct Arguments {
    /// Articles in the backlog, each with a text of 3 KB
    #[arg(long, default_value_t = 20_000)]
    articles: usize,
    /// Watched feeds
    #[arg(long, default_value_t = 2_000)]
    feeds: usize,
    /// Number of measurements of each
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    /// Measure only figures whose names begin with this text
    #[arg(long, default_value = "")]
    only: String,
}

const WITHIN: Duration = Duration::from_secs(600);

#[tokio::main]
async fn main() {
    let Arguments { articles, feeds, rounds, only } = Arguments::parse();
    println!("| figure | best | median | worst | peak memory | aim |\n|---|--:|--:|--:|--:|---|");
    let postgres = Postgres::start();
    let url = postgres.url();
    let webhook = receiver::start();
    let kinds = [
        ("PostgreSQL", "postgres", vec![("COURANT_POSTGRES_URL", url.clone())], "≥ 2,500/s"),
        (
            "PostgreSQL with full-text search",
            "postgres",
            vec![
                ("COURANT_POSTGRES_URL", url),
                ("COURANT_POSTGRES_SCHEMA", "searched".to_owned()),
                ("COURANT_POSTGRES_FULL_TEXT", "true".to_owned()),
            ],
            "≥ 800/s",
        ),
        (
            "Parquet",
            "files",
            vec![
                ("COURANT_FILES_FORMAT", "parquet".to_owned()),
                ("COURANT_FILES_INTERVAL", "1".to_owned()),
            ],
            "≥ 4,000/s",
        ),
        (
            "webhook",
            "webhook",
            vec![
                ("COURANT_WEBHOOK_URL", webhook),
                ("COURANT_WEBHOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned()),
                ("COURANT_WEBHOOK_ALLOW_PRIVATE", "true".to_owned()),
            ],
            "≥ 1,000/s",
        ),
    ];
    for (name, kind, settings, aim) in kinds {
        if !name.starts_with(&only) {
            continue;
        }
        let mut measured = Vec::new();
        for _ in 0..rounds {
            for schema in ["courant", "searched"] {
                let table = format!("DROP SCHEMA IF EXISTS {schema} CASCADE");
                postgres.query(&table);
            }
            measured.push(rate(kind, &settings, articles).await);
        }
        measured.sort_by(|a, b| b.0.total_cmp(&a.0));
        let memory = measured.iter().map(|(_, memory)| *memory).max().unwrap_or_default();
        let at = |place: usize| measured[place].0;
        let (best, median, worst) = (at(0), at(measured.len() / 2), at(measured.len() - 1));
        println!("| {name} | {best:.0}/s | {median:.0}/s | {worst:.0}/s | {memory} MB | {aim} |");
    }
    if !"feeds".starts_with(&only) {
        return;
    }
    let memory = feeds::memory(feeds).await;
    println!("| {feeds} feeds, each asked for twice | | | | {memory} MB | ≤ 100 MB |");
}

/// Articles per second from the start of the delivery to the last acknowledgement, and its peak memory
/// in MB.
async fn rate(kind: &str, settings: &[(&str, String)], articles: usize) -> (f64, u64) {
    let mut pipeline = Pipeline::with_delivery(kind);
    // Each round starts with an empty folder.
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let path = folder.path().to_str().expect("UTF-8");
    let client = Client::connect(&pipeline.server).await;
    backlog::fill(&client, articles).await;
    let settings: Vec<(&str, &str)> =
        settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let settings = [&settings[..], &[("COURANT_FILES_FOLDER", path)]].concat();
    let stream = client.jetstream.get_stream("ARTICLES_PUBLISHED").await.expect("set up");
    let began = Instant::now();
    let place = pipeline.start(&format!("delivery {kind}"), &settings);
    until_async("the backlog to be delivered", WITHIN, async || {
        let info = stream.consumer_info(kind).await.ok()?;
        (info.num_pending == 0 && info.num_ack_pending == 0).then_some(())
    })
    .await;
    let seconds = began.elapsed().as_secs_f64();
    let memory = peak_memory(pipeline.service(place).process.id());
    pipeline.stop();
    (articles as f64 / seconds, memory)
}

/// The peak resident memory of a process in MB; 0 without `/proc`.
fn peak_memory(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() / 1_000
}
