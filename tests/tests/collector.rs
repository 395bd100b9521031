//! The collector may be away, refuse, hang or restart: no document notices.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use e2e::{Client, Collector, Courant, Mood, PATIENCE, Pipeline, Service, Trace, port, until};

fn text(number: usize) -> String {
    format!("Number {number}: the ferry to the islands runs again from Monday, they say.")
}

async fn publish(client: &Client, numbers: std::ops::Range<usize>) {
    for number in numbers.clone() {
        client.publish(&[], text(number)).await;
    }
    client.stored("ARTICLES_PUBLISHED", numbers.end as u64).await;
}

/// Ended, exported, failed and dropped.
fn counts(service: &Service) -> [u64; 4] {
    ["ended", "exported", "failed", "dropped"].map(|result| {
        let name =
            format!("courant_spans_total{{stage=\"{}\",result=\"{result}\"}}", service.stage);
        service.metric(&name) as u64
    })
}

/// What a service has said of the collector, in order.
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
        let balanced = |service: &Service| {
            let [ended, exported, ..] = counts(service);
            ended == 4 * sent as u64 && exported == ended
        };
        pipeline.services.iter().all(balanced).then_some(())
    });
    for service in &pipeline.services {
        assert_eq!(counts(service)[2..], [0, 0], "failed, dropped");
    }
    for said in pipeline.stop() {
        let lines = ["the collector no longer accepts spans", "the collector accepts spans again"];
        assert_eq!(words(&said), lines, "{said}");
    }
    let traces = Trace::all(collector.spans());
    assert_eq!(traces.len(), sent);
    assert!(traces.values().all(|trace| trace.spans.len() == 16 && trace.orphans().is_empty()));
}

#[tokio::test]
async fn a_collector_that_hangs_delays_no_document_and_no_exit() {
    let collector = Collector::start();
    collector.set(Mood::Hanging);
    // Longer than anything that an exit may take.
    let timeout = [("OTEL_EXPORTER_OTLP_TIMEOUT", "600000")];
    let mut pipeline = Pipeline::with(&[&collector.settings()[..], &timeout].concat());
    let client = Client::connect(&pipeline.server).await;
    publish(&client, 0..50).await;
    // Within the grace and what the last spans may cost: `stop` fails beyond that, and the exit
    // code tells that it was no exit by the grace.
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
        until("all spans to have ended", PATIENCE, || (counts(service)[0] == 200).then_some(()));
        assert_eq!(counts(service), [200, 0, 0, 150], "{}: the queue holds 50", service.stage);
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
        until("the refusal", PATIENCE, || (counts(service) == [40, 0, 40, 0]).then_some(()));
    }
    collector.set(Mood::Well);
    publish(&client, 10..20).await;
    for service in &pipeline.services {
        until("the rest", PATIENCE, || (counts(service) == [80, 40, 40, 0]).then_some(()));
    }
    pipeline.stop();
    assert_eq!(collector.spans().len(), 160);
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
            let balanced = (ended, dropped) == (40, 0) && exported + failed == 40;
            (balanced && failed > 0).then_some(exported)
        });
    }
    pipeline.stop();
    assert_eq!(collector.spans().len() as u64, exported);
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
        until("every span to arrive", PATIENCE, || {
            (counts(service) == [40, 40, 0, 0]).then_some(())
        });
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
    assert_eq!(collector.spans().len(), 160);
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
    let (tell, told) = std::sync::mpsc::sync_channel(1);
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("someone comes");
        let mut request = Vec::new();
        // The name of the service stands in the body, which ends with the connection's silence.
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
    let request = told.recv_timeout(PATIENCE).expect("a request");
    assert!(request.starts_with("post /v1/traces http/1.1\r\n"), "{request}");
    assert!(request.contains("content-type: application/x-protobuf"), "{request}");
    until("the answer to be counted", PATIENCE, || {
        (counts(&pipeline.services[0])[1] > 0).then_some(())
    });
}
