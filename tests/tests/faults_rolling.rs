//! Every service is killed three times in turn, without time to shut down.

use std::collections::HashSet;

use article::ArticleId;
use e2e::{Client, Courant, PATIENCE, Pipeline, STAGES, balanced, published, scaled, until_async};
use serde_json::json;

#[tokio::test]
async fn three_rounds_of_kills_lose_nothing_and_count_no_attempt() {
    let mut pipeline = Pipeline::bare();
    pipeline.setup(&["--apply", "--ack-wait", "2"]);
    for stage in STAGES {
        pipeline.start(stage, &[]);
    }
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    let portion = scaled(50, 400);
    let text = |number| format!("Number {number}: the choir rehearsed in the chapel on Saturday.");
    let mut sent = 0;
    for round in 1..=3 {
        for place in 0..STAGES.len() {
            // In batches, so that documents are in flight at each of the twelve kills.
            let lines: String = (sent..sent + portion)
                .map(|number| json!({"content": text(number)}).to_string() + "\n")
                .collect();
            sent += portion;
            let publish = Courant::new(["publish", "--jsonl", "-"]);
            let publish = publish.env("NATS_URL", pipeline.server.url()).input(lines);
            let mut publisher = publish.start();
            let portions_so_far = (sent - portion) as u64;
            until_async("documents to flow", PATIENCE, async || {
                (client.stream("ARTICLES_RAW").await.last_sequence > portions_so_far).then_some(())
            })
            .await;
            pipeline.service(place).process.kill();
            assert_eq!(pipeline.revive(), 1, "round {round}: only the killed one had ended");
            assert_eq!(publisher.wait(PATIENCE), Some(0), "{}", publisher.stderr());
        }
    }
    let reported = balanced(&mut pipeline);
    assert_eq!(reported["conservation"]["accepted"], sent, "{reported}");
    assert_eq!(reported["conservation"]["dead"], 0, "{reported}");
    let counts = published(&client).await;
    let ids: HashSet<_> =
        (0..sent).map(|number| ArticleId::of("", "", text(number).as_bytes())).collect();
    assert_eq!(counts.keys().copied().collect::<HashSet<_>>(), ids, "all, and nothing else");
    assert!(counts.values().all(|&count| count == 1), "none twice");
    for &id in ids.iter().take(100) {
        let (record, _) = client.published(id).await;
        let trail = record.trail().expect("a trail");
        assert!(trail.iter().all(|mark| mark.attempt == 1), "{trail:?}");
    }
}
