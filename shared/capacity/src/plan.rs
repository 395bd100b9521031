use std::collections::BTreeMap;

use serde::Serialize;

use crate::{Kind, Parameters};

/// The required rate, and the documents.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Demand {
    /// Documents per second.
    pub rate: f64,
    /// Mean size of a document in bytes.
    pub bytes: f64,
    /// The kind of documents.
    pub kind: Kind,
    /// Copies of each stream.
    pub replicas: u8,
    /// Processors of a node.
    pub cores: u16,
}

/// The resources that the demand needs. Figures are for one pipeline.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plan {
    /// The demand.
    pub demand: Demand,
    /// Separate pipelines, each with its own cluster and an equal part of the rate.
    pub pipelines: u64,
    /// Documents per second of one pipeline.
    pub rate: f64,
    /// The stages in their order.
    pub stages: Vec<StagePlan>,
    /// Nodes for all stages.
    pub service_nodes: u64,
    /// Streams per queue.
    pub partitions: u16,
    /// Nodes with a nats-server.
    pub nats_nodes: u64,
    /// Processors that the servers use.
    pub nats_cores: f64,
    /// Bytes per second that all servers write to their disks.
    pub disk_per_second: f64,
    /// Bytes per second that all servers receive and send.
    pub wire_per_second: f64,
    /// Bytes that the published articles of a day take on all disks.
    pub stored_per_day: f64,
    /// The utilisation of each resource, the most used one first. It reaches its limit first when
    /// the rate grows.
    pub loads: Vec<Load>,
}

/// The resources of a stage.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StagePlan {
    /// The stage.
    pub stage: String,
    /// CPU time per document, in microseconds.
    pub cpu_us: f64,
    /// Processors that it uses.
    pub cores: f64,
    /// Its replicas.
    pub replicas: u64,
}

/// The utilisation of a resource.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Load {
    /// The resource.
    pub resource: String,
    /// The used part, from 0 to 1.
    pub used: f64,
}

/// Part of a resource that is planned to be used. The rest is for peaks, a lost node and the
/// deviation of the model.
pub const TARGET: f64 = 0.7;

/// Maximum number of processors that a replica uses: as many as the measuring machine had.
const REPLICA_CORES: f64 = 2.0;

/// Assumed capacity of a node's disk in bytes per second, and of its network in both directions
/// together (10 Gbit/s each).
pub(crate) const DISK: f64 = 500e6;
pub(crate) const NETWORK: f64 = 2.5e9;

/// Maximum number of partitions.
const PARTITIONS: f64 = 64.0;

const SECONDS_A_DAY: f64 = 86_400.0;

/// The stages in their order. The parameters know them by name.
const STAGES: [&str; 4] = ["ingestion", "language-detection", "metadata-extraction", "publishing"];

impl Plan {
    /// The plan for a demand.
    pub fn of(parameters: &Parameters, demand: &Demand) -> Self {
        Self::with(parameters, demand, &BTreeMap::new())
    }

