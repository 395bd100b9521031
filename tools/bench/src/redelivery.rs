use std::time::{Duration, Instant};

use broker::table::{RAW, STAGES};
use broker::{Ack, Puller};

use bench::Hop;

use crate::bed::{BREATH, Bed};
use crate::figure::Figure;

const DOCUMENTS: usize = 2_000;

/// A do-nothing stage on documents that were all delivered before, compared with new ones.
pub async fn measure(rounds: u32) -> Figure {
    let mut pairs = Vec::new();
    for round in 1..=rounds {
        let (redelivered, fresh) = (each(true).await, each(false).await);
        eprintln!("redelivery {round}: {redelivered:.2} against {fresh:.2} ms per document");
        pairs.push((redelivered, fresh));
    }
    let what = "one stage, every document redelivered; against fresh documents";
    Figure { what, unit: "ms", pairs, aim: "–" }
}

/// Milliseconds per document.
async fn each(redelivered: bool) -> f64 {
    let mut bed = Bed::fresh().await;
    bed.load(DOCUMENTS as u64).await;
    if redelivered {
        pull_and_return(&bed).await;
    }
    tokio::time::sleep(BREATH).await;
    let began = Instant::now();
    bed.place(Hop::DoNothing, &STAGES[0]);
    bed.client.stored(STAGES[1].input, DOCUMENTS as u64).await;
    began.elapsed().as_secs_f64() * 1e3 / DOCUMENTS as f64
}

async fn pull_and_return(bed: &Bed) {
    let puller = Puller::bind(&bed.broker, RAW, STAGES[0].stage).await;
    let mut puller = puller.expect("setup made the consumer");
    puller.request(DOCUMENTS).await.expect("the server is up");
    let mut taken = Vec::new();
    while taken.len() < DOCUMENTS {
        taken.extend(puller.next().await.expect("the server is up"));
    }
    for delivery in &taken {
        bed.broker.acknowledge(delivery, Ack::Nak(Duration::from_millis(100))).await;
    }
    bed.broker.flush().await;
}
