//! `make bench`: what the runtime costs, each figure beside its baseline in the same run.
//!
//! Owns the baselines and the arithmetic. Starts servers and processes of its own; asserts
//! nothing, since a shared machine's speed is no property of the program.

mod alone;
mod bed;
mod cpu;
mod figure;
mod redelivery;
mod replicas;
mod telemetry;
mod throughput;

use clap::{Parser, ValueEnum};

use crate::figure::Figure;

/// Measures the runtime against baselines in the same run
#[derive(Debug, Parser)]
struct Arguments {
    /// Which figures; by default all
    figures: Vec<Which>,
    /// How often each pair is measured, one after the other
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
}

/// A figure to measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    /// Documents a second through four do-nothing stages
    Throughput,
    /// The same without a log line for each
    Quiet,
    /// Three replicas against one
    Replicas,
    /// One document in an idle pipeline
    Alone,
    /// What a redelivered document costs more than a fresh one
    Redelivery,
    /// What traces cost a message and stage
    Telemetry,
}

#[tokio::main]
async fn main() {
    let arguments = Arguments::parse();
    let chosen = match arguments.figures.is_empty() {
        true => Which::value_variants(),
        false => &arguments.figures,
    };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    println!("{}\n{}", Figure::HEAD, Figure::RULE);
    let mut costs = Vec::new();
    for which in chosen {
        let figure = match which {
            Which::Telemetry => {
                costs = telemetry::measure(arguments.rounds).await;
                costs.iter().for_each(|figure| println!("{figure}"));
                continue;
            }
            Which::Throughput => throughput::measure(arguments.rounds).await,
            Which::Quiet => throughput::measure_quiet(arguments.rounds).await,
            Which::Replicas => replicas::measure(arguments.rounds).await,
            Which::Alone => alone::measure(arguments.rounds).await,
            Which::Redelivery => redelivery::measure(arguments.rounds).await,
        };
        println!("{figure}");
    }
    if !costs.is_empty() {
        println!("\ncost of traces:");
        costs.iter().for_each(|figure| println!("{}", telemetry::more(figure)));
    }
    println!(
        "\n{cores} cores, {} rounds; medians, ratios of pairs from least to most",
        arguments.rounds
    );
}
