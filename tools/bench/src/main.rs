//! `make bench`: the cost of the runtime, each figure with its baseline in the same run.
//!
//! Owns the baselines and the arithmetic. Starts its own servers and processes. Asserts nothing, because
//! the speed of a shared machine is not a property of the program.

mod accounts;
mod alone;
mod bed;
mod builds;
mod cold;
mod figure;
mod hops;
mod memory;
mod redelivery;
mod replicas;
mod telemetry;

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

use crate::figure::Figure;

/// Measures the runtime against baselines in the same run
#[derive(Debug, Parser)]
struct Arguments {
    /// Figures to measure; by default all
    figures: Vec<Which>,
    /// Number of measurements of each pair
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// Pages for the figure of memory, which is left out without them: JSON lines with a `path` and
    /// perhaps a `url`
    #[arg(long, value_name = "LIST")]
    pages: Option<PathBuf>,
    /// Compare only this build with another one, whose `do-nothing` is in this folder
    #[arg(long, value_name = "FOLDER", conflicts_with = "figures")]
    against: Option<PathBuf>,
}

/// A figure to measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    /// CPU time of four do-nothing stages, without and with traces
    Hops,
    /// Three replicas against one
    Replicas,
    /// An account for each service, against one for all
    Accounts,
    /// Latency of one document in an idle pipeline
    Alone,
    /// Additional cost of a redelivered document
    Redelivery,
    /// Additional cost of traces per message and stage
    Telemetry,
    /// Time of metadata-extraction for its first page
    Cold,
    /// Peak memory of metadata-extraction
    Memory,
}

#[tokio::main]
async fn main() {
    let Arguments { figures, rounds, pages, against } = Arguments::parse();
    let chosen = match figures.is_empty() {
        true => Which::value_variants(),
        false => &figures,
    };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    println!("{}\n{}", Figure::HEAD, Figure::RULE);
    let mut differences = Vec::new();
    if let Some(folder) = &against {
        builds::measure(rounds, folder).await.iter().for_each(|figure| println!("{figure}"));
    }
    for which in chosen.iter().filter(|_| against.is_none()) {
        let figures = match which {
            Which::Hops => Vec::from(hops::measure(rounds).await),
            Which::Accounts => Vec::from(accounts::measure(rounds).await),
            Which::Replicas => vec![replicas::measure(rounds).await],
            Which::Alone => vec![alone::measure(rounds).await],
            Which::Redelivery => vec![redelivery::measure(rounds).await],
            Which::Telemetry => telemetry::measure(rounds).await,
            Which::Cold => vec![cold::measure(rounds).await],
            Which::Memory => match &pages {
                Some(list) => vec![memory::measure(rounds, list).await],
                None => Vec::new(),
            },
        };
        figures.iter().for_each(|figure| println!("{figure}"));
        if *which == Which::Telemetry {
            differences.extend(figures.iter().map(telemetry::difference));
        }
    }
    if !differences.is_empty() {
        println!("\nadditional cost of traces:");
        differences.iter().for_each(|line| println!("{line}"));
    }
    println!("\n{cores} cores, {rounds} rounds; medians, ratios of pairs from least to most");
}
