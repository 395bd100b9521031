//! Two replicas of every stage.

use e2e::{Client, Courant, PATIENCE, Pipeline, STAGES, until};
use serde_json::Value;

/// The replicas of every stage, as `status` counts them.
fn replicas(pipeline: &Pipeline) -> Vec<Value> {
    let status = Courant::new(["status", "--json"]).env("NATS_URL", pipeline.server.url());
    let reported: Value = serde_json::from_str(&status.run(PATIENCE).stdout).expect("JSON");
    let stages = reported["stages"].as_array().expect("stages").iter();
    stages.map(|stage| stage["replicas"].clone()).collect()
}

#[tokio::test]
async fn two_replicas_of_every_stage_both_work_and_nothing_comes_out_twice() {
    let mut pipeline = Pipeline::bare();
    for stage in STAGES.into_iter().chain(STAGES) {
        // Few messages in flight; otherwise the first replica takes all messages before the second starts.
        pipeline.start(stage, &[("COURANT_IN_FLIGHT", "4")]);
    }
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    const DOCUMENTS: u64 = 400;
    for number in 0..DOCUMENTS {
        let text = format!(
            "Report number {number}: the council met on Tuesday and talked about the new school."
        );
        client.publish(&[], text).await;
    }
    client.stored("ARTICLES_PUBLISHED", DOCUMENTS).await;
    assert_eq!(client.stream("ARTICLES_PUBLISHED").await.messages, DOCUMENTS);
    assert_eq!(client.stream("ARTICLES_SET_ASIDE").await.last_sequence, 0, "none was done twice");
    assert_eq!(client.stream("ARTICLES_DEAD").await.last_sequence, 0);
    for service in &pipeline.services {
        let outcome = if service.stage == "publishing" { "published" } else { "forwarded" };
        let name =
            format!(r#"courant_articles_total{{stage="{}",outcome="{outcome}"}}"#, service.stage);
        let done = service.metric(&name);
        assert!(done >= 20.0, "a replica of {} did {done} of {DOCUMENTS}", service.stage);
    }
}

/// A killed service is no longer counted, although it leaves pull requests on the server.
#[tokio::test]
async fn replicas_are_counted_while_they_come_and_go() {
    let mut pipeline = Pipeline::bare();
    assert_eq!(replicas(&pipeline), [0, 0, 0, 0]);
    for stage in STAGES.into_iter().chain(["publishing", "publishing"]) {
        pipeline.start(stage, &[]);
    }
    pipeline.ready();
    assert_eq!(replicas(&pipeline), [1, 1, 1, 3]);
    pipeline.service(0).process.kill();
    pipeline.service(3).process.terminate();
    until("the server to notice", PATIENCE, || (replicas(&pipeline) == [0, 1, 1, 2]).then_some(()));
    let client = Client::connect(&pipeline.server).await;
    client.publish(&[], "Nobody is there to read this.").await;
    let status = Courant::new(["status"]).env("NATS_URL", pipeline.server.url()).run(PATIENCE);
    assert_eq!(status.code, Some(1), "{}", status.stdout);
    assert!(status.stdout.contains("no ingestion service is connected"), "{}", status.stdout);
    let doctor = Courant::new(["doctor"]).env("NATS_URL", pipeline.server.url()).run(PATIENCE);
    assert!(doctor.stdout.contains("no ingestion service is connected"), "{}", doctor.stdout);
    let top = Courant::new(["top", "--once"]).env("NATS_URL", pipeline.server.url()).run(PATIENCE);
    let row = top.stdout.lines().find(|line| line.starts_with("publishing")).expect("a row");
    assert_eq!(row.split_whitespace().nth(1), Some("2"), "{}", top.stdout);
}
