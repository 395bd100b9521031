use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The kind of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Plain text.
    Text,
    /// A web page, of which a tenth is text.
    Page,
}

/// The processes that documents went through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chain {
    /// The four services.
    Services,
    /// Four no-op stages.
    NoOp,
    /// A single queue: written, read and acknowledged, without a stage.
    Queue,
}

/// The results of a run. Costs are per document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The processes.
    pub chain: Chain,
    /// The documents.
    pub kind: Kind,
    /// Their mean size.
    pub bytes: f64,
    /// Streams per queue.
    pub partitions: u16,
    /// Copies of each stream.
    pub replicas: u8,
    /// Whether the servers wrote every message to disk before they acknowledged it.
    pub sync_always: bool,
    /// Whether only a quarter of the messages was in flight, as in each of four partitions.
    pub quarter: bool,
    /// Number of documents.
    pub documents: u64,
    /// Documents per second.
    pub per_second: f64,
    /// 99th percentile of the time from publishing to publication, at half of that rate.
    pub p99_ms: Option<f64>,
    /// Processors that servers, stages and the bench kept busy, out of `cores`.
    pub busy: f64,
    /// Processors of the machine.
    pub cores: usize,
    /// CPU time of each stage, in microseconds.
    pub stages: BTreeMap<String, f64>,
    /// CPU time of each server, in microseconds.
    pub servers: Vec<f64>,
    /// CPU time of the publisher and reader, in microseconds.
    pub client: f64,
    /// Bytes of one copy in each stream.
    pub streams: BTreeMap<String, f64>,
    /// Bytes that all servers wrote to their disks.
    pub disk: f64,
    /// Bytes that all servers received and sent.
    pub wire: f64,
}

impl Run {
    /// CPU time of all stages, in microseconds.
    pub fn stages_us(&self) -> f64 {
        self.stages.values().sum()
    }

    /// CPU time of all servers, in microseconds.
    pub fn servers_us(&self) -> f64 {
        self.servers.iter().sum()
    }

    /// Bytes of one copy in all streams.
    pub fn stored(&self) -> f64 {
        self.streams.values().sum()
    }
}
