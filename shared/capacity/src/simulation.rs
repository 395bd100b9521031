//! Compares a plan with a simulation: documents arrive at random and pass every stream, server and
//! stage. Each serves one document after another while the rest wait.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use fastrand::Rng;

use crate::plan::{DISK, NETWORK};
use crate::{Demand, Kind, Parameters, Plan};

/// A station that serves several documents at a time.
struct Station {
    /// When each place is free again, in nanoseconds.
    free: BinaryHeap<Reverse<u64>>,
    places: f64,
    busy: f64,
}

impl Station {
    fn new(places: u64) -> Self {
        let free = (0..places).map(|_| Reverse(0)).collect();
        Self { free, places: places as f64, busy: 0.0 }
    }

    /// When a document that arrives `at` has been served.
    fn serve(&mut self, at: u64, seconds: f64) -> u64 {
        let Reverse(free) = self.free.pop().expect("every station has a place");
        let end = free.max(at) + nanos(seconds);
        self.free.push(Reverse(end));
        self.busy += seconds;
        end
    }
}

/// A station, and how long it serves a document.
type Step = (usize, f64);

struct Simulation {
    stations: Vec<Station>,
    /// The stations that a document passes, in each partition.
    ways: Vec<Vec<Step>>,
    /// The stations of each resource of the plan.
    resources: Vec<(&'static str, Vec<usize>)>,
}

/// The result of a simulation.
struct Outcome {
    /// Documents per second.
    rate: f64,
    /// The utilisation of each resource.
    used: Vec<(&'static str, f64)>,
    /// 99th percentile of the time of a document, in milliseconds.
    p99_ms: f64,
}

/// The streams that a document passes.
const HOPS: f64 = 5.0;
const DOCUMENTS: usize = 10_000;

impl Simulation {
    /// The resources that a plan asks for.
    fn of(parameters: &Parameters, plan: &Plan) -> Self {
        let Demand { bytes, kind, replicas, cores, .. } = plan.demand;
        let (documents, servers) = (parameters.documents(kind), parameters.servers(replicas));
        let mut stations = Vec::new();
        let mut station = |places: u64| {
            stations.push(Station::new(places));
            stations.len() - 1
        };
        let cpu = station(plan.nats_nodes * u64::from(cores));
        let (disk, network) = (station(plan.nats_nodes), station(plan.nats_nodes));
        let published = station(1);
        // A replica can use all processors of its node; two is only what it was measured with.
        let nodes = station(plan.service_nodes * u64::from(cores));
        let stored = documents.stored(bytes);
        let hop = [
            (cpu, servers.cpu_us(stored, plan.partitions) / HOPS / 1e6),
            (disk, servers.disk.at(stored) / HOPS / DISK),
            (network, servers.wire.at(stored) / HOPS / NETWORK),
        ];
        let queue = 1.0 / servers.queue_rate(documents.largest_queue(bytes));
        let (mut queues, mut ways) = (Vec::new(), Vec::new());
        for _ in 0..plan.partitions {
            let mut way = Vec::new();
            for stage in &plan.stages {
                let own = station(1);
                queues.push(own);
                way.extend(hop.into_iter().chain([(own, queue), (nodes, stage.cpu_us / 1e6)]));
            }
            let last = (published, 1.0 / servers.queue_rate(documents.published(bytes)));
            way.extend(hop.into_iter().chain([last]));
            ways.push(way);
        }
        let resources = [
            ("ARTICLES_PUBLISHED, one stream", vec![published]),
            ("partitions", queues),
            ("NATS nodes: processors", vec![cpu]),
            ("NATS nodes: disk", vec![disk]),
            ("NATS nodes: network", vec![network]),
            ("service nodes: processors", vec![nodes]),
        ];
        Self { stations, ways, resources: resources.into() }
    }

