//! Traces, as the real Jaeger shows them.

use article::ArticleId;
use e2e::{Client, Compose};

use crate::SERVICES;
use crate::flow::{none_lost_none_twice, runtime, send_all, until_true};
use crate::jaeger::Jaeger;
use crate::report::Report;

const DOCUMENTS: usize = 200;
const PDF: &str = "%PDF-1.7 is no article";

/// Each document from a publisher without tracing has one trace with the article's ID and all four
/// services.
pub(crate) fn are_complete(compose: &Compose, report: &mut Report) {
    let sent = send_all(compose, "the traces", DOCUMENTS);
    none_lost_none_twice(compose, report, "for their traces", &sent);
    until_complete(compose, &sent);
    let what =
        format!("{DOCUMENTS} traces under their articles' ids: one root, no orphan, four services");
    report.check(&what, true, String::new);
    let jaeger = Jaeger::of(compose);
    let warned =
        |id: &&ArticleId| jaeger.trace(&id.to_string()).spans.iter().any(|span| span.warned);
    let warned = sent.iter().filter(warned).count();
    let what = format!("Jaeger warns of the clocks in none of {DOCUMENTS} traces");
    report.check(&what, warned == 0, || format!("in {warned}"));
}

/// With `courant publish`, the trace starts at the publisher.
pub(crate) fn begin_at_the_publisher(compose: &Compose, report: &mut Report) {
    let jaeger = Jaeger::of(compose);
    let mut count = 0;
    until_true("the samples' traces to be complete", || {
        let traces = jaeger.traces_of("courant").into_iter().map(|id| jaeger.trace(&id));
        let whole = traces.filter(|trace| {
            trace.is_complete() && trace.roots().all(|root| root.service == "courant")
        });
        count = whole.count();
        count >= 10
    });
    let what = format!("courant publish: {count} traces begin at it and are complete");
    report.check(&what, true, String::new);
}

/// Traces are found by the article's ID, in the service graph, and by failed spans.
pub(crate) fn are_found(compose: &Compose, report: &mut Report) {
    let jaeger = Jaeger::of(compose);
    let sent = send_all(compose, "the search", 1);
    let id = sent[0].to_string();
    until_complete(compose, &sent);
    let missing =
        |service: &&&str| jaeger.tagged(service, "courant.article.id", &id) != [id.clone()];
    let missing: Vec<_> = SERVICES.iter().filter(missing).collect();
    let what = "a trace is found in each service by the tag courant.article.id";
    report.check(what, missing.is_empty(), || format!("not in {missing:?}"));

    let graph = jaeger.graph();
    let edge = |pair: &[&str]| graph.contains(&(pair[0].to_owned(), pair[1].to_owned()));
    let in_order = SERVICES.windows(2).all(edge);
    let what = "the service graph has the four services in their order";
    report.check(what, in_order, || format!("{graph:?}"));

    runtime().block_on(async {
        let source =
            Client::log_in(&compose.nats_url(), "source", &compose.password("source")).await;
        source.publish(&[], PDF).await;
    });
    let id = ArticleId::of("", "", PDF.as_bytes()).to_string();
    let mut failed = Vec::new();
    until_true("the trace of a dead document", || {
        let spans = jaeger.trace(&id).spans;
        failed = spans.into_iter().filter(|span| span.failed).map(|span| span.name).collect();
        !failed.is_empty()
    });
    let what = "a document that died has failed spans in its trace";
    let process = failed.iter().any(|name| name == "process articles.raw");
    report.check(what, process, || format!("{failed:?}"));
}

/// While Jaeger is down, documents are processed, and the services log its absence once. The spans
/// arrive when it is back.
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
    compose.done(&["up", "--detach", "--no-recreate", "--wait", "jaeger"]);
    until_complete(compose, &sent);
    let what = format!("Jaeger back: {DOCUMENTS} complete traces of its absence");
    report.check(&what, true, String::new);
}

fn until_complete(compose: &Compose, articles: &[ArticleId]) {
    let jaeger = Jaeger::of(compose);
    let mut open: Vec<String> = articles.iter().map(ToString::to_string).collect();
    until_true("every trace to be complete", || {
        open.retain(|id| !jaeger.trace(id).is_complete());
        open.is_empty()
    });
}
