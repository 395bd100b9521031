use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{Chain, Kind, Line, Run};

/// The costs of a document and of a partition, as `make bench-scale` measures them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameters {
    /// Where the figures come from.
    pub measured: Measured,
    /// Costs of texts.
    pub text: Documents,
    /// Costs of web pages.
    pub page: Documents,
    /// CPU time of the runtime for one document and stage, in microseconds, measured with a no-op stage.
    pub hop_us: f64,
    /// Costs of all servers together for a document, by the copies of each stream.
    pub servers: BTreeMap<u8, Servers>,
}

/// Where the figures come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// The day.
    pub date: String,
    /// The machine.
    pub machine: String,
    /// The command.
    pub command: String,
}

/// Costs of one kind of document, as functions of its size.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Documents {
    /// CPU time of each stage, in microseconds.
    pub stages: BTreeMap<String, Line>,
    /// Bytes of one copy in each stream.
    pub streams: BTreeMap<String, Line>,
}

/// Costs of all servers together for a document, as functions of the bytes of one copy in all streams.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Servers {
    /// CPU time, in microseconds.
    pub cpu_us: Line,
    /// Bytes written to disks.
    pub disk: Line,
    /// Bytes received and sent.
    pub wire: Line,
    /// Microseconds between two messages of one queue that is written, read and acknowledged as
    /// fast as possible, as a function of the message size: the limit of a partition.
    pub queue_us: Line,
    /// Relative additional CPU time of the servers if a quarter of the messages is in flight in
    /// each stream, because fewer are handled together.
    pub quarter: f64,
    /// The same for the runtime's CPU time in the stages.
    pub quarter_of_hops: f64,
    /// Processors of the machine that were busy while the pipeline was at its limit.
    pub busy: f64,
}

/// The parameters can't be read.
#[derive(Debug, thiserror::Error)]
#[error("the parameters of the model can't be read: {0}")]
pub struct ParametersError(#[from] serde_json::Error);

impl Parameters {
    /// The parameters measured for this version.
    pub fn shipped() -> Result<Self, ParametersError> {
        Ok(serde_json::from_str(include_str!("parameters.json"))?)
    }

    /// Fits the parameters to the runs with one partition. Other runs are ignored, so that
    /// predictions can be compared with them.
    pub fn fit(measured: Measured, runs: &[Run]) -> Self {
        let single: Vec<&Run> = runs.iter().filter(|run| run.partitions == 1).collect();
        let usual = |chain| usual(&single, chain);
        let hops: Vec<f64> =
            usual(Chain::NoOp).map(|run| run.stages_us() / run.stages.len() as f64).collect();
        let copies: BTreeSet<u8> = usual(Chain::Services).map(|run| run.replicas).collect();
        let servers = copies.into_iter().map(|replicas| {
            let same: Vec<&Run> =
                single.iter().copied().filter(|run| run.replicas == replicas).collect();
            (replicas, Servers::fit(&same))
        });
        let documents = |kind: Kind| {
            let runs: Vec<&Run> = usual(Chain::Services).filter(|run| run.kind == kind).collect();
            Documents {
                stages: lines(&runs, |run| &run.stages),
                streams: lines(&runs, |run| &run.streams),
            }
        };
        Self {
            measured,
            text: documents(Kind::Text),
            page: documents(Kind::Page),
            hop_us: mean(&hops),
            servers: servers.collect(),
        }
    }

    /// The costs of this kind of document.
    pub(crate) fn documents(&self, kind: Kind) -> &Documents {
        match kind {
            Kind::Text => &self.text,
            Kind::Page => &self.page,
        }
    }

    /// Costs of the servers with this many copies. If not measured, they are on the line through
    /// one and three copies.
    pub(crate) fn servers(&self, replicas: u8) -> Servers {
        let measured = |replicas| self.servers.get(&replicas);
        if let Some(same) = measured(replicas) {
            return same.clone();
        }
        let (Some(one), Some(three)) = (measured(1), measured(3)) else {
            return self.servers.values().next().cloned().unwrap_or_default();
        };
        let part = (f64::from(replicas) - 1.0) / 2.0;
        let between = |one: Line, three: Line| Line {
            fixed: one.fixed + part * (three.fixed - one.fixed),
            per_kb: one.per_kb + part * (three.per_kb - one.per_kb),
        };
        Servers {
            cpu_us: between(one.cpu_us, three.cpu_us),
            disk: between(one.disk, three.disk),
            wire: between(one.wire, three.wire),
            queue_us: between(one.queue_us, three.queue_us),
            quarter: three.quarter,
            quarter_of_hops: three.quarter_of_hops,
            busy: three.busy,
        }
    }
}

impl Servers {
    /// Fits the costs to runs with the same number of copies and one partition.
    fn fit(runs: &[&Run]) -> Self {
        let usual = |chain| usual(runs, chain);
        let line = |cost: fn(&Run) -> f64| {
            let point = |run: &Run| (run.stored(), cost(run));
            Line::fit(&usual(Chain::Services).map(point).collect::<Vec<_>>())
        };
        let queue: Vec<_> =
            usual(Chain::Queue).map(|run| (run.bytes, 1e6 / run.per_second)).collect();
        let busy: Vec<f64> = usual(Chain::Services).map(|run| run.busy).collect();
        let few = runs.iter().find(|run| run.chain == Chain::NoOp && run.quarter);
        let quarter = |cost: fn(&Run) -> f64| {
            let pair = few.zip(usual(Chain::NoOp).next());
            pair.map_or(0.0, |(few, many)| (cost(few) / cost(many) - 1.0).max(0.0))
        };
        Self {
            cpu_us: line(Run::servers_us),
            disk: line(|run| run.disk),
            wire: line(|run| run.wire),
            queue_us: Line::fit(&queue),
            quarter: quarter(Run::servers_us),
            quarter_of_hops: quarter(Run::stages_us),
            busy: mean(&busy),
        }
    }

    /// Messages per second of one queue, at a size in bytes.
    pub(crate) fn queue_rate(&self, bytes: f64) -> f64 {
        1e6 / self.queue_us.at(bytes)
    }

    /// CPU time of all servers for a document, in microseconds, with this many partitions.
    pub(crate) fn cpu_us(&self, stored: f64, partitions: u16) -> f64 {
        self.cpu_us.at(stored) * (1.0 + self.quarter * spread(partitions))
    }

    /// Additional CPU time of the runtime for a document and stage, in microseconds.
    pub(crate) fn hop_us(&self, hop_us: f64, partitions: u16) -> f64 {
        hop_us * self.quarter_of_hops * spread(partitions)
    }
}

/// The runs of a chain with all messages in flight, and without `sync_interval: always`.
fn usual<'a>(runs: &[&'a Run], chain: Chain) -> impl Iterator<Item = &'a Run> {
    let usual = move |run: &&Run| run.chain == chain && !run.sync_always && !run.quarter;
    runs.iter().copied().filter(usual)
}

