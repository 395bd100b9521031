//! `courant top`: the stages with rates, backlogs and times, once and as JSON.

use e2e::{Client, Courant, PATIENCE, Pipeline};
use serde_json::Value;

const TEXT: &str = "The lighthouse of Carrow is to become a museum, the coast guard announced. It \
    was built two hundred years ago, and its lamp was lit for the last time in the winter.";

fn top(pipeline: &Pipeline, arguments: &[&str]) -> String {
    let arguments = ["top", "--once"].iter().chain(arguments);
    let command = Courant::new(arguments).env("NATS_URL", pipeline.server.url());
    let ended = command.env("COLUMNS", "200").run(PATIENCE);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    ended.stdout
}

#[tokio::test]
async fn every_stage_is_shown_with_its_times() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    client.publish(&[], TEXT).await;
    client.stored("ARTICLES_PUBLISHED", 1).await;
    let reported: Value = serde_json::from_str(&top(&pipeline, &["--json"])).expect("JSON");
    let stages = reported["stages"].as_array().expect("stages");
    let names: Vec<_> = stages.iter().filter_map(|stage| stage["stage"].as_str()).collect();
    assert_eq!(names, e2e::STAGES);
    for stage in stages {
        assert_eq!(
            (&stage["running"], &stage["waiting"]),
            (&true.into(), &0.into()),
            "{reported:#}"
        );
        assert!(stage["p95"].is_number(), "{reported:#}");
    }
    assert!(reported["latency_p95_ms"].is_number(), "{reported:#}");
}

#[tokio::test]
async fn a_stage_without_a_service_is_named() {
    let pipeline = Pipeline::bare();
    let client = Client::connect(&pipeline.server).await;
    client.publish(&[], TEXT).await;
    client.stored("ARTICLES_RAW", 1).await;
    let shown = top(&pipeline, &[]);
    assert!(shown.contains("Stalled at ingestion"), "{shown}");
    assert!(shown.contains("! no ingestion service is connected"), "{shown}");
    assert!(shown.contains("in flight") && shown.contains("publishing"), "{shown}");
}
