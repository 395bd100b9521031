//! What a document costs with one partition and with several, at rates that the machine can take.

use std::time::{Duration, Instant};

use bench::{median, sorted};
use capacity::{Chain, Kind};
use serde::Serialize;

use crate::bed::Bed;
use crate::documents::Documents;
use crate::load::{Enough, Load};
use crate::{Setting, TEXT, services};

/// How long one rate is kept, and how often each is measured.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    pub time: Duration,
    pub rounds: usize,
}

/// CPU time at one rate, in microseconds: for a document, or for a second in which none came.
#[derive(Debug, Clone, Serialize)]
pub struct Paced {
    pub partitions: u16,
    pub replicas: u8,
    /// Documents per second that were to be sent; 0 where none was.
    pub rate: f64,
    /// Documents per second that came out.
    pub reached: f64,
    /// Of all stages, which do nothing.
    pub stages: f64,
    /// Of all servers.
    pub servers: f64,
}

/// One partition is compared with so many. At so many times its rate, each has the same load.
pub const SEVERAL: u16 = 4;
/// Documents per second: none, and each [`SEVERAL`] times the one before.
const RATES: [f64; 4] = [0.0, 50.0, 200.0, 800.0];

/// One partition and several in turn at each rate: medians of the rounds.
pub async fn measure(pace: Pace, copies: &[u8]) -> Vec<Paced> {
    let mut all = Vec::new();
    for &replicas in copies {
        all.extend(in_turn(replicas, pace).await);
    }
    all
}

async fn in_turn(replicas: u8, pace: Pace) -> Vec<Paced> {
    let setting =
        |count| Setting { chain: Chain::NoOp, ..services(Kind::Text, TEXT, count, replicas) };
    let (one, several) = (Bed::start(setting(1)).await, Bed::start(setting(SEVERAL)).await);
    let mut loads = Vec::new();
    for (partitions, bed) in [(1, &one), (SEVERAL, &several)] {
        let documents = Documents::new(Chain::NoOp, Kind::Text, TEXT);
        let mut load = Load::new(bed, documents, false).await;
        load.warm().await;
        loads.push((partitions, bed, load));
    }
    let mut measured = Vec::new();
    for _ in 0..pace.rounds {
        for rate in RATES {
            for (partitions, bed, load) in &mut loads {
                let (before, began) = (bed.used(), Instant::now());
                let count = if rate > 0.0 {
                    load.paced(rate, Enough::After(pace.time)).await.documents as f64
                } else {
                    tokio::time::sleep(pace.time).await;
                    began.elapsed().as_secs_f64()
                };
                let seconds = began.elapsed().as_secs_f64();
                let used = bed.used().since(&before, count);
                let paced = Paced {
                    partitions: *partitions,
                    replicas,
                    rate,
                    reached: if rate > 0.0 { count / seconds } else { 0.0 },
                    stages: used.stages.values().sum(),
                    servers: used.servers.iter().sum(),
                };
                eprintln!("{paced:.0?}");
                measured.push(paced);
            }
        }
    }
    medians(&measured)
}

/// The middle of what was measured with the same partitions and rate.
fn medians(measured: &[Paced]) -> Vec<Paced> {
    let middle = |partitions, rate| {
        let same = |paced: &&Paced| paced.partitions == partitions && paced.rate == rate;
        let of = |cost: fn(&Paced) -> f64| median(&sorted(measured.iter().filter(same).map(cost)));
        let replicas = measured.first()?.replicas;
        let (reached, stages) = (of(|paced| paced.reached), of(|paced| paced.stages));
        let servers = of(|paced| paced.servers);
        Some(Paced { partitions, replicas, rate, reached, stages, servers })
    };
    let each = |partitions| RATES.into_iter().filter_map(move |rate| middle(partitions, rate));
    each(1).chain(each(SEVERAL)).collect()
}
