//! The cost of a document with one partition and with several, at rates that the machine can sustain and
//! at full load.

use std::time::{Duration, Instant};

use bench::{median, sorted};
use capacity::{Chain, Kind};
use serde::Serialize;

use crate::bed::Bed;
use crate::documents::Documents;
use crate::load::{Enough, Load, OPEN};
use crate::{Setting, TEXT, services};

/// The duration of each rate, and the number of measurements.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    pub time: Duration,
    pub rounds: usize,
    /// Whether to skip rates that the machine can sustain.
    pub full_load: bool,
}

/// The load.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Amount {
    /// Documents per second; `None` for as fast as they are published.
    pub rate: Option<f64>,
    /// The maximum number of documents in flight per partition.
    pub open: usize,
}

/// CPU time at one rate in microseconds, per document, or per second if there were none.
#[derive(Debug, Clone, Serialize)]
pub struct Paced {
    pub partitions: u16,
    pub replicas: u8,
    #[serde(flatten)]
    pub load: Amount,
    /// Published documents per second.
    pub reached: f64,
    /// CPU time of all stages, which do nothing.
    pub stages: f64,
    /// CPU time of all servers.
    pub servers: f64,
}

/// The number of partitions that is compared with one. At this many times the rate, each partition has the
/// same load.
pub const SEVERAL: u16 = 4;
/// No load, rates that increase by a factor of [`SEVERAL`], and full load with few and with many
/// documents in flight.
const AMOUNTS: [Amount; 6] = [
    Amount { rate: Some(0.0), open: OPEN },
    Amount { rate: Some(50.0), open: OPEN },
    Amount { rate: Some(200.0), open: OPEN },
    Amount { rate: Some(800.0), open: OPEN },
    Amount { rate: None, open: OPEN / 4 },
    Amount { rate: None, open: OPEN },
];

/// Measures one partition and several in turn at each rate. Returns the medians of the rounds.
pub async fn measure(pace: Pace, copies: &[u8]) -> Vec<Paced> {
    let mut all = Vec::new();
    for &replicas in copies {
        all.extend(in_turn(replicas, pace).await);
    }
    all
}

async fn in_turn(replicas: u8, pace: Pace) -> Vec<Paced> {
    let setting = |partitions| Setting {
        chain: Chain::NoOp,
        deep: partitions > 1,
        ..services(Kind::Text, TEXT, partitions, replicas)
    };
    let (one, several) = (Bed::start(setting(1)).await, Bed::start(setting(SEVERAL)).await);
    let mut loads = Vec::new();
    for (partitions, bed) in [(1, &one), (SEVERAL, &several)] {
        let documents = Documents::new(Chain::NoOp, Kind::Text, TEXT);
        let mut load = Load::new(bed, documents).await;
        load.warm().await;
        loads.push((partitions, bed, load));
    }
    let mut measured = Vec::new();
    for _ in 0..pace.rounds {
        for amount in AMOUNTS.into_iter().filter(|amount| !pace.full_load || amount.rate.is_none())
        {
            for (partitions, bed, load) in &mut loads {
                load.open = amount.open * usize::from(*partitions);
                let (before, began) = (bed.used(), Instant::now());
                let enough = Enough::After(pace.time);
                let count = match amount.rate {
                    Some(0.0) => {
                        tokio::time::sleep(pace.time).await;
                        began.elapsed().as_secs_f64()
                    }
                    Some(rate) => load.paced(rate, enough).await.documents as f64,
                    None => load.closed(enough).await.documents as f64,
                };
                let seconds = began.elapsed().as_secs_f64();
                let used = bed.used().since(&before, count);
                let paced = Paced {
                    partitions: *partitions,
                    replicas,
                    load: amount,
                    reached: if amount.rate == Some(0.0) { 0.0 } else { count / seconds },
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

/// The medians of the measurements with the same partitions and load.
fn medians(measured: &[Paced]) -> Vec<Paced> {
    let middle = |partitions, load| {
        let same = |paced: &&Paced| paced.partitions == partitions && paced.load == load;
        measured.iter().find(same)?;
        let of = |cost: fn(&Paced) -> f64| median(&sorted(measured.iter().filter(same).map(cost)));
        let replicas = measured.first()?.replicas;
        let (reached, stages) = (of(|paced| paced.reached), of(|paced| paced.stages));
        let servers = of(|paced| paced.servers);
        Some(Paced { partitions, replicas, load, reached, stages, servers })
    };
    let each = |partitions| AMOUNTS.into_iter().filter_map(move |load| middle(partitions, load));
    each(1).chain(each(SEVERAL)).collect()
}
