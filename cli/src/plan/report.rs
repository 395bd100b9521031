//! A plan as text, as a table in Markdown and as JSON.

use std::fmt;

use capacity::{Load, Measured, Parameters, Plan, TARGET};
use operator::grouped;
use serde_json::{Value, json};

use crate::messages::plural;
use crate::table::Align::{Left, Right};
use crate::table::{Table, hanging};

pub(super) fn json(plan: &Plan) -> Value {
    let mut shown = json!(plan);
    shown["advice"] = json!(advice(plan));
    shown
}

const COLUMNS: [&str; 10] = [
    "documents/s",
    "pipelines",
    "replicas of ingestion, language, metadata, publishing",
    "service nodes",
    "partitions",
    "NATS nodes",
    "disk writes",
    "NATS network",
    "articles of 7 days",
    "at its limit first",
];

/// The table in docs/scale.md. All columns except the first two are for one pipeline.
pub(super) fn markdown(plans: &[Plan]) -> Vec<String> {
    let mut lines = vec![format!("| {} |", COLUMNS.join(" | ")), "|--:".repeat(9) + "|---|"];
    lines.extend(plans.iter().map(|plan| {
        let replicas: Vec<String> =
            plan.stages.iter().map(|stage| grouped(stage.replicas)).collect();
        let cells = [
            number(plan.demand.rate),
            grouped(plan.pipelines),
            replicas.join(", "),
            grouped(plan.service_nodes),
            plan.partitions.to_string(),
            grouped(plan.nats_nodes),
            format!("{}/s", Bytes(plan.disk_per_second)),
            format!("{}/s", Bytes(plan.wire_per_second)),
            Bytes(plan.stored_per_day * 7.0).to_string(),
            first(plan),
        ];
        format!("| {} |", cells.join(" | "))
    }));
    lines
}

/// For people.
pub(super) fn lines(plan: &Plan, parameters: &Parameters, own: bool, width: usize) -> Vec<String> {
    let demand = &plan.demand;
    let mut lines = vec![
        format!(
            "{} documents per second of {}, streams with {}, nodes with {}",
            number(demand.rate),
            Bytes(demand.bytes),
            plural(u64::from(demand.replicas), "replica"),
            plural(u64::from(demand.cores), "core"),
        ),
        String::new(),
    ];
    if plan.pipelines > 1 {
        lines.push(format!(
            "pipelines      {}, each with {} documents per second; what follows is for one",
            grouped(plan.pipelines),
            number(plan.rate)
        ));
    }
    lines.extend([
        format!("services       {}", plural(plan.service_nodes, "node")),
        format!("partitions     {}", plan.partitions),
        format!(
            "NATS           {}, with {:.1} cores in use",
            plural(plan.nats_nodes, "node"),
            plan.nats_cores
        ),
        format!("disk           {}/s written by all servers", Bytes(plan.disk_per_second)),
        format!(
            "network        {}/s received and sent by all servers",
            Bytes(plan.wire_per_second)
        ),
        format!("articles       {} for each day that they are kept", Bytes(plan.stored_per_day)),
        format!("first limit    {}", first(plan)),
        String::new(),
    ]);
    let mut table = Table::new(&[
        ("stage", Left),
        ("CPU per document", Right),
        ("cores", Right),
        ("replicas", Right),
    ]);
    for stage in &plan.stages {
        table.row(vec![
            stage.stage.clone(),
            format!("{:.2} ms", stage.cpu_us / 1e3),
            format!("{:.1}", stage.cores),
            grouped(stage.replicas),
        ]);
    }
    lines.extend(table.lines(width));
    lines.push(String::new());
    lines.extend(advice(plan).iter().map(|line| hanging(line, width)));
    let Measured { date, machine, command } = &parameters.measured;
    let what = if own { "Server costs" } else { "Costs" };
    lines.push(hanging(&format!("{what} measured {date} by `{command}`"), width));
    lines.push(hanging(&format!("({machine}); docs/scale.md has the model."), width));
    lines
}

fn first(plan: &Plan) -> String {
    plan.first().map_or(String::new(), |Load { resource, used }| {
        format!("{resource} ({:.0} %)", used * 100.0)
    })
}

/// If one pipeline's network carries more bytes per second, originals should be stored elsewhere.
const MUCH: f64 = 5e9;
/// The servers' `max_payload` is 8 MB, and raw documents are limited to half of it.
const LARGE: f64 = 1e6;

/// Advice if another design is needed.
fn advice(plan: &Plan) -> Vec<String> {
    let mut advice = Vec::new();
    if plan.pipelines > 1 {
        advice.push(format!(
            "One pipeline publishes into one stream, which is planned to be used to {:.0} %. Run {} \
             pipelines, one for each region or group of sources, with a NATS cluster each; a super-cluster \
             connects them for readers.",
            TARGET * 100.0,
            grouped(plan.pipelines),
        ));
    }
    if plan.demand.bytes > LARGE || plan.wire_per_second > MUCH {
        advice.push(
            "Keep originals in an object store, and publish the text: every byte of a document \
             passes each server that stores a copy."
                .to_owned(),
        );
    }
    advice
}

/// A size with three digits: `1.24 GB`.
pub(super) struct Bytes(pub(super) f64);

impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [(1e15, "PB"), (1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "KB")];
        let unit = units.into_iter().find(|(unit, _)| self.0 >= *unit);
        let (unit, name) = unit.unwrap_or((1.0, "B"));
        let value = self.0 / unit;
        let digits = if value >= 100.0 || value.fract() < 0.005 {
            0
        } else if value >= 10.0 {
            1
        } else {
            2
        };
        write!(f, "{value:.digits$} {name}")
    }
}

/// A number with at most three decimals, with thousands separators.
pub(super) fn number(value: f64) -> String {
    if value >= 1_000.0 {
        return grouped(value.round() as u64);
    }
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_as_many_digits_as_one_reads() {
        let shown =
            [0.0, 999.0, 80e3, 1.236e9, 12.34e6, 5e15].map(|bytes| Bytes(bytes).to_string());
        assert_eq!(shown, ["0 B", "999 B", "80 KB", "1.24 GB", "12.3 MB", "5 PB"]);
        let shown = [0.5, 100.0, 1_000.0, 1_234_567.2].map(number);
        assert_eq!(shown, ["0.5", "100", "1,000", "1,234,567"]);
    }
}
