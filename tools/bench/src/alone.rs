use std::time::{Duration, Instant};

use broker::table::STAGES;
use futures_util::StreamExt;

use bench::{Hop, median, sorted};

use crate::bed::Bed;
use crate::figure::Figure;

const WARMING: u64 = 50;
const DOCUMENTS: u64 = 400;
/// Pause between two documents, so that each finds the pipeline idle.
const REST: Duration = Duration::from_millis(5);

/// Latency from publisher to subscriber, one document at a time, compared with four forwarders.
pub async fn measure(rounds: u32) -> Figure {
    let mut pairs = Vec::new();
    for round in 1..=rounds {
        let (ours, base) = (through(Hop::DoNothing).await, through(Hop::Forwarder).await);
        eprintln!("alone {round}: {ours:.2} against {base:.2} ms");
        pairs.push((ours, base));
    }
    let what = "latency of one document in an idle pipeline, p50; against four forwarders";
    Figure { what, unit: "ms", pairs, aim: "≤ 1.30" }
}

async fn through(hop: Hop) -> f64 {
    let mut bed = Bed::fresh().await;
    bed.chain(hop);
    bed.asked_for(&STAGES).await;
    let published = bed.client.nats.subscribe("articles.published.>").await;
    let mut published = published.expect("the server is up");
    let mut took = Vec::new();
    for number in 0..WARMING + DOCUMENTS {
        tokio::time::sleep(REST).await;
        let began = Instant::now();
        bed.publish(number).await;
        published.next().await.expect("the subscription lasts as long as its client");
        took.push(began.elapsed().as_secs_f64() * 1e3);
    }
    median(&sorted(took.into_iter().skip(WARMING as usize)))
}
