use crate::{Chain, Parameters, Run};

/// The model's prediction for a run that its parameters were not fitted to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prediction {
    /// CPU time of all stages per document, in microseconds.
    pub stages_us: f64,
    /// CPU time of all servers per document, in microseconds.
    pub servers_us: f64,
    /// Bytes of one copy in all streams.
    pub stored: f64,
    /// Documents per second, on the machine and with the publisher of the run.
    pub per_second: f64,
}

impl Prediction {
    /// The prediction for a run of the services. Of its results, only the size of the documents,
    /// the number of processors and the publisher's CPU time are used.
    pub fn of(parameters: &Parameters, run: &Run) -> Option<Self> {
        if run.chain != Chain::Services {
            return None;
        }
        let documents = parameters.documents(run.kind);
        let servers = parameters.servers(run.replicas);
        let hop_us = servers.hop_us(parameters.hop_us, run.partitions);
        let stages_us =
            documents.stages.values().map(|line| line.at(run.bytes) + hop_us).sum::<f64>();
        let stored = documents.stored(run.bytes);
        let servers_us = servers.cpu_us(stored, run.partitions);
        let processors = servers.busy * 1e6 / (stages_us + servers_us + run.client);
        let queue = servers.queue_rate(documents.largest_queue(run.bytes));
        let published = servers.queue_rate(documents.published(run.bytes));
        let per_second = processors.min(f64::from(run.partitions) * queue).min(published);
        Some(Self { stages_us, servers_us, stored, per_second })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{Kind, Measured};

    fn run(chain: Chain, bytes: f64, partitions: u16) -> Run {
        let stages = ["a", "b"].map(|stage| (stage.to_owned(), 100.0 + bytes / 100.0));
        Run {
            chain,
            kind: Kind::Page,
            bytes,
            partitions,
            replicas: 3,
            sync_always: false,
            quarter: false,
            documents: 100,
            per_second: if chain == Chain::Queue { 1_000.0 } else { 500.0 },
            p99_ms: None,
            busy: 2.0,
            cores: 2,
            stages: BTreeMap::from(stages),
            servers: vec![bytes / 100.0; 3],
            client: 50.0,
            streams: BTreeMap::from([("RAW".to_owned(), bytes)]),
            disk: 6.0 * bytes,
            wire: 4.0 * bytes,
        }
    }

    #[test]
    fn another_size_and_number_of_partitions_are_predicted_from_one_partition() {
        let mut wrong = run(Chain::Services, 40e3, 4);
        wrong.stages.values_mut().for_each(|cost| *cost = 1e9);
        let runs = [
            run(Chain::Services, 20e3, 1),
            run(Chain::Services, 80e3, 1),
            run(Chain::Queue, 20e3, 1),
            run(Chain::Queue, 80e3, 1),
            wrong.clone(),
        ];
        let measured =
            Measured { date: String::new(), machine: String::new(), command: String::new() };
        let parameters = Parameters::fit(measured, &runs);
        let predicted = Prediction::of(&parameters, &wrong).unwrap();
        let near = |a: f64, b: f64| (a - b).abs() < 1e-6 * b;
        assert!(
            near(predicted.stages_us, 1_000.0) && near(predicted.servers_us, 1_200.0),
            "{predicted:?}"
        );
        assert!(
            near(predicted.stored, 40e3) && near(predicted.per_second, 2e6 / 2_250.0),
            "{predicted:?}"
        );
        assert_eq!(Prediction::of(&parameters, &run(Chain::NoOp, 3e3, 4)), None);
    }
}