    /// The same with other measured CPU times of stages, in microseconds.
    pub fn with(parameters: &Parameters, demand: &Demand, own: &BTreeMap<String, f64>) -> Self {
        let documents = parameters.documents(demand.kind);
        let servers = parameters.servers(demand.replicas);
        let stored = documents.stored(demand.bytes);
        let published = documents.published(demand.bytes);
        let published_bound = servers.queue_rate(published);
        let queue_bound = servers.queue_rate(documents.largest_queue(demand.bytes));
        let most = TARGET * published_bound.min(PARTITIONS * queue_bound);
        let pipelines = whole(demand.rate / most);
        let rate = demand.rate / pipelines as f64;
        let partitions = whole(rate / (TARGET * queue_bound));
        let partitions = u16::try_from(partitions).unwrap_or(u16::MAX);
        let hop_us = servers.hop_us(parameters.hop_us, partitions);
        let stages = STAGES.map(|stage| {
            let modelled = || documents.stages.get(stage).map(|line| line.at(demand.bytes));
            let cpu_us = own.get(stage).copied().or_else(modelled).unwrap_or(0.0) + hop_us;
            let cores = rate * cpu_us / 1e6;
            let replicas = whole(cores / (TARGET * REPLICA_CORES));
            StagePlan { stage: stage.to_owned(), cpu_us, cores, replicas }
        });
        let node = TARGET * f64::from(demand.cores);
        let service_cores: f64 = stages.iter().map(|stage| stage.cores).sum();
        let nats_cores = rate * servers.cpu_us(stored, partitions) / 1e6;
        let disk_per_second = rate * servers.disk.at(stored);
        let wire_per_second = rate * servers.wire.at(stored);
        let nats_nodes = [
            nats_cores / node,
            disk_per_second / (TARGET * DISK),
            wire_per_second / (TARGET * NETWORK),
        ];
        let nats_nodes = nats_nodes.map(whole).into_iter().max().unwrap_or(1);
        let nats_nodes = nats_nodes.max(u64::from(demand.replicas));
        let service_nodes = whole(service_cores / node);
        let nodes = nats_nodes as f64;
        let mut loads = vec![
            load("ARTICLES_PUBLISHED, one stream", rate / published_bound),
            load("partitions", rate / (f64::from(partitions) * queue_bound)),
            load("NATS nodes: processors", nats_cores / (nodes * f64::from(demand.cores))),
            load("NATS nodes: disk", disk_per_second / (nodes * DISK)),
            load("NATS nodes: network", wire_per_second / (nodes * NETWORK)),
            load(
                "service nodes: processors",
                service_cores / (service_nodes as f64 * f64::from(demand.cores)),
            ),
        ];
        loads.sort_by(|a, b| b.used.total_cmp(&a.used));
        Self {
            demand: *demand,
            pipelines,
            rate,
            stages: stages.into(),
            service_nodes,
            partitions,
            nats_nodes,
            nats_cores,
            disk_per_second,
            wire_per_second,
            stored_per_day: rate * published * f64::from(demand.replicas) * SECONDS_A_DAY,
            loads,
        }
    }

    /// The resource that reaches its limit first when the rate grows.
    pub fn first(&self) -> Option<&Load> {
        self.loads.first()
    }
}

fn load(resource: &str, used: f64) -> Load {
    Load { resource: resource.to_owned(), used }
}

/// At least one.
fn whole(number: f64) -> u64 {
    number.ceil().max(1.0) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(rate: f64, replicas: u8) -> Plan {
        let demand = Demand { rate, bytes: 80e3, kind: Kind::Page, replicas, cores: 16 };
        Plan::of(&Parameters::shipped().unwrap(), &demand)
    }

    #[test]
    fn no_resource_is_used_more_than_planned() {
        for rate in [0.1, 100.0, 1_000.0, 10_000.0, 100_000.0] {
            for replicas in [1, 3, 5] {
                let plan = plan(rate, replicas);
                let used = plan.first().unwrap();
                assert!(used.used <= TARGET + 1e-9, "{rate}: {used:?}");
                assert!(plan.partitions >= 1 && f64::from(plan.partitions) <= PARTITIONS);
                assert!(plan.nats_nodes >= u64::from(replicas));
                assert!((plan.rate * plan.pipelines as f64 - rate).abs() < 1e-6 * rate);
            }
        }
    }

    #[test]
    fn more_documents_need_no_less() {
        let (few, many) = (plan(100.0, 3), plan(1_000.0, 3));
        assert!(many.stages[0].replicas > few.stages[0].replicas);
        assert!(many.disk_per_second > 9.9 * few.disk_per_second);
    }

    #[test]
    fn own_figures_replace_those_of_the_stage() {
        let demand = Demand { rate: 100.0, bytes: 80e3, kind: Kind::Page, replicas: 1, cores: 4 };
        let own = BTreeMap::from([("ingestion".to_owned(), 70e3)]);
        let plan = Plan::with(&Parameters::shipped().unwrap(), &demand, &own);
        assert_eq!(plan.stages[0].replicas, 5);
    }
}
