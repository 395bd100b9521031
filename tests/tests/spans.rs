//! Single spans: waits, deadlines and the schema; and links to traces.

use std::fs;

use article::ArticleId;
use e2e::{Client, Collector, Courant, Ended, Kind, PATIENCE, Pipeline, Span, Trace, until};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const TEXT: &str = "The ferry to the islands runs again from Monday, the harbour office said.";

const LIGHTHOUSE: &str = "The lighthouse of Milton shines again, its keeper said on Monday.";

/// A page that takes more than a millisecond on any machine.
fn long(number: usize) -> String {
    let paragraph = format!("<p>{number}: {TEXT} Nobody knows since when it had been away.</p>");
    format!("<html><body><article>{}</article></body></html>", paragraph.repeat(4_000))
}

fn work(spans: &[Span]) -> impl Iterator<Item = &Span> {
    spans.iter().filter(|span| span.name == "find text")
}

#[tokio::test]
async fn work_that_misses_its_deadline_is_red_and_ends_with_its_delivery() {
    let collector = Collector::start();
    let mut pipeline = Pipeline::bare();
    let settings = [&collector.settings()[..], &[("COURANT_DEADLINE", "20ms")]].concat();
    pipeline.start("ingestion", &settings);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    client.publish(&[("Content-Type", "text/html")], long(0)).await;
    client.stored("ARTICLES_DEAD", 1).await;
    pipeline.stop();
    let spans = collector.spans();
    let traces = Trace::all(spans.clone());
    let trace = traces.values().next().expect("one trace");
    let work = work(&spans).next().expect("a span of the work");
    assert!(work.failed, "{}", trace.tree());
    assert_eq!(work.get("error.type"), "timed_out", "{}", trace.tree());
    let parent = trace.span(&work.parent).expect("its delivery");
    assert_eq!(parent.kind, Kind::Consumer);
    assert!(work.time.1 <= parent.time.1, "{}", trace.tree());
    let dead = spans.iter().find(|span| span.name.starts_with("send articles.dead"));
    let dead = dead.unwrap_or_else(|| unreachable!("{}", trace.tree()));
    assert_ne!(dead.get("courant.article.id"), "", "{}", trace.tree());
}

#[tokio::test]
async fn an_attempt_says_how_long_it_waited_for_a_processor() {
    let collector = Collector::start();
    let mut pipeline = Pipeline::bare();
    let settings = [&collector.settings()[..], &[("COURANT_IN_FLIGHT", "64")]].concat();
    pipeline.start("ingestion", &settings);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    for number in 0..40 {
        client.publish(&[("Content-Type", "text/html")], long(number)).await;
    }
    client.stored("ARTICLES_INGESTED", 40).await;
    pipeline.stop();
    let spans = collector.spans();
    let waits: Vec<f64> =
        work(&spans).filter_map(|span| span.get("courant.executor.wait").parse().ok()).collect();
    assert!(!waits.is_empty() && waits.iter().all(|wait| *wait >= 0.001), "{waits:?}");
    assert!(waits.len() < 40, "the first doesn't wait: {waits:?}");
    let schema = |span: &&Span| !span.schema.starts_with("https://opentelemetry.io/schemas/");
    assert_eq!(spans.iter().find(schema), None);
}

#[tokio::test]
async fn links_lead_to_traces_that_are_recorded_and_to_no_others() {
    let mut pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    let parent = |flags: &str| format!("00-{TRACE}-b7ad6b7169203331-{flags}");
    let (sampled, unsampled) = (parent("01"), parent("00"));
    let publish = async |traceparent: &str, id: &str, text: &str| {
        let headers = [("Traceparent", traceparent), ("Courant-External-Id", id)];
        client.publish(&headers, text).await;
        ArticleId::of("", id, text.as_bytes()).to_string()
    };
    let recorded = publish(&sampled, "1", TEXT).await;
    let other = publish(&unsampled, "2", LIGHTHOUSE).await;
    // A dead letter whose document has no readable ID.
    let envelope = [("Traceparent", sampled.as_str()), ("Content-Type", "application/json")];
    client.publish(&envelope, "{ this is no JSON").await;
    client.publish(&[("Traceparent", unsampled.as_str())], "%PDF-1.7").await;
    client.stored("ARTICLES_PUBLISHED", 2).await;
    client.stored("ARTICLES_DEAD", 2).await;
    let run = |arguments: &[&str]| -> Ended {
        let run = Courant::new(arguments).env("NATS_URL", pipeline.server.url());
        run.env("COURANT_JAEGER_URL", "http://jaeger.example.org").run(PATIENCE)
    };
    let link = format!("http://jaeger.example.org/trace/{TRACE}");
    let links = |ended: &Ended| {
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        ended.stdout.matches(&link).count() + ended.stderr.matches(&link).count()
    };
    assert_eq!(links(&run(&["show", &recorded])), 1);
    assert_eq!(links(&run(&["show", &other])), 0);
    let tail = Courant::new(["tail", "--since", "1h"]).env("NATS_URL", pipeline.server.url());
    let tail = tail.env("COURANT_JAEGER_URL", "http://jaeger.example.org").start();
    until("both articles", PATIENCE, || {
        let said = tail.stdout();
        (said.contains("lighthouse") && said.contains("ferry")).then_some(())
    });
    assert_eq!(tail.stdout().matches("/trace/").count(), 1, "{}", tail.stdout());
    let shown: Vec<Ended> =
        ["1", "2"].iter().map(|number| run(&["dead", "show", number])).collect();
    let counts: Vec<usize> = shown.iter().map(links).collect();
    assert_eq!(counts.iter().sum::<usize>(), 1, "{} {}", shown[0].stdout, shown[1].stdout);
    pipeline.stop();
}

#[tokio::test]
async fn sampling_changes_at_sighup() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("courant.toml");
    let sampler = |sampler: &str| {
        let text = format!("[settings]\ntraces-sampler = \"{sampler}\"\n");
        fs::write(&file, text).expect("the folder is ours");
    };
    sampler("always_on");
    let collector = Collector::start();
    let mut pipeline = Pipeline::bare();
    let config = [("COURANT_CONFIG", file.to_str().expect("UTF-8"))];
    let place = pipeline.start("ingestion", &[&collector.settings()[..], &config].concat());
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    let mut ids = Vec::new();
    for (number, next) in [(1, "always_off"), (2, "always_on"), (3, "always_on")] {
        let text = format!("{number}: {TEXT}");
        ids.push(ArticleId::of("", "", text.as_bytes()).to_string());
        client.publish(&[], text).await;
        client.stored("ARTICLES_INGESTED", number).await;
        sampler(next);
        let process = &mut pipeline.service(place).process;
        process.reload();
        until("the reload", PATIENCE, || {
            let said = process.stderr();
            let reloaded = said.matches("\"settings reloaded\"").count() as u64;
            (reloaded == number).then_some(())
        });
    }
    pipeline.stop();
    let traces = Trace::all(collector.spans());
    let recorded: Vec<bool> = ids.iter().map(|id| traces.contains_key(id)).collect();
    assert_eq!(recorded, [true, false, true]);
}
