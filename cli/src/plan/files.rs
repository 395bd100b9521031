//! A plan as files for Helm and Compose.

use capacity::Plan;

use super::report::{Bytes, number};

/// Days for which ARTICLES_PUBLISHED keeps articles, and its share of the store: those of
/// `courant setup`.
const KEPT_DAYS: f64 = 7.0;
const SHARE: f64 = 0.25;

/// The store for the published articles of seven days, for one server of the pipeline.
fn store(plan: &Plan) -> u64 {
    let copy = plan.stored_per_day / f64::from(plan.demand.replicas);
    let gigabytes = copy * KEPT_DAYS / SHARE / 1e9;
    gigabytes.ceil().max(10.0) as u64
}

fn head(plan: &Plan, what: &str) -> String {
    let Plan { demand, pipelines, .. } = plan;
    let size = Bytes(demand.bytes);
    let mut text = format!(
        "# Written by `courant plan`: {what} for {} documents per second of {size}.\n",
        number(plan.rate)
    );
    if *pipelines > 1 {
        text.push_str(&format!(
            "# One of {pipelines} pipelines, each with a NATS cluster of its own (docs/scale.md).\n"
        ));
    }
    text
}

/// Values of the chart.
pub(super) fn helm(plan: &Plan) -> String {
    let mut text = head(plan, "values of the Helm chart");
    text.push_str(&format!("# NATS: {} servers.\n", plan.nats_nodes));
    let partitions = match plan.partitions {
        1 => String::new(),
        count => format!(
            "  # With users, also in courant.toml, whose mapping the servers need (docs/scale.md).\n  partitions: {count}\n"
        ),
    };
    text.push_str(&format!(
        "\nsetup:\n{partitions}  replicas: {}\n  store: {}GB\n\nstages:\n",
        plan.demand.replicas,
        store(plan)
    ));
    for stage in &plan.stages {
        let each = (stage.cores / stage.replicas as f64 * 1e3).ceil().max(50.0);
        text.push_str(&format!(
            "  {}:\n    replicas: {}\n    cpu: {each:.0}m\n",
            stage.stage, stage.replicas
        ));
    }
    text
}

/// An override for docker-compose.yml.
pub(super) fn compose(plan: &Plan) -> String {
    let mut text = head(plan, "override for docker-compose.yml");
    if plan.demand.replicas > 1 {
        text.push_str("# docker-compose.yml has one server, and so one copy of each stream.\n");
    }
    if plan.partitions > 1 {
        text.push_str(&format!(
            "# In deploy/nats/courant.toml: partitions = {}. Then `courant setup --nats-config deploy/nats`.\n",
            plan.partitions
        ));
    }
    let store = store(plan) * 1_000_000_000;
    let store = format!("    environment: {{ COURANT_STORE: \"{store}\" }}\n");
    text.push_str(&format!("\nservices:\n  nats:\n{store}  setup:\n{store}"));
    for stage in &plan.stages {
        text.push_str(&format!(
            "  {}:\n    deploy: {{ replicas: {} }}\n",
            stage.stage, stage.replicas
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use broker::table::{Kept, PUBLISHED, STAGES, STREAMS};
    use capacity::{Demand, Kind, Parameters};

    use super::*;

    fn plan(rate: f64) -> Plan {
        let demand = Demand { rate, bytes: 80e3, kind: Kind::Page, replicas: 3, cores: 16 };
        Plan::of(&Parameters::shipped().unwrap(), &demand)
    }

    #[test]
    fn the_stages_and_the_space_of_articles_are_those_of_setup() {
        let stages: Vec<_> = plan(1.0).stages.into_iter().map(|stage| stage.stage).collect();
        assert_eq!(stages, STAGES.map(|spec| spec.stage));
        let articles = STREAMS.iter().find(|stream| stream.name == PUBLISHED).unwrap();
        assert_eq!(articles.share as f64, SHARE * 100.0);
        let Kept::For { max_age } = articles.kept else { panic!("articles are kept for a time") };
        assert_eq!(max_age.as_secs_f64(), KEPT_DAYS * 86_400.0);
    }

    #[test]
    fn the_values_set_replicas_copies_and_partitions() {
        let (few, many) = (helm(&plan(0.1)), plan(5_000.0));
        assert!(
            !few.contains("partitions") && few.contains("  replicas: 3\n  store: 10GB"),
            "{few}"
        );
        let text = helm(&many);
        assert!(many.partitions > 1, "{many:?}");
        assert!(
            text.contains(&format!("  partitions: {}\n  replicas: 3\n", many.partitions)),
            "{text}"
        );
        let replicas = many.stages[0].replicas;
        assert!(text.contains(&format!("  ingestion:\n    replicas: {replicas}\n")), "{text}");
    }

    #[test]
    fn the_override_sets_replicas_and_the_store_of_server_and_setup() {
        let text = compose(&plan(50.0));
        assert_eq!(text.matches("COURANT_STORE").count(), 2, "{text}");
        assert!(text.contains("  publishing:\n    deploy: { replicas: 1 }\n"), "{text}");
    }
}
