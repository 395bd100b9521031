//! If the first stream is full, publishers wait and lose nothing.

use article::ArticleId;
use async_nats::jetstream::stream::Config;
use e2e::{Client, Courant, PATIENCE, Pipeline, STAGES, balanced, until};
use serde_json::json;

/// Sets the maximum size of a stream in bytes.
async fn resize(client: &Client, name: &str, bytes: i64) {
    let stream = client.jetstream.get_stream(name).await.expect("setup made it");
    let config = Config { max_bytes: bytes, ..stream.cached_info().config.clone() };
    client.jetstream.update_stream(config).await.expect("the size may change");
}

#[tokio::test]
async fn a_publisher_waits_before_a_full_raw_stream_and_loses_nothing() {
    const DOCUMENTS: u64 = 200;
    let mut pipeline = Pipeline::bare();
    let client = Client::connect(&pipeline.server).await;
    resize(&client, "ARTICLES_RAW", 20_000).await;
    let text = |number| format!("Number {number}: the bakers of the town met on Tuesday evening.");
    let lines: String =
        (0..DOCUMENTS).map(|number| json!({"content": text(number)}).to_string() + "\n").collect();
    let publish = Courant::new(["publish", "--jsonl", "-"]).env("NATS_URL", pipeline.server.url());
    let mut publisher = publish.input(lines).start();
    until("the publisher to say that it waits", PATIENCE, || {
        publisher.stderr().contains("ARTICLES_RAW is full").then_some(())
    });
    assert!(publisher.runs(), "{}", publisher.stderr());
    let taken = client.stream("ARTICLES_RAW").await.last_sequence;
    assert!((1..DOCUMENTS).contains(&taken), "{taken} fitted in");

    // Only the services free space, by processing documents.
    for stage in STAGES {
        pipeline.start(stage, &[]);
    }
    assert_eq!(publisher.wait(PATIENCE), Some(0), "{}", publisher.stderr());
    client.stored("ARTICLES_PUBLISHED", DOCUMENTS).await;
    for number in 0..DOCUMENTS {
        client.published(ArticleId::of("", "", text(number).as_bytes())).await;
    }
    let reported = balanced(&mut pipeline);
    assert_eq!(reported["conservation"]["published"], DOCUMENTS, "{reported}");
    assert_eq!(reported["conservation"]["dead"], 0, "{reported}");
}
