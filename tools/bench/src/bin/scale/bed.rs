use std::collections::BTreeMap;
use std::num::NonZeroU16;
use std::time::Duration;

use async_nats::ConnectOptions;
use async_nats::jetstream;
use bench::{Hop, Placed, cpu};
use broker::partition;
use broker::table::STAGES;
use capacity::Chain;
use e2e::{Courant, Options, Server, cluster, http, port};
use serde_json::Value;

use crate::Setting;

/// Three servers with the streams set up, and the four stages.
pub struct Bed {
    pub nats: async_nats::Client,
    servers: Vec<Server>,
    monitors: Vec<u16>,
    stages: BTreeMap<String, Placed>,
}

/// The resources that processes have used so far, in microseconds and bytes.
#[derive(Debug, Clone)]
pub struct Used {
    pub stages: BTreeMap<String, f64>,
    pub servers: Vec<f64>,
    pub client: f64,
    pub disk: f64,
    pub wire: f64,
}

const NODES: usize = 3;
const STORE: &str = "7GB";
const SETUP_WITHIN: Duration = Duration::from_secs(60);

impl Bed {
    /// Starts a new cluster. With `sync_always`, its servers write every message to the disk before they
    /// acknowledge it.
    pub async fn start(setting: Setting) -> Self {
        let Setting { chain, partitions, replicas, sync_always, quarter, deep, .. } = setting;
        let count = NonZeroU16::new(partitions).expect("at least one partition");
        let mappings =
            partition::mappings(count).map(|(from, to)| format!("{from:?}: {to:?}")).join(", ");
        let more =
            if partitions > 1 { format!("mappings = {{ {mappings} }}") } else { String::new() };
        let monitors: Vec<u16> = (0..NODES).map(|_| port::free()).collect();
        let options = |node: usize| Options {
            jetstream: if sync_always { "sync_interval: always" } else { "" }.to_owned(),
            more: format!("http: \"127.0.0.1:{}\"\n{more}", monitors[node]),
            ..Options::default()
        };
        let servers = cluster(NODES, "", options, |port| format!("nats://127.0.0.1:{port}"));
        let urls: Vec<String> = servers.iter().map(Server::url).collect();
        let (copies, streams) = (replicas.to_string(), partitions.to_string());
        let setup = ["setup", "--replicas", &copies, "--store", STORE, "--partitions", &streams];
        let setup = Courant::new(setup).env("NATS_URL", urls.join(",")).run(SETUP_WITHIN);
        assert_eq!(setup.code, Some(0), "{}{}", setup.stdout, setup.stderr);
        let nats = ConnectOptions::new().connect(urls.clone()).await.expect("the servers are up");
        let hop = match chain {
            Chain::Services => Some(Hop::Service),
            Chain::NoOp => Some(Hop::DoNothing),
            Chain::Queue => None,
        };
        // A quarter of the default for cheap stages, or for each partition the default for one.
        let in_flight = |count: u16| ("COURANT_IN_FLIGHT".to_owned(), count.to_string());
        let few = quarter.then(|| in_flight(32));
        let many = deep.then(|| in_flight(128 * partitions));
        let variables: Vec<_> = few.or(many).into_iter().collect();
        let place = |hop: Hop| {
            STAGES.iter().map(move |spec| {
                (spec.stage.to_owned(), hop.place(spec, &urls.join(","), variables.clone()))
            })
        };
        let stages = hop.map(|hop| place(hop).collect()).unwrap_or_default();
        Self { nats, servers, monitors, stages }
    }

    pub fn jetstream(&self) -> jetstream::Context {
        jetstream::new(self.nats.clone())
    }

    pub fn used(&self) -> Used {
        let stages = self.stages.iter();
        let ids = || self.servers.iter().filter_map(Server::id);
        Used {
            stages: stages.map(|(stage, at)| (stage.clone(), cpu::used(at.id()))).collect(),
            servers: ids().map(cpu::used).collect(),
            client: cpu::used(std::process::id()),
            disk: ids().map(written).sum(),
            wire: self.monitors.iter().map(|port| traffic(*port)).sum(),
        }
    }
}

/// Bytes that a process has written to disks, including those in the page cache.
fn written(process: u32) -> f64 {
    let io = std::fs::read_to_string(format!("/proc/{process}/io")).unwrap_or_default();
    let line = io.lines().find_map(|line| line.strip_prefix("write_bytes: "));
    line.and_then(|bytes| bytes.parse().ok()).unwrap_or(0.0)
}

/// Bytes that a server has received and sent on connections to clients and other servers.
fn traffic(monitor: u16) -> f64 {
    let answer = http::get(monitor, "/varz").unwrap_or_default();
    let answer: Value = serde_json::from_str(&answer).unwrap_or_default();
    ["in_bytes", "out_bytes"].iter().filter_map(|name| answer[name].as_f64()).sum()
}

impl Used {
    /// The resources used since `earlier`, per document.
    pub fn since(&self, earlier: &Self, documents: f64) -> Self {
        let stages = self.stages.iter().map(|(stage, used)| {
            (stage.clone(), (used - earlier.stages.get(stage).unwrap_or(&0.0)) / documents)
        });
        let servers = self.servers.iter().zip(&earlier.servers);
        Self {
            stages: stages.collect(),
            servers: servers.map(|(now, before)| (now - before) / documents).collect(),
            client: (self.client - earlier.client) / documents,
            disk: (self.disk - earlier.disk) / documents,
            wire: (self.wire - earlier.wire) / documents,
        }
    }

    /// Total CPU time in microseconds.
    pub fn cpu(&self) -> f64 {
        self.stages.values().chain(&self.servers).sum::<f64>() + self.client
    }
}
