use serde_json::{Value, json};

use super::figures::{Scaling, StageFigures, Times, bottleneck, scaling};
use super::run::Measured;
use crate::messages::plural;
use crate::printable::condensed;
use crate::table::Align::{Left, Right};
use crate::table::{Table, hanging};

pub(super) fn json(measured: &Measured) -> Value {
    let Measured { stages, throughput, .. } = measured;
    let stage = |figures: &StageFigures| {
        json!({
            "stage": figures.stage, "replicas": figures.replicas,
            "wait_ms": times(&figures.wait), "work_ms": times(&figures.work),
        })
    };
    let scaled = scaling(stages, *throughput).map(|scaling| {
        let Scaling { stage, replicas, one_more, next } = scaling;
        json!({
            "stage": stage, "replicas": replicas, "one_more_per_second": one_more,
            "next": next.map(|(stage, most)| json!({"stage": stage, "per_second": most})),
        })
    });
    json!({
        "rate": measured.rate,
        "reached": measured.reached(),
        "sent": measured.sent,
        "sending_seconds": measured.sending.as_secs_f64(),
        "through": measured.through,
        "others": measured.others,
        "unfinished": measured.unfinished,
        "ended": measured.ended,
        "throughput_per_second": throughput,
        "latency_ms": times(&measured.latency),
        "stages": stages.iter().map(stage).collect::<Vec<_>>(),
        "bottleneck": bottleneck(stages).map(|stage| &stage.stage),
        "scaling": scaled,
    })
}

fn times(times: &Times) -> Value {
    let percentile = |percent| times.percentile(percent);
    json!({
        "mean": times.mean(), "p50": percentile(50), "p95": percentile(95), "p99": percentile(99),
    })
}

pub(super) fn lines(measured: &Measured, width: usize) -> Vec<String> {
    let Measured { sent, sending, through, throughput, latency, stages, .. } = measured;
    let per_second = measured.sent_per_second();
    let mut lines = vec![
        format!(
            "published    {} in {:.1} s ({per_second:.1}/s)",
            plural(*sent, "document"),
            sending.as_secs_f64(),
        ),
        format!("throughput   {throughput:.1} documents per second, {through} went through"),
        format!(
            "latency      p50 {}, p95 {}, p99 {}",
            time(latency.percentile(50)),
            time(latency.percentile(95)),
            time(latency.percentile(99))
        ),
    ];
    for (other, count) in &measured.others {
        lines.push(format!("not through  {count} {}", condensed(other, 60)));
    }
    if measured.unfinished > 0 {
        lines.push(format!("unfinished   {}", measured.unfinished));
    }
    lines.push(String::new());
    lines.extend(table(stages).lines(width));
    lines.push(String::new());
    lines.extend(verdict(measured).iter().map(|line| hanging(line, width)));
    lines
}

fn table(stages: &[StageFigures]) -> Table {
    let mut table = Table::new(&[
        ("stage", Left),
        ("replicas", Right),
        ("wait p50", Right),
        ("wait p95", Right),
        ("work p50", Right),
        ("work p95", Right),
        ("work p99", Right),
    ]);
    for StageFigures { stage, replicas, wait, work } in stages {
        table.row(vec![
            stage.clone(),
            replicas.map_or("-".to_owned(), |replicas| replicas.to_string()),
            time(wait.percentile(50)),
            time(wait.percentile(95)),
            time(work.percentile(50)),
            time(work.percentile(95)),
            time(work.percentile(99)),
        ]);
    }
    table
}

/// What the figures mean.
fn verdict(measured: &Measured) -> Vec<String> {
    let Measured { rate, stages, throughput, ended, unfinished, .. } = measured;
    let mut lines: Vec<String> =
        ended.iter().map(|ended| format!("It ended early: {ended}.")).collect();
    if *unfinished > 0 {
        lines.push(format!(
            "{} did not come out: `courant status` says where they wait.",
            plural(*unfinished, "document")
        ));
    }
    let reached = measured.reached() != Some(false);
    if let (Some(rate), false) = (rate, reached) {
        lines.push(format!(
            "The rate was not reached: {:.1} of {rate} documents per second were published.",
            measured.sent_per_second()
        ));
    }
    let Some(limit) = bottleneck(stages) else {
        lines.push(match rate {
            Some(rate) if reached => {
                format!("It keeps up with {rate} documents per second: they hardly wait.")
            }
            Some(_) | None => {
                "Documents hardly wait: the publisher or the server is the limit.".to_owned()
            }
        });
        return lines;
    };
    lines.push(format!("Bottleneck: {}, where documents wait longest.", limit.stage));
    if let Some(Scaling { stage, replicas, one_more, next }) = scaling(stages, *throughput) {
        lines.push(format!(
            "Scaling: with {} of {stage} about {one_more:.0} documents per second, if there are \
             idle processors for it{}.",
            plural(replicas + 1, "replica"),
            next.map_or(String::new(), |(stage, most)| format!(
                "; beyond about {most:.0} per second, {stage} is the next limit"
            ))
        ));
    }
    lines
}

fn time(time: Option<f64>) -> String {
    match time {
        None => "-".to_owned(),
        Some(ms) if ms < 10.0 => format!("{ms:.1} ms"),
        Some(ms) if ms < 10_000.0 => format!("{ms:.0} ms"),
        Some(ms) => format!("{:.1} s", ms / 1000.0),
    }
}
