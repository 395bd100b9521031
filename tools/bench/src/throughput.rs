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
        eprintln!("throughput {round}: {ours:.0} against {base:.0} docs/s");
        pairs.push((ours, base));
    }
    Figure { what, unit: "docs/s", pairs, aim: "≥ 0.85" }
}

async fn through(hop: Hop) -> f64 {
    let mut bed = Bed::fresh().await;
    bed.load(DOCUMENTS).await;
    tokio::time::sleep(BREATH).await;
    let began = Instant::now();
    bed.chain(hop);
    bed.client.stored(PUBLISHED, DOCUMENTS).await;
    DOCUMENTS as f64 / began.elapsed().as_secs_f64()
}
