use std::time::Instant;

use broker::table::STAGES;

use bench::Hop;

use crate::bed::{BREATH, Bed};
use crate::figure::Figure;

const DOCUMENTS: u64 = 2_000;

/// Three replicas of a stage that waits 20 ms, compared with one.
pub async fn measure(rounds: u32) -> Figure {
    let mut pairs = Vec::new();
    for round in 1..=rounds {
        let (three, one) = (with(3).await, with(1).await);
        eprintln!("replicas {round}: {three:.1} against {one:.1} docs/s");
        pairs.push((three, one));
    }
    let what = "three replicas of a stage that waits 20 ms; against one";
    Figure { what, unit: "docs/s", pairs, aim: "best ≥ 2.6" }
}

async fn with(replicas: usize) -> f64 {
    let mut bed = Bed::fresh().await;
    bed.load(DOCUMENTS).await;
    tokio::time::sleep(BREATH).await;
    let began = Instant::now();
    for _ in 0..replicas {
        bed.place(Hop::Waiting, &STAGES[0]);
    }
    bed.client.stored(STAGES[1].input, DOCUMENTS).await;
    DOCUMENTS as f64 / began.elapsed().as_secs_f64()
}