/// How often the messages in flight are divided by four.
fn spread(partitions: u16) -> f64 {
    f64::from(partitions).log(4.0)
}

/// The stream that is not partitioned.
const PUBLISHED: &str = "ARTICLES_PUBLISHED";

impl Documents {
    /// Bytes of one copy in all streams.
    pub(crate) fn stored(&self, bytes: f64) -> f64 {
        self.streams.values().map(|line| line.at(bytes)).sum()
    }

    /// Bytes of one copy in `ARTICLES_PUBLISHED`.
    pub(crate) fn published(&self, bytes: f64) -> f64 {
        self.streams.get(PUBLISHED).map_or(0.0, |line| line.at(bytes))
    }

    /// Bytes of one copy in the partitioned stream that stores the most.
    pub(crate) fn largest_queue(&self, bytes: f64) -> f64 {
        let queues = self.streams.iter().filter(|(stream, _)| *stream != PUBLISHED);
        queues.map(|(_, line)| line.at(bytes)).fold(0.0, f64::max)
    }
}

fn lines(runs: &[&Run], of: fn(&Run) -> &BTreeMap<String, f64>) -> BTreeMap<String, Line> {
    let names = runs.first().map(|run| of(run).keys()).into_iter().flatten();
    let line = |name: &String| {
        let point = |run: &&Run| of(run).get(name).map(|cost| (run.bytes, *cost));
        (name.clone(), Line::fit(&runs.iter().filter_map(point).collect::<Vec<_>>()))
    };
    names.map(line).collect()
}

fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / values.len() as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_parameters_can_be_read_and_are_costs() {
        let parameters = Parameters::shipped().unwrap();
        for documents in [&parameters.text, &parameters.page] {
            assert_eq!(documents.stages.len(), 4);
            assert_eq!(documents.streams.len(), 5);
            assert!(documents.stages.values().all(|line| line.at(3e3) > 0.0));
        }
        for replicas in [1, 3, 5] {
            let servers = parameters.servers(replicas);
            assert!(servers.cpu_us.at(20e3) > 0.0 && servers.queue_us.at(3e3) > 0.0);
        }
        let cpu = |replicas| parameters.servers(replicas).cpu_us.at(20e3);
        assert!(cpu(1) < cpu(3) && cpu(3) < cpu(5));
    }
}
