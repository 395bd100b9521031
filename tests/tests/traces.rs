//! Each document has one trace through every service, whatever its outcome.

use std::collections::{BTreeMap, BTreeSet};

use article::ArticleId;
use async_nats::jetstream::consumer::pull;
use async_nats::jetstream::stream;
use e2e::{Client, Collector, Courant, Kind, PATIENCE, Pipeline, STAGES, Span, Trace, check_span};
use serde_json::{Value, json};

/// The four services, and between the first two a stage that does what its document says.
const CHAIN: [&str; 5] =
    ["ingestion", "probe", "language-detection", "metadata-extraction", "publishing"];
const ATTEMPTS: u32 = 3;
const FOREIGN: &str = "b7ad6b7169203331";

/// A document and its expected trace.
#[derive(Debug, Clone, Default)]
struct Sent {
    body: String,
    /// The trace that the publisher started.
    foreign: Option<String>,
    /// Whether `courant publish` sent it, so that the trace starts there.
    by_us: bool,
    /// The number of failed attempts of the probe.
    failures: u32,
    /// The stage and the code of its dead letter.
    died: Option<(&'static str, &'static str)>,
    replayed: bool,
}

#[tokio::test]
async fn each_of_two_hundred_documents_is_one_trace() {
    let collector = Collector::start();
    let (mut pipeline, client) = five_services(&collector).await;
    let sent = documents();
    let (ours, others): (Vec<_>, Vec<_>) = sent.values().partition(|sent| sent.by_us);
    publish(&pipeline, &collector, &ours);
    for document in others {
        let traceparent = document.foreign.as_ref().map(|id| format!("00-{id}-{FOREIGN}-01"));
        let headers = traceparent.iter().flat_map(|parent| {
            [("Traceparent", parent.as_str()), ("tracestate", "vendor=1"), ("baggage", "user=ada")]
        });
        client.publish(&headers.collect::<Vec<_>>(), document.body.as_str()).await;
    }
    let dead = sent.values().filter(|sent| sent.died.is_some()).count() as u64;
    client.stored("ARTICLES_DEAD", dead).await;
    let replay = Courant::new(["dead", "replay", "--code", "passing"]);
    let replay = replay.env("NATS_URL", pipeline.server.url()).run(PATIENCE);
    assert_eq!(replay.code, Some(0), "{}", replay.stderr);
    let lost = sent.values().filter(|sent| sent.died.is_some() && !sent.replayed).count();
    client.stored("ARTICLES_PUBLISHED", (sent.len() - lost) as u64).await;

    // Stopped immediately, so that the remaining spans must be flushed.
    let said = pipeline.stop();
    let spans = collector.spans();
    let traces = Trace::all(spans.clone());
    assert_eq!(sent.len(), 200);
    assert_eq!(
        traces.keys().collect::<BTreeSet<_>>(),
        sent.keys().collect::<BTreeSet<_>>(),
        "one trace for each document, and none besides"
    );
    for (id, trace) in &traces {
        is_as_it_should_be(&sent[id], id, trace);
    }
    spans.iter().for_each(check_span);
    let processes: BTreeSet<_> =
        spans.iter().map(|span| (&span.service, &span.resource["service.instance.id"])).collect();
    assert_eq!(processes.len(), 6, "five services and `courant publish`: {processes:?}");
    log_lines_join(&said, &traces, &sent);
}

