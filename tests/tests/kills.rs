//! Kills at random times: every document is published once, and documents in equal documents out.

use std::collections::HashSet;
use std::time::Duration;

use article::ArticleId;
use e2e::{Client, Courant, PATIENCE, Pipeline, balanced, dice, published, scaled};
use serde_json::json;

/// Documents as JSON lines, and their ids.
fn documents(count: usize) -> (String, HashSet<ArticleId>) {
    let text =
        |number| format!("Number {number}: the band played in the old theatre on Friday night.");
    let lines =
        (0..count).map(|number| json!({"content": text(number)}).to_string() + "\n").collect();
    let ids = (0..count).map(|number| ArticleId::of("", "", text(number).as_bytes())).collect();
    (lines, ids)
}

/// A pipeline with a short `ack_wait`.
fn quick() -> Pipeline {
    let mut pipeline = Pipeline::bare();
    pipeline.setup(&["--apply", "--ack-wait", "2"]);
    for stage in e2e::STAGES {
        pipeline.start(stage, &[]);
    }
    pipeline.ready();
    pipeline
}

async fn all_came_out_once(pipeline: &mut Pipeline, ids: &HashSet<ArticleId>) {
    let reported = balanced(pipeline);
    let client = Client::connect(&pipeline.server).await;
    let counts = published(&client).await;
    let missing: Vec<_> = ids.iter().filter(|&id| !counts.contains_key(id)).collect();
    assert!(missing.is_empty(), "{} missing, {reported}", missing.len());
    assert_eq!(counts.len(), ids.len(), "only what was sent");
    assert!(counts.values().all(|&count| count == 1), "none twice");
    assert_eq!(reported["conservation"]["dead"], 0, "{reported}");
}

#[tokio::test]
async fn documents_survive_random_kills_of_every_service_and_the_server() {
    let mut dice = dice();
    let mut pipeline = quick();
    let (lines, ids) = documents(scaled(1_000, 5_000));
    let url = pipeline.server.url();
    let mut publisher =
        Courant::new(["publish", "--jsonl", "-"]).env("NATS_URL", url).input(lines).start();
    for _ in 0..scaled(10, 40) {
        std::thread::sleep(Duration::from_millis(dice.u64(20..300)));
        match dice.usize(0..=pipeline.services.len()) {
            place if place < pipeline.services.len() => pipeline.service(place).process.kill(),
            _ => {
                pipeline.server.kill();
                pipeline.server.restart();
            }
        }
        pipeline.revive();
    }
    assert_eq!(publisher.wait(Duration::from_secs(120)), Some(0), "{}", publisher.stderr());
    all_came_out_once(&mut pipeline, &ids).await;
}

#[tokio::test]
async fn three_rolling_restarts_lose_nothing_and_count_no_attempt() {
    let mut pipeline = quick();
    let (lines, ids) = documents(600);
    let url = pipeline.server.url();
    let mut publisher =
        Courant::new(["publish", "--jsonl", "-"]).env("NATS_URL", url).input(lines).start();
    for _ in 0..3 {
        for place in 0..pipeline.services.len() {
            let process = &mut pipeline.service(place).process;
            process.terminate();
            assert_eq!(process.wait(PATIENCE), Some(0), "{}", process.stderr());
            pipeline.revive();
            // As an orchestrator does, because a starting process has no signal handler yet.
            pipeline.ready();
        }
    }
    assert_eq!(publisher.wait(PATIENCE), Some(0), "{}", publisher.stderr());
    all_came_out_once(&mut pipeline, &ids).await;
    let client = Client::connect(&pipeline.server).await;
    for &id in ids.iter().take(50) {
        let (record, _) = client.published(id).await;
        let trail = record.trail().expect("a trail");
        assert!(trail.iter().all(|mark| mark.attempt == 1), "{trail:?}");
    }
}

#[tokio::test]
async fn a_document_sent_three_times_across_a_restart_comes_out_once() {
    let mut pipeline = quick();
    let text = "The swimming pool opens a week earlier this year, said the town hall on Monday.";
    let id = ArticleId::of("", "", text.as_bytes());
    for _ in 0..3 {
        let client = Client::connect(&pipeline.server).await;
        client.publish(&[], text).await;
        client.published(id).await;
        client.emptied("ARTICLES_RAW").await;
        // The server rebuilds the duplicate window from its streams, which no longer hold these messages.
        pipeline.server.restart();
        pipeline.ready();
    }
    let reported = balanced(&mut pipeline);
    assert_eq!(reported["conservation"]["published"], 1, "{reported}");
    assert_eq!(reported["conservation"]["set_aside"], 2, "{reported}");
}
