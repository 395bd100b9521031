use broker::table::STAGES;
use capacity::{Chain, Kind, Parameters, Prediction, Run};

use crate::pace::{Amount, Paced, SEVERAL};

/// A description of a run, and its rate.
pub fn progress(run: &Run) -> String {
    let chain = match run.chain {
        Chain::Services => "the services",
        Chain::NoOp => "stages that do nothing",
        Chain::Queue => "one queue alone",
    };
    let copies = if run.replicas == 1 { "copy" } else { "copies" };
    let partitions = if run.partitions == 1 { "partition" } else { "partitions" };
    let sync = if run.sync_always { ", sync_interval: always" } else { "" };
    let quarter = if run.quarter { ", a quarter of the messages in flight" } else { "" };
    format!(
        "{} through {chain}, {} {partitions}, {} {copies}{sync}{quarter}: {:.0} documents/s",
        documents(run),
        run.partitions,
        run.replicas,
        run.per_second
    )
}

/// The tables.
pub fn lines(
    parameters: &Parameters,
    runs: &[Run],
    others: &[Run],
    paced: &[Paced],
) -> Vec<String> {
    let mut lines = Vec::new();
    lines.push("Each figure with its ratio to one partition and one copy (R1).\n".to_owned());
    services(runs, &mut lines);
    lines.push(String::new());
    no_op(runs, &mut lines);
    lines.push(String::new());
    queues(runs, &mut lines);
    lines.push(String::new());
    lines.extend(self::paced(paced));
    lines.push(String::new());
    predictions(parameters, runs, others, &mut lines);
    lines
}

/// The first run of the same documents through the same chain, with one partition and one replica.
fn base<'a>(runs: &'a [Run], run: &Run) -> Option<&'a Run> {
    runs.iter().find(|other| {
        let same = (other.chain, other.kind) == (run.chain, run.kind);
        let first = (other.partitions, other.replicas) == (1, 1);
        let usual = !other.sync_always && !other.quarter;
        same && first && usual && other.bytes == run.bytes
    })
}

fn services(runs: &[Run], lines: &mut Vec<String>) {
    lines.push("| documents | partitions | R | docs/s | p99 at half the rate | ingestion | language | metadata | publishing | servers (each) | streams, one copy | disks | network | processors |".to_owned());
    lines.push("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|".to_owned());
    for run in runs.iter().filter(|run| run.chain == Chain::Services) {
        let Some(base) = base(runs, run) else { continue };
        let stage = |name: &str| {
            let of = |run: &Run| run.stages.get(name).copied().unwrap_or(0.0);
            with_ratio(of(run), of(base), "µs")
        };
        let stages = STAGES.map(|spec| stage(spec.stage)).join(" | ");
        let each: Vec<String> = run.servers.iter().map(|server| format!("{server:.0}")).collect();
        lines.push(format!(
            "| {} | {} | {} | {} | {} | {stages} | {} ({}) | {} | {} | {} | {:.2} of {} |",
            documents(run),
            run.partitions,
            run.replicas,
            with_ratio(run.per_second, base.per_second, ""),
            with_ratio(run.p99_ms.unwrap_or(0.0), base.p99_ms.unwrap_or(0.0), "ms"),
            with_ratio(run.servers_us(), base.servers_us(), "µs"),
            each.join(", "),
            with_ratio(run.stored() / 1e3, base.stored() / 1e3, "kB"),
            with_ratio(run.disk / 1e3, base.disk / 1e3, "kB"),
            with_ratio(run.wire / 1e3, base.wire / 1e3, "kB"),
            run.busy,
            run.cores,
        ));
    }
    lines.push("\nBytes of one copy of a document in each stream:\n".to_owned());
    let names: Vec<&String> =
        runs.first().map(|run| run.streams.keys().collect()).unwrap_or_default();
    let head: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
    lines.push(format!("| documents | {} |", head.join(" | ")));
    lines.push(format!("|---|{}", "--:|".repeat(names.len())));
    let single = |run: &&Run| (run.partitions, run.replicas) == (1, 1);
    for run in runs.iter().filter(|run| run.chain == Chain::Services).filter(single) {
        let bytes: Vec<String> = names
            .iter()
            .map(|name| format!("{:.0}", run.streams.get(*name).copied().unwrap_or(0.0)))
            .collect();
        lines.push(format!("| {} | {} |", documents(run), bytes.join(" | ")));
    }
}

fn no_op(runs: &[Run], lines: &mut Vec<String>) {
    lines.push("Four stages that do nothing:\n".to_owned());
    lines.push("| documents | partitions | R | sync_interval | in flight | docs/s | p99 at half the rate | stages | servers | disks | processors |".to_owned());
    lines.push("|---|--:|--:|---|--:|--:|--:|--:|--:|--:|--:|".to_owned());
    for run in runs.iter().filter(|run| run.chain == Chain::NoOp) {
        let Some(base) = base(runs, run) else { continue };
        lines.push(format!(
            "| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {:.2} of {} |",
            documents(run),
            run.partitions,
            run.replicas,
            if run.sync_always { "always" } else { "2m" },
            if run.quarter { "1/4" } else { "all" },
            with_ratio(run.per_second, base.per_second, ""),
            with_ratio(run.p99_ms.unwrap_or(0.0), base.p99_ms.unwrap_or(0.0), "ms"),
            with_ratio(run.stages_us(), base.stages_us(), "µs"),
            with_ratio(run.servers_us(), base.servers_us(), "µs"),
            with_ratio(run.disk / 1e3, base.disk / 1e3, "kB"),
            run.busy,
            run.cores,
        ));
    }
}