    /// Documents that arrive at `rate` a second, at times and in partitions by chance.
    fn run(mut self, rate: f64) -> Outcome {
        let mut dice = Rng::with_seed(24);
        let mut events = BinaryHeap::new();
        let (mut now, mut began) = (0.0, Vec::with_capacity(DOCUMENTS));
        for document in 0..DOCUMENTS {
            now -= (1.0 - dice.f64()).ln() / rate;
            began.push((nanos(now), dice.usize(0..self.ways.len())));
            events.push(Reverse((nanos(now), document, 0)));
        }
        let (mut last, mut took) = (0, Vec::with_capacity(DOCUMENTS));
        while let Some(Reverse((at, document, step))) = events.pop() {
            let (arrived, part) = began[document];
            match self.ways[part].get(step) {
                Some(&(station, seconds)) => {
                    let end = self.stations[station].serve(at, seconds);
                    events.push(Reverse((end, document, step + 1)));
                }
                None => {
                    took.push(at - arrived);
                    last = last.max(at);
                }
            }
        }
        took.sort_unstable();
        let seconds = last as f64 / 1e9;
        let used = |(name, of): &(&'static str, Vec<usize>)| {
            let of = || of.iter().map(|station| &self.stations[*station]);
            let places: f64 = of().map(|station| station.places).sum();
            (*name, of().map(|station| station.busy).sum::<f64>() / places / seconds)
        };
        Outcome {
            rate: DOCUMENTS as f64 / seconds,
            used: self.resources.iter().map(used).collect(),
            p99_ms: took[DOCUMENTS * 99 / 100] as f64 / 1e6,
        }
    }
}

fn nanos(seconds: f64) -> u64 {
    (seconds * 1e9) as u64
}

/// The plans of docs/scale.md for web pages and for texts.
fn plans() -> Vec<Plan> {
    let parameters = Parameters::shipped().unwrap();
    let plan = |(rate, bytes, kind)| {
        let demand = Demand { rate, bytes, kind, replicas: 3, cores: 16 };
        Plan::of(&parameters, &demand)
    };
    let rates = [100.0, 1_000.0, 10_000.0];
    let pages = rates.map(|rate| (rate, 80e3, Kind::Page));
    let texts = rates.map(|rate| (rate, 3e3, Kind::Text));
    pages.into_iter().chain(texts).map(plan).collect()
}

#[test]
fn what_is_planned_takes_the_rate_and_is_used_as_planned() {
    let parameters = Parameters::shipped().unwrap();
    println!("| documents/s | size | resource | used, planned | simulated | p99 |");
    println!("|--:|--:|---|--:|--:|--:|");
    for plan in plans() {
        let predicted = Simulation::of(&parameters, &plan).run(plan.rate);
        assert!(
            (predicted.rate / plan.rate - 1.0).abs() < 0.05,
            "{} of {}",
            predicted.rate,
            plan.rate
        );
        for load in &plan.loads {
            let (_, used) = predicted.used.iter().find(|(name, _)| *name == load.resource).unwrap();
            println!(
                "| {:.0} | {:.0} kB | {} | {:.1} % | {:.1} % | {:.1} ms |",
                plan.demand.rate,
                plan.demand.bytes / 1e3,
                load.resource,
                load.used * 100.0,
                used * 100.0,
                predicted.p99_ms
            );
            assert!((used / load.used - 1.0).abs() < 0.05, "{}: {used}", load.resource);
        }
    }
}

/// With more documents than planned for, they wait for the resource that the plan names.
#[test]
fn what_the_plan_names_is_at_its_limit_first() {
    let parameters = Parameters::shipped().unwrap();
    for plan in plans() {
        let first = plan.first().unwrap();
        let limit = plan.rate / first.used;
        let predicted = Simulation::of(&parameters, &plan).run(2.0 * limit);
        let (most, used) = predicted.used.iter().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
        println!(
            "{:.0} documents/s of {:.0} kB: {most} at {:.0} %, {:.0} documents/s, limit {limit:.0}",
            plan.demand.rate,
            plan.demand.bytes / 1e3,
            used * 100.0,
            predicted.rate
        );
        assert_eq!(*most, first.resource);
        // One partition randomly has more to do than the others, and empties later.
        assert!((0.85..1.02).contains(&(predicted.rate / limit)), "{} of {limit}", predicted.rate);
    }
}
