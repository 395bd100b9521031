use std::collections::{HashMap, HashSet};

use e2e::Compose;
use serde_json::Value;

use crate::SERVICES;
use crate::flow::{none_lost_none_twice, send_all, until_true};
use crate::report::Report;

const DOCUMENTS: usize = 200;

/// Each document of a publisher without traces has one trace with the article's id, through all four
/// services.
pub(crate) fn are_complete(compose: &Compose, report: &mut Report) {
    let sent = send_all(compose, "the traces", DOCUMENTS);
    none_lost_none_twice(compose, report, "for their traces", &sent);
    let ids: Vec<String> = sent.iter().map(ToString::to_string).collect();
    until_true("every trace to be complete", || {
        let traces = traces(compose);
        ids.iter().all(|id| traces.get(id).is_some_and(|spans| is_complete(spans)))
    });
    let what =
        format!("{DOCUMENTS} traces under their articles' ids: one root, no orphan, four services");
    report.check(&what, true, String::new);
}

/// With `courant publish`, the trace starts at the publisher.
pub(crate) fn begin_at_the_publisher(compose: &Compose, report: &mut Report) {
    let whole = |spans: &Vec<Value>| {
        is_complete(spans) && spans.iter().any(|span| span["parent"] == "" && !is_service(span))
    };
    let mut count = 0;
    until_true("the samples' traces to be complete", || {
        count = traces(compose).values().filter(|spans| whole(spans)).count();
        count >= 10
    });
    let what = format!("courant publish: {count} traces begin at it and are complete");
    report.check(&what, true, String::new);
}

/// Without Jaeger documents are processed, and the services log once that it is missing.
pub(crate) fn may_find_nobody(compose: &Compose, report: &mut Report) {
    compose.done(&["stop", "jaeger"]);
    let sent = send_all(compose, "Jaeger's absence", DOCUMENTS);
    none_lost_none_twice(compose, report, "Jaeger away", &sent);
    let ready = SERVICES.iter().all(|service| {
        compose.run(&["exec", "-T", service, service, "healthcheck"]).status.success()
    });
    report.check("Jaeger away: every service stays ready", ready, || compose.logs(&[]));
    until_true("a service to say that the collector is away", || {
        compose.logs(&["ingestion"]).contains("the collector no longer accepts spans")
    });
    report.check("Jaeger away: a line says so", true, String::new);
    compose.done(&["up", "--detach", "--no-recreate", "jaeger"]);
}

/// All spans that the receiver got, by trace.
fn traces(compose: &Compose) -> HashMap<String, Vec<Value>> {
    let mut traces: HashMap<String, Vec<Value>> = HashMap::new();
    for line in compose.containers("jaeger")[0].logs().lines() {
        let Ok(span) = serde_json::from_str::<Value>(line) else { continue };
        let trace = span["trace"].as_str().unwrap_or_default().to_owned();
        traces.entry(trace).or_default().push(span);
    }
    traces
}

fn is_complete(spans: &[Value]) -> bool {
    let ids: HashSet<&str> = spans.iter().filter_map(|span| span["id"].as_str()).collect();
    let is_root = |span: &&Value| span["parent"] == "";
    let has_parent = |span: &Value| span["parent"].as_str().is_some_and(|id| ids.contains(id));
    let seen: HashSet<&str> = spans.iter().filter_map(|span| span["service"].as_str()).collect();
    spans.iter().filter(is_root).count() == 1
        && spans.iter().all(|span| is_root(&span) || has_parent(span))
        && SERVICES.iter().all(|service| seen.contains(service))
}

fn is_service(span: &Value) -> bool {
    SERVICES.iter().any(|service| span["service"] == *service)
}