/// 200 documents by the ID of their trace.
fn documents() -> BTreeMap<String, Sent> {
    let mut documents = BTreeMap::new();
    for number in 0..200_u64 {
        let text = format!("Number {number}: the ferry to the islands runs again from Monday.");
        let probe_died = |code| Some(("probe", code));
        let (orders, mut sent) = match number {
            0..20 => (json!({"fail": 1}), Sent { failures: 1, ..Sent::default() }),
            20..30 => (json!({"fail": 2}), Sent { failures: 2, ..Sent::default() }),
            30..35 => {
                let failures = ATTEMPTS + 1;
                let died = probe_died("passing");
                (
                    json!({"fail": failures}),
                    Sent { failures, died, replayed: true, ..Sent::default() },
                )
            }
            35..45 => {
                (json!({"reject": true}), Sent { died: probe_died("rejected"), ..Sent::default() })
            }
            45..50 => {
                (json!({"panic": true}), Sent { died: probe_died("panicked"), ..Sent::default() })
            }
            _ => (json!({}), Sent::default()),
        };
        let content = match number {
            50..55 => "%PDF-1.7 number ".to_owned() + &number.to_string(),
            _ => text,
        };
        if (50..55).contains(&number) {
            sent.died = Some(("ingestion", "damaged"));
        }
        sent.by_us = (40..60).contains(&number);
        sent.body = json!({"content": content, "orders": orders}).to_string();
        let id = ArticleId::of("", "", content.as_bytes()).to_string();
        // Some that are retried, and some without a failure.
        let foreign = (15..25).contains(&number) || (180..200).contains(&number);
        sent.foreign = foreign.then(|| format!("{:032x}", 0xabc_0000 + number));
        documents.insert(sent.foreign.clone().unwrap_or(id), sent);
    }
    documents
}

async fn five_services(collector: &Collector) -> (Pipeline, Client) {
    let mut pipeline = Pipeline::bare();
    let client = Client::connect(&pipeline.server).await;
    let stream = stream::Config {
        name: "AFTER_PROBE".into(),
        subjects: vec!["articles.after-probe".into()],
        retention: stream::RetentionPolicy::WorkQueue,
        ..Default::default()
    };
    client.jetstream.create_stream(stream).await.expect("made");
    let consumer = pull::Config {
        durable_name: Some("language-detection".into()),
        max_deliver: -1,
        ..Default::default()
    };
    let made = client.jetstream.create_consumer_on_stream(consumer, "AFTER_PROBE").await;
    made.expect("made");
    let traced = collector.settings();
    pipeline.start("ingestion", &traced);
    let attempts = ATTEMPTS.to_string();
    let place = [
        ("COURANT_INPUT", "ARTICLES_INGESTED/language-detection"),
        ("COURANT_OUTPUT", "articles.after-probe"),
        ("COURANT_ATTEMPTS", &attempts),
    ];
    pipeline.start_program("probe", &[&traced[..], &place[..]].concat());
    let behind = [&traced[..], &[("COURANT_INPUT", "AFTER_PROBE")]].concat();
    pipeline.start("language-detection", &behind);
    for stage in &STAGES[2..] {
        pipeline.start(stage, &traced);
    }
    pipeline.ready();
    (pipeline, client)
}

fn publish(pipeline: &Pipeline, collector: &Collector, documents: &[&Sent]) {
    let lines: String = documents.iter().map(|sent| sent.body.clone() + "\n").collect();
    let publish = Courant::new(["publish", "--jsonl", "-"]).input(lines);
    let publish = publish.env("NATS_URL", pipeline.server.url());
    let publish = publish.env("COURANT_JAEGER_URL", "http://jaeger.example.org/");
    let settings = collector.settings();
    let publish = settings.iter().fold(publish, |publish, (name, value)| publish.env(name, value));
    let ended = publish.run(PATIENCE);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    for sent in documents {
        let body: Value = serde_json::from_str(&sent.body).expect("made here");
        let content = body["content"].as_str().expect("made here");
        let id = ArticleId::of("", "", content.as_bytes());
        let link = format!("http://jaeger.example.org/trace/{id}\n");
        assert!(ended.stderr.contains(&link), "{link} is not in {}", ended.stderr);
    }
}

