//! A full stream of articles: the settings that prevent it, and the reports of status, readiness and the
//! log.

use std::time::Duration;

use async_nats::jetstream::stream::DiscardPolicy;
use e2e::{Client, Courant, Ended, PATIENCE, Pipeline, STAGES, Server, until};
use serde_json::Value;

fn run(pipeline: &Pipeline, arguments: &[&str]) -> Ended {
    Courant::new(arguments).env("NATS_URL", pipeline.server.url()).run(PATIENCE)
}

fn setup(pipeline: &Pipeline, more: &[&str]) {
    let ended = run(pipeline, &[&["setup", "--apply", "--store", "1GB"], more].concat());
    assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
}

const SMALL: [&str; 4] = ["--stream-size", "ARTICLES_PUBLISHED=20KB", "--keep", "3d"];

#[tokio::test]
async fn a_full_stream_of_articles_is_named_everywhere_and_may_drop_the_oldest() {
    const DOCUMENTS: u64 = 30;
    let mut pipeline = Pipeline { server: Server::start(), services: Vec::new() };
    setup(&pipeline, &SMALL);
    let client = Client::connect(&pipeline.server).await;
    let stream = client.jetstream.get_stream("ARTICLES_PUBLISHED").await.expect("setup made it");
    let config = stream.cached_info().config.clone();
    assert_eq!((config.max_bytes, config.discard), (20_000, DiscardPolicy::New));
    assert_eq!(config.max_age, Duration::from_secs(3 * 24 * 60 * 60));

    for stage in STAGES {
        pipeline.start(stage, &[]);
    }
    pipeline.ready();
    for number in 0..DOCUMENTS {
        let text = format!("Number {number} of the gazette: the mayor opened the new bridge. ");
        client.publish(&[], text.repeat(20)).await;
    }
    until("readiness to say that the output is full", PATIENCE, || {
        let said = pipeline.service(3).ask("/readyz")?;
        (said == "not ready: output_full\n").then_some(())
    });
    let log = pipeline.service(3).process.stderr();
    assert!(log.contains("--published-full drop-oldest"), "{log}");
    until("status to name the full stream", PATIENCE, || {
        let reported = run(&pipeline, &["status"]);
        let named = reported.stdout.contains("ARTICLES_PUBLISHED is full: publishing waits");
        (named && reported.stdout.contains("--keep 3d") && reported.code == Some(1)).then_some(())
    });
    // The alert's condition: see CourantStreamFull.
    let (bytes, max) = (
        "courant_stream_bytes{stage=\"publishing\",stream=\"ARTICLES_PUBLISHED\"}",
        "courant_stream_max_bytes{stage=\"publishing\",stream=\"ARTICLES_PUBLISHED\"}",
    );
    let service = pipeline.service(3);
    until("the metrics to show it", PATIENCE, || {
        (service.metric(bytes) > 0.5 * service.metric(max)).then_some(())
    });

    setup(&pipeline, &[&SMALL[..], &["--published-full", "drop-oldest"]].concat());
    client.stored("ARTICLES_PUBLISHED", DOCUMENTS).await;
    assert!(client.stream("ARTICLES_PUBLISHED").await.messages < DOCUMENTS, "the oldest are gone");
    pipeline.ready();
    until("status to be fine", PATIENCE, || {
        let reported = run(&pipeline, &["status", "--json"]);
        let reported: Value = serde_json::from_str(&reported.stdout).ok()?;
        (reported["verdict"] == "balanced" && reported["problems"] == Value::Array(vec![]))
            .then_some(())
    });
}

#[test]
fn sizes_that_name_no_stream_are_refused() {
    for (size, right) in
        [("ARTICLES_PUBLISH=1GB", "ARTICLES_PUBLISHED"), ("ARTICLES_DEAD=much", "12GB")]
    {
        let ended = Courant::new(["setup", "--stream-size", size]).run(PATIENCE);
        assert_eq!(ended.code, Some(2), "{}", ended.stderr);
        assert!(ended.stderr.contains(right), "{}", ended.stderr);
    }
}
