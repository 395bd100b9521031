use std::collections::HashMap;
use std::time::Duration;

use article::ArticleId;
use futures_util::StreamExt;
use serde_json::Value;

use crate::{Client, Courant, Pipeline, until};

/// Long enough for the messages of killed processes to be redelivered a few times after `ack_wait`.
const REST_WITHIN: Duration = Duration::from_secs(240);

/// Waits until nothing is in flight, checks that documents in equal documents out, and returns
/// `courant status --json`.
#[track_caller]
pub fn balanced(pipeline: &mut Pipeline) -> Value {
    let url = pipeline.server.url();
    let reported = until("the pipeline to be at rest", REST_WITHIN, || {
        pipeline.revive();
        let status = Courant::new(["status", "--json"]).env("NATS_URL", &url);
        let status = status.run(Duration::from_secs(60));
        let reported: Value = serde_json::from_str(&status.stdout).ok()?;
        (reported["verdict"] != "running").then_some(reported)
    });
    let fine = reported["verdict"] == "balanced" || reported["verdict"]["surplus"].is_u64();
    assert!(fine, "contract 3.11 does not hold: {reported}");
    reported
}

/// The number of records of each article on `articles.published`.
pub async fn published(client: &Client) -> HashMap<ArticleId, u64> {
    let stream = client.jetstream.get_stream("ARTICLES_PUBLISHED").await.expect("setup made it");
    let mut counts = HashMap::new();
    let subjects = stream.info_with_subjects("articles.published.>").await.expect("subjects");
    let subjects: Vec<_> = subjects.collect().await;
    for subject in subjects {
        let (subject, count) = subject.expect("a subject");
        let id = subject.rsplit('.').next().and_then(|id| id.parse().ok()).expect("an id");
        *counts.entry(id).or_default() += count as u64;
    }
    counts
}