fn is_as_it_should_be(sent: &Sent, id: &str, trace: &Trace) {
    let context = format!("{sent:?}\n{}", trace.tree());
    // One root: its own, or the publisher's span, which is not in the trace.
    match &sent.foreign {
        None => {
            assert_eq!(trace.roots().len(), 1, "{context}");
            assert!(trace.orphans().is_empty(), "{context}");
        }
        Some(_) => {
            assert!(trace.roots().is_empty(), "{context}");
            let parents: Vec<_> = trace.orphans().iter().map(|span| &span.parent).collect();
            assert_eq!(parents, [FOREIGN], "{context}");
        }
    }
    let top = match sent.foreign {
        None => trace.roots()[0],
        Some(_) => trace.orphans()[0],
    };
    let first = match sent.by_us {
        true => {
            assert_eq!(
                (top.service.as_str(), &*top.name),
                ("courant", "send articles.raw"),
                "{context}"
            );
            assert_eq!(top.kind, Kind::Producer, "{context}");
            next(trace, top, &context)
        }
        false => top,
    };
    let (mut consumer, mut failed) = (first, 0);
    let mut came_through = vec![];
    loop {
        came_through.push(consumer.service.as_str());
        let dead = sent
            .died
            .filter(|(stage, _)| *stage == consumer.service && !(sent.replayed && failed > 0));
        let begins = consumer.id == first.id && !sent.by_us && sent.foreign.is_none();
        is_a_delivery(trace, consumer, begins, dead.map(|(_, code)| code), &context);
        failed += works(trace, consumer, sent, dead, failed, &context);
        let producers = trace.beneath(consumer, Kind::Producer);
        assert_eq!(producers.len(), 1, "{context}");
        let producer = producers[0];
        assert!(producer.get("messaging.nats.stream.sequence").parse::<u64>().is_ok(), "{context}");
        if let Some((_, code)) = dead {
            assert_eq!(producer.name, "send articles.dead.{stage}.{code}", "{context}");
            let id = consumer.get("courant.article.id");
            assert_eq!(producer.get("courant.article.id"), id, "{context}");
            assert!(producer.get("messaging.destination.name").ends_with(code), "{context}");
        }
        if dead.is_some() && !sent.replayed || consumer.service == "publishing" {
            assert!(trace.beneath(producer, Kind::Consumer).is_empty(), "{context}");
            break;
        }
        consumer = next(trace, producer, &context);
    }
    let mut expected = CHAIN.to_vec();
    match sent.died {
        Some((stage, _)) if !sent.replayed => {
            let last = CHAIN.iter().position(|&known| known == stage).expect("a stage");
            expected.truncate(last + 1);
        }
        Some(_) => expected.insert(1, "probe"),
        None => {}
    }
    assert_eq!(came_through, expected, "{context}");
    assert_eq!(
        failed,
        sent.failures
            + u32::from(sent.died.is_some_and(|(stage, _)| stage == "probe") && !sent.replayed),
        "{context}"
    );
    assert!(trace.spans.iter().all(|span| span.trace == id), "{context}");
}

/// The single delivery of a span's message.
fn next<'a>(trace: &'a Trace, producer: &Span, context: &str) -> &'a Span {
    let consumers = trace.beneath(producer, Kind::Consumer);
    assert_eq!(consumers.len(), 1, "{context}");
    let consumer = consumers[0];
    assert_eq!(consumer.links, [(producer.trace.clone(), producer.id.clone())], "{context}");
    if !producer.name.contains("dead") {
        for attribute in ["messaging.destination.name", "messaging.message.id"] {
            let same = producer.get(attribute) == consumer.get(attribute);
            assert!(same, "{attribute} {context}");
        }
    }
    consumer
}

fn is_a_delivery(trace: &Trace, consumer: &Span, begins: bool, dead: Option<&str>, context: &str) {
    assert_eq!(consumer.kind, Kind::Consumer, "{context}");
    // A stage's consumer has its name, but the probe uses another stage's.
    let group = if consumer.service == "probe" { "language-detection" } else { &consumer.service };
    assert_eq!(consumer.get("messaging.consumer.group.name"), group, "{context}");
    assert_eq!(consumer.get("messaging.nats.delivered"), "1", "{context}");
    assert_eq!(consumer.links.is_empty(), begins, "{context}");
    assert_eq!(consumer.failed, dead.is_some(), "{context}");
    assert_eq!(consumer.get("error.type"), dead.unwrap_or_default(), "{context}");
    let outcome = match (dead, consumer.service.as_str()) {
        (Some(_), _) => "dead",
        (None, "publishing") => "published",
        (None, _) => "forwarded",
    };
    assert_eq!(consumer.get("courant.outcome"), outcome, "{context}");
    let settled = trace.beneath(consumer, Kind::Client);
    // A fast acknowledgement has no span.
    assert!(settled.len() <= 1 && (dead.is_none() || settled.len() == 1), "{context}");
    let how = if dead.is_some() { "term" } else { "ack" };
    for settled in settled {
        assert_eq!(settled.get("messaging.operation.name"), how, "{context}");
        assert_eq!(settled.name, format!("{how} {}", consumer.get("messaging.destination.name")));
    }
}

