//! No document is affected if the collector is unavailable, refuses spans, hangs or restarts.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use e2e::{
    Client, Collector, Courant, Kind, Mood, PATIENCE, Pipeline, Service, Span, Trace, port, until,
};

fn text(number: usize) -> String {
    format!("Number {number}: the ferry to the islands runs again from Monday, they say.")
}

async fn publish(client: &Client, numbers: std::ops::Range<usize>) {
    for number in numbers.clone() {
        client.publish(&[], text(number)).await;
    }
    client.stored("ARTICLES_PUBLISHED", numbers.end as u64).await;
}

/// The numbers of ended, exported, failed and dropped spans.
fn counts(service: &Service) -> [u64; 4] {
    ["ended", "exported", "failed", "dropped"].map(|result| {
        let name =
            format!("courant_spans_total{{stage=\"{}\",result=\"{result}\"}}", service.stage);
        service.metric(&name) as u64
    })
}

/// Spans of a document in one service: `process`, the work and `send`. There is one more if the
/// acknowledgement takes noticeable time.
const EACH: u64 = 3;

/// Whether at least the spans of `documents` documents have ended, and all ended spans were exported.
fn all_exported(service: &Service, documents: usize) -> bool {
    let [ended, exported, failed, dropped] = counts(service);
    ended >= EACH * documents as u64 && [exported, failed, dropped] == [ended, 0, 0]
}

/// Every trace has the spans of four services.
fn are_complete(spans: Vec<Span>, documents: usize) {
    let traces = Trace::all(spans);
    assert_eq!(traces.len(), documents);
    for trace in traces.values() {
        let without = trace.spans.len() - trace.of(Kind::Client).len();
        assert_eq!((without, trace.orphans().len()), (12, 0), "{}", trace.tree());
    }
}

/// The log messages of a service about the collector, in order.
fn words(said: &str) -> Vec<&str> {
    const WORDS: [&str; 3] = [
        "no collector accepts spans yet",
        "the collector no longer accepts spans",
        "the collector accepts spans again",
    ];
    let word = |line: &str| WORDS.into_iter().find(|word| line.contains(word));
    said.lines().filter_map(word).collect()
}

#[tokio::test]
async fn a_restart_of_five_seconds_under_load_loses_no_span_and_costs_two_lines() {
    let mut collector = Collector::start();
    let mut pipeline = Pipeline::with(&collector.settings());
    let client = Client::connect(&pipeline.server).await;
    publish(&client, 0..50).await;
    until("the first spans to arrive", PATIENCE, || {
        let exported = |service: &Service| counts(service)[1] >= 4;
        pipeline.services.iter().all(exported).then_some(())
    });
    collector.stop();
    let (stopped, mut sent) = (Instant::now(), 50);
    while stopped.elapsed() < Duration::from_secs(5) {
        publish(&client, sent..sent + 20).await;
        sent += 20;
    }
    collector.resume();
    publish(&client, sent..sent + 20).await;
    sent += 20;
    until("every span to arrive", PATIENCE, || {
        pipeline.services.iter().all(|service| all_exported(service, sent)).then_some(())
    });
    for said in pipeline.stop() {
        let lines = ["the collector no longer accepts spans", "the collector accepts spans again"];
        assert_eq!(words(&said), lines, "{said}");
    }
    are_complete(collector.spans(), sent);
}

#[tokio::test]
async fn a_collector_that_hangs_delays_no_document_and_no_exit() {
    let collector = Collector::start();
    collector.set(Mood::Hanging);
    // Longer than any limit on shutdown.
    let timeout = [("OTEL_EXPORTER_OTLP_TIMEOUT", "600000")];
    let mut pipeline = Pipeline::with(&[&collector.settings()[..], &timeout].concat());
    let client = Client::connect(&pipeline.server).await;
    publish(&client, 0..50).await;
    // `stop` fails after the grace period and the time for the last spans. The exit code shows
    // that the grace period did not expire.
    pipeline.stop();
    assert!(collector.spans().is_empty());
}