fn queues(runs: &[Run], lines: &mut Vec<String>) {
    lines.push(
        "One queue alone, written, read and acknowledged (the bound of a partition):\n".to_owned(),
    );
    lines.push("| messages | R | messages/s | servers | processors |".to_owned());
    lines.push("|---|--:|--:|--:|--:|".to_owned());
    for run in runs.iter().filter(|run| run.chain == Chain::Queue) {
        let Some(base) = base(runs, run) else { continue };
        lines.push(format!(
            "| {:.0} kB | {} | {} | {} | {:.2} of {} |",
            run.bytes / 1e3,
            run.replicas,
            with_ratio(run.per_second, base.per_second, ""),
            with_ratio(run.servers_us(), base.servers_us(), "µs"),
            run.busy,
            run.cores,
        ));
    }
}

/// The cost of a document with one partition and with several, at the same load per partition and at the
/// same total load.
pub fn paced(paced: &[Paced]) -> Vec<String> {
    let mut lines = vec![
        format!(
            "CPU time per document with stages that do nothing: one partition, {SEVERAL} with the same \
             load each ({SEVERAL} times the documents), and {SEVERAL} with the same load in all. In the \
             last two rows of each R, as many documents come as can be taken, and 64 or 256 are on their \
             way for each partition:\n"
        ),
        format!(
            "| R | docs/s of the three | servers, one | {SEVERAL}, same load each | {SEVERAL}, same load in all | stages, one | {SEVERAL}, same load each | {SEVERAL}, same load in all |"
        ),
        "|--:|--:|--:|--:|--:|--:|--:|--:|".to_owned(),
    ];
    let one = |one: &&Paced| one.partitions == 1;
    let several = |like: &Paced, load| {
        let same = move |other: &&Paced| other.replicas == like.replicas && other.load == load;
        paced.iter().filter(same).find(|other| other.partitions == SEVERAL)
    };
    for one in paced.iter().filter(one).filter(|paced| paced.load.rate != Some(0.0)) {
        let rate = one.load.rate.map(|rate| rate * f64::from(SEVERAL));
        let each = several(one, Amount { rate, ..one.load });
        let all = one.load.rate.and_then(|_| several(one, one.load));
        let cells = |cost: fn(&Paced) -> f64| {
            let cell = |paced: &Paced| with_ratio(cost(paced), cost(one), "µs");
            [Some(one), each, all].map(|paced| paced.map_or("–".to_owned(), cell)).join(" | ")
        };
        let (servers, stages) = (cells(|paced| paced.servers), cells(|paced| paced.stages));
        let reached = [Some(one), each, all]
            .map(|paced| paced.map_or("–".to_owned(), |paced| format!("{:.0}", paced.reached)));
        let reached = reached.join(", ");
        lines.push(format!("| {} | {reached} | {servers} | {stages} |", one.replicas));
    }
    lines.push("\nCPU time of a second in which no document comes:\n".to_owned());
    lines.push(format!(
        "| R | servers, one partition | {SEVERAL} | stages, one partition | {SEVERAL} |"
    ));
    lines.push("|--:|--:|--:|--:|--:|".to_owned());
    for one in paced.iter().filter(one).filter(|paced| paced.load.rate == Some(0.0)) {
        let Some(several) = several(one, one.load) else { continue };
        let cells = [one.servers, several.servers, one.stages, several.stages];
        let cells = cells.map(|cost| format!("{:.1} ms", cost / 1e3)).join(" | ");
        lines.push(format!("| {} | {cells} |", one.replicas));
    }
    lines
}

fn predictions(parameters: &Parameters, runs: &[Run], others: &[Run], lines: &mut Vec<String>) {
    lines.push(
        "The model, from the runs with one partition, beside what was not used for it:\n"
            .to_owned(),
    );
    lines.push("| documents | partitions | R | docs/s, predicted | measured | deviation | stages, predicted | measured | deviation | servers, predicted | measured | deviation |".to_owned());
    lines.push("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|".to_owned());
    let several = runs.iter().filter(|run| run.partitions > 1);
    let mut worst: f64 = 0.0;
    for run in several.chain(others) {
        let Some(predicted) = Prediction::of(parameters, run) else { continue };
        let pairs = [
            (predicted.per_second, run.per_second, ""),
            (predicted.stages_us, run.stages_us(), " µs"),
            (predicted.servers_us, run.servers_us(), " µs"),
        ];
        let cells = pairs.map(|(predicted, measured, unit)| {
            let deviation = (predicted / measured - 1.0) * 100.0;
            worst = worst.max(deviation.abs());
            format!("{predicted:.0}{unit} | {measured:.0}{unit} | {deviation:+.0} %")
        });
        lines.push(format!(
            "| {} | {} | {} | {} |",
            documents(run),
            run.partitions,
            run.replicas,
            cells.join(" | ")
        ));
    }
    lines.push(format!("\nThe largest deviation is {worst:.0} % (aim: at most 25 %)."));
}

fn documents(run: &Run) -> String {
    let kind = match run.kind {
        Kind::Text => "text",
        Kind::Page => "page",
    };
    format!("{:.0} kB {kind}", run.bytes / 1e3)
}

fn with_ratio(value: f64, base: f64, unit: &str) -> String {
    let unit = if unit.is_empty() { String::new() } else { format!(" {unit}") };
    let digits = if value < 10.0 { 1 } else { 0 };
    format!("{value:.digits$}{unit} ({:.2})", value / base)
}