/// Checks that each attempt has a span with its result. Returns the number of failed ones.
fn works(
    trace: &Trace,
    consumer: &Span,
    sent: &Sent,
    dead: Option<(&str, &str)>,
    failed_before: u32,
    context: &str,
) -> u32 {
    let works = trace.beneath(consumer, Kind::Internal);
    let task = match consumer.service.as_str() {
        "ingestion" => "find text",
        "language-detection" => "detect language",
        "metadata-extraction" => "extract metadata",
        "publishing" => "route article",
        probe => probe,
    };
    for (number, work) in (1..).zip(&works) {
        assert_eq!(
            (&*work.name, work.get("courant.attempt")),
            (task, &*format!("{number}")),
            "{context}"
        );
    }
    let decided: &[&str] = match consumer.service.as_str() {
        "ingestion" => &["content_type", "charset", "extractor"],
        "language-detection" => &["language", "language.confidence", "language.windows"],
        "metadata-extraction" => &["title.source", "date.source"],
        "publishing" => &["language", "route"],
        _ => &[],
    };
    for work in works.iter().filter(|work| !work.failed) {
        for attribute in decided {
            assert_ne!(work.get(&format!("courant.{attribute}")), "", "{attribute} {context}");
        }
    }
    let failed: Vec<_> = works.iter().filter(|work| work.failed).collect();
    let code = if sent.failures > 0 { "passing" } else { dead.map_or("", |(_, code)| code) };
    assert!(failed.iter().all(|work| work.get("error.type") == code), "{context}");
    let at_all = match (consumer.service.as_str(), dead) {
        ("probe", None) => (sent.failures - failed_before) as usize + 1,
        ("probe", Some((_, "passing"))) => ATTEMPTS as usize,
        _ => 1,
    };
    assert_eq!(works.len(), at_all, "{context}");
    assert_eq!(works.last().is_some_and(|last| last.failed), dead.is_some(), "{context}");
    if consumer.service == "probe" { failed.len() as u32 } else { 0 }
}

/// Each delivery has a log line with the IDs of its span, and no line contains text of documents.
fn log_lines_join(
    said: &[String],
    traces: &BTreeMap<String, Trace>,
    sent: &BTreeMap<String, Sent>,
) {
    let (mut settled, mut panicked) = (BTreeSet::new(), 0);
    for (stage, said) in CHAIN.iter().zip(said) {
        for word in ["ferry", "baggage", "user=ada", "%PDF"] {
            assert!(!said.contains(word), "{stage} says {word}");
        }
        for line in said.lines() {
            let line: Value = serde_json::from_str(line).expect(line);
            let ids = |line: &Value| {
                let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
                (text("trace_id"), text("span_id"))
            };
            let (trace, span) = ids(&line);
            let reported = traces.get(&trace).and_then(|trace| trace.span(&span));
            match line["message"].as_str() {
                Some("settled") => {
                    let reported = reported.expect("the span of the delivery");
                    assert_eq!(
                        (reported.kind, &*reported.service),
                        (Kind::Consumer, *stage),
                        "{line}"
                    );
                    assert_eq!(line["courant.outcome"], reported.get("courant.outcome"), "{line}");
                    assert_eq!(line["error.type"].is_string(), reported.failed, "{line}");
                    assert!(settled.insert((trace, span)), "told twice: {line}");
                }
                Some("attempt failed, retrying") => assert!(reported.is_some(), "{line}"),
                Some("panicked") => {
                    let reported = reported.expect("the span of the work");
                    assert_eq!((reported.kind, reported.failed), (Kind::Internal, true), "{line}");
                    panicked += 1;
                }
                _ => assert!(trace.is_empty(), "{line}"),
            }
        }
    }
    let deliveries = traces.values().map(|trace| trace.of(Kind::Consumer).len()).sum::<usize>();
    assert_eq!(settled.len(), deliveries, "one line for each document and stage");
    let panics = sent.values().filter(|sent| sent.died == Some(("probe", "panicked"))).count();
    assert_eq!(panicked, panics);
}
