use std::collections::BTreeMap;

use broker::{Broker, table};

/// Running replicas by stage. Stages with an unknown number are absent.
pub type Replicas = BTreeMap<&'static str, u64>;

/// Asks the services of every stage.
pub(crate) async fn replicas(broker: &Broker) -> Replicas {
    let stages: Vec<&'static str> =
        broker.topology().stages().iter().map(|spec| spec.stage).collect();
    let counts = broker.replicas(&stages).await;
    stages.into_iter().zip(counts).filter_map(|(stage, count)| Some((stage, count?))).collect()
}

/// Whether a stage has a service. `asks` says whether messages are requested or in flight. It
/// decides if the number of replicas is unknown, and for programs that don't report themselves.
/// Courant's services do, and their requests may outlive them on the server.
pub(crate) fn runs(stage: &str, replicas: &Replicas, asks: bool) -> bool {
    match replicas.get(stage) {
        Some(0) if table::stage(stage).is_some() => false,
        None | Some(0) => asks,
        Some(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_foreign_program_may_run_without_an_answer() {
        let replicas = BTreeMap::from([("ingestion", 0), ("reading-level", 0), ("publishing", 2)]);
        let runs = |stage| [false, true].map(|asks| runs(stage, &replicas, asks));
        assert_eq!(runs("ingestion"), [false, false]);
        assert_eq!(runs("reading-level"), [false, true]);
        assert_eq!(runs("language-detection"), [false, true], "not known");
        assert_eq!(runs("publishing"), [true, true]);
    }
}
