//! `make bench-peers`: the same four hops with other tools, with Courant stages that do nothing, and with
//! a bare forwarder. Each hop reads a stream, checks that the body is JSON (except the forwarder), writes
//! to the next stream with a message ID, and acknowledges.
//!
//! Prints a table in Markdown. Asserts nothing.

mod faults;
mod peer;
mod throughput;

use clap::Parser;

use crate::peer::Peer;
use crate::throughput::Figures;

/// Measures the same four hops with other tools
#[derive(Debug, Parser)]
struct Arguments {
    /// Peers to measure; by default all
    peers: Vec<Peer>,
    /// Documents of 3 KB
    #[arg(long, default_value_t = 10_000)]
    documents: u64,
    /// Number of rounds; prints their medians
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
}

#[tokio::main]
async fn main() {
    let Arguments { peers, documents, rounds } = Arguments::parse();
    let peers = if peers.is_empty() { Peer::ALL.to_vec() } else { peers };
    let mut figures: Vec<Vec<Figures>> = peers.iter().map(|_| Vec::new()).collect();
    for round in 1..=rounds {
        for (peer, figures) in peers.iter().zip(&mut figures) {
            let measured = throughput::measure(*peer, documents).await;
            eprintln!("round {round}, {}: {measured}", peer.name());
            figures.push(measured);
        }
    }
    println!("| hops | documents/s | CPU of the hops | CPU of the server | peak memory |");
    println!("|---|--:|--:|--:|--:|");
    for (peer, figures) in peers.iter().zip(&figures) {
        println!("| {} | {} |", peer.name(), throughput::row(figures));
    }
    println!(
        "\n| hops | settings | 20 unreadable bodies, 10 s | next stream full for 10 s, 3,000 documents |"
    );
    println!("|---|---|---|---|");
    for peer in peers.iter().filter(|peer| **peer != Peer::Forwarder) {
        for recipe in peer.settings() {
            let unreadable = faults::unreadable(*peer, *recipe).await;
            let full = faults::full(*peer, *recipe).await;
            let settings = if *recipe { peer.recipe() } else { "default" };
            println!("| {} | {settings} | {unreadable} | {full} |", peer.name());
        }
    }
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    println!("\n{cores} cores, {documents} documents of 3 KB, {rounds} rounds, medians.");
}
