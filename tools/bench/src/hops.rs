use std::fmt;
use std::time::Instant;

use broker::table::PUBLISHED;

use crate::bed::{BREATH, Bed, Hop};
use crate::figure::Figure;

const DOCUMENTS: u64 = 20_000;

/// Documents a second through four do-nothing stages, against four forwarders.
pub async fn measure(rounds: u32) -> Figure {
    let what = "four do-nothing stages, 4 KB documents; against four minimal forwarders";
    against_forwarders(Hop::DoNothing, what, rounds).await
}

/// The same without a log line for each document and hop.
pub async fn measure_quiet(rounds: u32) -> Figure {
    let what = "the same with `COURANT_LOG=warn`";
    against_forwarders(Hop::Quiet, what, rounds).await
}

async fn against_forwarders(hop: Hop, what: &'static str, rounds: u32) -> Figure {
    let mut pairs = Vec::new();
    for round in 1..=rounds {
        let ours = through(hop).await;
        let base = through(Hop::Forwarder).await;
        eprintln!("throughput {round}: {ours} against {base}");
        pairs.push((ours.rate, base.rate));
    }
    Figure { what, unit: "docs/s", pairs, aim: "≥ 0.85" }
}

/// One run of all documents through four hops.
struct Run {
    /// Documents a second.
    rate: f64,
    /// Microseconds of processor time a document: of the four hops, and of the server.
    cpu: (f64, f64),
}

async fn through(hop: Hop) -> Run {
    let mut bed = Bed::fresh().await;
    bed.load(DOCUMENTS).await;
    tokio::time::sleep(BREATH).await;
    let (_, before) = bed.cpu();
    let began = Instant::now();
    bed.chain(hop);
    bed.client.stored(PUBLISHED, DOCUMENTS).await;
    let (documents, took) = (DOCUMENTS as f64, began.elapsed());
    let (hops, server) = bed.cpu();
    let cpu = (hops / documents, (server - before) / documents);
    Run { rate: documents / took.as_secs_f64(), cpu }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rate, cpu: (hops, server) } = self;
        write!(f, "{rate:.0} docs/s ({hops:.0} + {server:.0} µs of cpu in hops and server)")
    }
}
