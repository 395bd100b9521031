//! The dashboard and the alert rules use only metrics that the services export.

use std::collections::BTreeSet;
use std::fs;

use e2e::workspace;
use serde_json::Value;

fn read(path: &str) -> String {
    fs::read_to_string(workspace().join(path)).expect(path)
}

/// The names in a text that look like Courant's metrics.
fn metrics(text: &str) -> BTreeSet<String> {
    let part_of_a_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
    text.split(|c| !part_of_a_name(c))
        .filter(|word| ["courant_", "courant:", "messaging_"].iter().any(|p| word.starts_with(p)))
        .map(str::to_owned)
        .collect()
}

/// A histogram is queried by its series.
fn documented(name: &str, page: &BTreeSet<String>) -> bool {
    let whole = ["_bucket", "_count", "_sum"].iter().find_map(|part| name.strip_suffix(part));
    page.contains(name) || whole.is_some_and(|whole| page.contains(whole))
}

#[test]
fn queries_use_only_metrics_that_are_documented() {
    let page = metrics(&read("docs/observability.md"));
    let rules = read("deploy/prometheus/rules.yml");
    let board: Value =
        serde_json::from_str(&read("deploy/grafana/dashboards/courant.json")).expect("JSON");
    let mut queries = Vec::new();
    for panel in board["panels"].as_array().expect("panels") {
        for target in panel["targets"].as_array().expect("targets") {
            queries.push(target["expr"].as_str().expect("a query").to_owned());
        }
    }
    assert!(queries.len() > 15, "the dashboard was not read");
    let recorded: BTreeSet<String> = rules
        .lines()
        .filter_map(|line| line.trim().strip_prefix("- record: ").map(str::to_owned))
        .collect();
    for name in metrics(&format!("{}\n{rules}", queries.join("\n"))) {
        let known = recorded.contains(&name) || documented(&name, &page);
        assert!(known, "{name} is in no row of docs/observability.md");
    }
}