#[tokio::test]
async fn without_a_collector_a_span_is_kept_or_dropped_and_always_counted() {
    let nobody = format!("http://127.0.0.1:{}", port::free());
    let settings = [
        ("OTEL_SDK_DISABLED", "false"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", nobody.as_str()),
        ("OTEL_BSP_MAX_QUEUE_SIZE", "50"),
    ];
    let mut pipeline = Pipeline::with(&settings);
    let client = Client::connect(&pipeline.server).await;
    publish(&client, 0..50).await;
    for service in &pipeline.services {
        until("all spans to have ended, 50 of them in the queue", PATIENCE, || {
            let [ended, exported, failed, dropped] = counts(service);
            let kept = ended.saturating_sub(dropped);
            (ended >= 50 * EACH && [kept, exported, failed] == [50, 0, 0]).then_some(())
        });
    }
    for said in pipeline.stop() {
        assert_eq!(words(&said), ["no collector accepts spans yet"], "{said}");
    }
}

#[tokio::test]
async fn what_a_collector_refuses_is_not_sent_again() {
    let collector = Collector::start();
    collector.set(Mood::Refusing);
    let mut pipeline = Pipeline::with(&collector.settings());
    let client = Client::connect(&pipeline.server).await;
    publish(&client, 0..10).await;
    for service in &pipeline.services {
        until("the refusal", PATIENCE, || {
            let [ended, exported, failed, dropped] = counts(service);
            (ended >= 10 * EACH && [exported, failed, dropped] == [0, ended, 0]).then_some(())
        });
    }
    collector.set(Mood::Well);
    publish(&client, 10..20).await;
    let mut arrived = 0;
    for service in &pipeline.services {
        arrived += until("the rest", PATIENCE, || {
            let [ended, exported, failed, dropped] = counts(service);
            let settled = (exported + failed, dropped) == (ended, 0);
            (ended >= 20 * EACH && failed >= 10 * EACH && settled).then_some(exported)
        });
    }
    pipeline.stop();
    assert!(arrived > 0 && collector.spans().len() as u64 >= arrived, "{arrived}");
}

#[tokio::test]
async fn what_a_collector_throws_away_is_not_counted_as_exported() {
    let collector = Collector::start();
    collector.set(Mood::Choosy);
    let mut pipeline = Pipeline::with(&collector.settings());
    let client = Client::connect(&pipeline.server).await;
    publish(&client, 0..10).await;
    let mut exported = 0;
    for service in &pipeline.services {
        exported += until("every span to be told of", PATIENCE, || {
            let [ended, exported, failed, dropped] = counts(service);
            let balanced = dropped == 0 && exported + failed == ended;
            (ended >= 10 * EACH && balanced && failed > 0).then_some(exported)
        });
    }
    let received = collector.spans().len() as u64;
    assert!(received >= exported && exported > 0, "{received} received, {exported} counted");
    pipeline.stop();
}

#[tokio::test]
async fn one_that_is_not_available_is_tried_again() {
    let collector = Collector::start();
    collector.set(Mood::Unavailable);
    let mut pipeline = Pipeline::with(&collector.settings());
    let client = Client::connect(&pipeline.server).await;
    publish(&client, 0..10).await;
    for service in &mut pipeline.services {
        until("the first failure to be told", PATIENCE, || {
            (words(&service.process.stderr()).len() == 1).then_some(())
        });
    }
    collector.set(Mood::Well);
    for service in &pipeline.services {
        until("every span to arrive", PATIENCE, || all_exported(service, 10).then_some(()));
    }
    pipeline.stop();
}

#[tokio::test]
async fn compressed_batches_arrive() {
    let collector = Collector::start();
    let compressed = [("OTEL_EXPORTER_OTLP_COMPRESSION", "gzip")];
    let mut pipeline = Pipeline::with(&[&collector.settings()[..], &compressed].concat());
    let client = Client::connect(&pipeline.server).await;
    publish(&client, 0..10).await;
    pipeline.stop();
    are_complete(collector.spans(), 10);
}

#[test]
fn the_children_of_up_are_four_services() {
    let collector = Collector::start();
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let (nats, admin) = (port::free().to_string(), port::free_run(4).to_string());
    let data = folder.path().to_str().expect("a path in UTF-8");
    let arguments = ["up", "--samples", "samples/", "--once", "--data", data, "--port", &nats];
    let more = ["--admin-port", &admin, "--store", "1000000000"];
    let up = Courant::new([&arguments[..], &more].concat());
    let up = up.env("OTEL_SERVICE_NAME", "one-name-for-all");
    let settings = collector.settings();
    let up = settings.iter().fold(up, |up, (name, value)| up.env(name, value));
    let ended = up.run(2 * PATIENCE);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let spans = collector.spans();
    let mut services: Vec<_> = spans.iter().map(|span| span.service.as_str()).collect();
    services.sort_unstable();
    services.dedup();
    assert_eq!(services, e2e::STAGES, "in alphabetical order, too");
    let traces = Trace::all(spans);
    assert!(traces.values().all(|trace| trace.roots().len() == 1 && trace.orphans().is_empty()));
}

#[tokio::test]
async fn spans_go_by_http_where_that_is_asked_for() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let endpoint = format!("http://{}", listener.local_addr().expect("bound"));
    let (tell, reported) = std::sync::mpsc::sync_channel(1);
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("someone comes");
        let mut request = Vec::new();
        // The name of the service is in the body, which ends when no more data arrives.
        while !String::from_utf8_lossy(&request).contains("service.name") {
            let mut part = [0; 4096];
            let length = stream.read(&mut part).expect("a request");
            request.extend_from_slice(&part[..length]);
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").expect("an answer");
        tell.send(String::from_utf8_lossy(&request).to_lowercase()).expect("it is waited for");
    });
    let settings = [
        ("OTEL_SDK_DISABLED", "false"),
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()),
    ];
    let mut pipeline = Pipeline::bare();
    pipeline.start("ingestion", &settings);
    pipeline.ready();
    Client::connect(&pipeline.server).await.publish(&[], text(0)).await;
    let request = reported.recv_timeout(PATIENCE).expect("a request");
    assert!(request.starts_with("post /v1/traces http/1.1\r\n"), "{request}");
    assert!(request.contains("content-type: application/x-protobuf"), "{request}");
    until("the answer to be counted", PATIENCE, || {
        (counts(&pipeline.services[0])[1] > 0).then_some(())
    });
}
