//! Replaying dead letters: nothing is lost or duplicated, and a dead letter can't choose its subject.

use std::time::Duration;

use article::ArticleId;
use e2e::{Client, Courant, Ended, PATIENCE, Pipeline, until, until_async};
use serde_json::{Value, json};

const PLACE: [(&str, &str); 2] = [
    ("COURANT_INPUT", "ARTICLES_INGESTED/language-detection"),
    ("COURANT_OUTPUT", "articles.language-detected"),
];

fn run(pipeline: &Pipeline, arguments: &[&str]) -> Ended {
    Courant::new(arguments).env("NATS_URL", pipeline.server.url()).run(PATIENCE)
}

fn status(pipeline: &Pipeline) -> (Option<i32>, Value) {
    let ended = run(pipeline, &["status", "--json"]);
    (ended.code, serde_json::from_str(&ended.stdout).expect("JSON"))
}

async fn send(client: &Client, orders: &Value) -> ArticleId {
    let id = ArticleId::of("", "", orders.to_string().as_bytes());
    let record = json!({"courant": 1, "id": id, "orders": orders}).to_string();
    let mut headers = async_nats::HeaderMap::new();
    headers.append("Courant-Article-Id", id.to_string());
    headers.append("traceparent", format!("00-{id}-b7ad6b7169203331-01"));
    let sent = client.jetstream.publish_with_headers("articles.ingested", headers, record.into());
    sent.await.expect("sent").await.expect("stored");
    id
}

#[tokio::test]
async fn a_dead_letter_returns_to_the_stage_that_failed_in_the_same_trace() {
    let mut pipeline = Pipeline::bare();
    let client = Client::connect(&pipeline.server).await;
    // Fails in this process and succeeds in the next one, as if the cause had been fixed.
    let settings = [&PLACE[..], &[("COURANT_ATTEMPTS", "1")]].concat();
    let probe = pipeline.start_program("probe", &settings);
    let id = send(&client, &json!({"fail": 2})).await;
    client.stored("ARTICLES_DEAD", 1).await;

    let dry = run(&pipeline, &["dead", "replay", "--stage", "probe", "--dry-run"]);
    assert!(dry.stderr.contains("would replay 1, refused 0"), "{}", dry.stderr);
    assert_eq!(client.stream("ARTICLES_DEAD").await.messages, 1);

    let again = run(&pipeline, &["dead", "replay", &id.to_string()]);
    assert_eq!(again.code, Some(0), "{}", again.stderr);
    client.stored("ARTICLES_DEAD", 2).await;
    let shown = run(&pipeline, &["dead", "show", "2"]);
    assert!(shown.stdout.contains("replays     1, rejected again"), "{}", shown.stdout);

    assert!(shown.stdout.contains("record so far"), "{}", shown.stdout);
    assert!(shown.stdout.contains(&id.to_string()), "{}", shown.stdout);

    let third = run(&pipeline, &["dead", "replay", "--all"]);
    assert!(third.stderr.contains("replayed 1, refused 0"), "{}", third.stderr);
    client.stored("ARTICLES_LANGUAGE_DETECTED", 1).await;
    let out = client.message("ARTICLES_LANGUAGE_DETECTED", 1).await;
    let traceparent = out.headers.get("traceparent").map(|value| value.as_str().to_owned());
    assert!(traceparent.is_some_and(|own| own.starts_with(&format!("00-{id}-"))), "{out:?}");
    assert_eq!(client.stream("ARTICLES_DEAD").await.messages, 0);
    assert_eq!(client.stream("ARTICLES_REPLAYED").await.last_sequence, 2);
    assert!(pipeline.service(probe).process.runs());
}

#[tokio::test]
async fn an_interrupted_replay_continues_and_duplicates_nothing() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    // Many dead letters whose cause has been fixed.
    const LETTERS: u64 = 60;
    for number in 0..LETTERS {
        let mut headers = async_nats::HeaderMap::new();
        for (name, value) in [
            ("Courant-Dead-Stage", "ingestion"),
            ("Courant-Dead-Subject", "articles.raw"),
            ("Courant-Dead-Code", "mended"),
            ("Courant-Dead-Detail", "it was a fault of the program"),
            ("Courant-Dead-Attempts", "1"),
            ("Courant-Dead-At", "2026-11-23T00:00:00Z"),
        ] {
            headers.append(name, value);
        }
        let text =
            format!("Letter number {number}: the mayor opened the fair on Thursday morning.");
        let subject = "articles.dead.ingestion.mended";
        let sent = client.jetstream.publish_with_headers(subject, headers, text.into()).await;
        sent.expect("sent").await.expect("stored");
    }
    let slowly = ["dead", "replay", "--code", "mended", "--rate", "30"];
    let mut replay = Courant::new(slowly).env("NATS_URL", pipeline.server.url()).start();
    client.stored("ARTICLES_RAW", 10).await;
    replay.kill();
    let left = client.stream("ARTICLES_DEAD").await.messages;
    assert!((1..LETTERS).contains(&left), "{left} letters left");
    let rest = run(&pipeline, &["dead", "replay", "--code", "mended"]);
    assert_eq!(rest.code, Some(0), "{}", rest.stderr);
    client.stored("ARTICLES_PUBLISHED", LETTERS).await;
    assert_eq!(client.stream("ARTICLES_PUBLISHED").await.messages, LETTERS);
    assert_eq!(client.stream("ARTICLES_DEAD").await.messages, 0);
    assert_eq!(client.stream("ARTICLES_RAW").await.last_sequence, LETTERS, "none was sent twice");
}

#[tokio::test]
async fn truncated_and_forged_dead_letters_are_refused_and_kept() {
    let pipeline = Pipeline::bare();
    let client = Client::connect(&pipeline.server).await;
    let cases = [
        ("articles.raw", Some("100000000"), "only the beginning"),
        ("articles.published.en.x", None, "no stage of this pipeline reads"),
        ("articles.raw.*", None, "no stage of this pipeline reads"),
        ("$JS.API.STREAM.DELETE.ARTICLES_RAW", None, "no stage of this pipeline reads"),
    ];
    for (subject, cut, _) in cases {
        let mut headers = async_nats::HeaderMap::new();
        headers.append("Courant-Dead-Stage", "ingestion");
        headers.append("Courant-Dead-Subject", subject);
        headers.append("Courant-Dead-Code", "forged");
        headers.append("Courant-Dead-Detail", "x");
        headers.append("Courant-Dead-Attempts", "1");
        headers.append("Courant-Dead-At", "2026-11-23T00:00:00Z");
        if let Some(length) = cut {
            headers.append("Courant-Dead-Cut-From", length);
        }
        let dead = "articles.dead.ingestion.forged";
        let sent = client.jetstream.publish_with_headers(dead, headers, "body".into()).await;
        sent.expect("sent").await.expect("stored");
    }
    client
        .jetstream
        .publish("articles.dead.x.garbage", "no headers".into())
        .await
        .expect("sent")
        .await
        .expect("stored");
    for (number, (_, _, why)) in (1..).zip(cases) {
        let number = number.to_string();
        let refused = run(&pipeline, &["dead", "replay", &number]);
        assert_eq!(refused.code, Some(1), "{}", refused.stderr);
        assert!(refused.stderr.contains(why), "{}", refused.stderr);
    }
    assert_eq!(client.stream("ARTICLES_DEAD").await.messages, 5);
    assert_eq!(client.stream("ARTICLES_RAW").await.last_sequence, 0);
    assert_eq!(client.stream("ARTICLES_PUBLISHED").await.last_sequence, 0);

    // The stream of the stage has been deleted.
    assert_eq!(run(&pipeline, &["dead", "replay", "../../x"]).code, Some(2));
    assert_eq!(run(&pipeline, &["dead", "replay"]).code, Some(2), "no selection is a usage error");
    let kept = run(&pipeline, &["dead", "drop"]);
    assert_eq!(kept.code, Some(1), "{}", kept.stderr);
    assert!(kept.stderr.contains("--yes"), "{}", kept.stderr);
    let dropped =
        run(&pipeline, &["dead", "drop", "--yes", "--code", "forged", "--older-than", "1s"]);
    assert!(dropped.stderr.contains("dropped 4"), "{}", dropped.stderr);
    assert_eq!(client.stream("ARTICLES_DEAD").await.messages, 1, "what is no letter is left alone");
}

#[tokio::test]
async fn a_dead_letter_whose_stream_is_gone_is_kept() {
    let pipeline = Pipeline::bare();
    let client = Client::connect(&pipeline.server).await;
    let mut headers = async_nats::HeaderMap::new();
    for (name, value) in [
        ("Courant-Dead-Stage", "language-detection"),
        ("Courant-Dead-Subject", "articles.ingested"),
        ("Courant-Dead-Code", "crashed"),
        ("Courant-Dead-Detail", "x"),
        ("Courant-Dead-Attempts", "3"),
        ("Courant-Dead-At", "2026-11-23T00:00:00Z"),
    ] {
        headers.append(name, value);
    }
    let dead = "articles.dead.language-detection.crashed";
    let sent = client.jetstream.publish_with_headers(dead, headers, "{}".into()).await;
    sent.expect("sent").await.expect("stored");
    client.jetstream.delete_stream("ARTICLES_INGESTED").await.expect("deleted");
    let refused = run(&pipeline, &["dead", "replay", "1"]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("check that it exists"), "{}", refused.stderr);
    assert_eq!(client.stream("ARTICLES_DEAD").await.messages, 1);
}

#[tokio::test]
async fn status_shows_documents_in_and_out_and_fails_if_one_is_missing() {
    let mut pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    for number in 0..5 {
        let text = format!("Number {number}: the orchestra plays in the park on Sunday evening.");
        client.publish(&[], text).await;
    }
    client.publish(&[], "%PDF-1.7").await;
    client.stored("ARTICLES_PUBLISHED", 5).await;
    client.stored("ARTICLES_DEAD", 1).await;
    let balanced = until_async("the pipeline to be at rest", PATIENCE, async || {
        let (code, reported) = status(&pipeline);
        assert_eq!(code, Some(0), "{reported}");
        (reported["verdict"] == "balanced").then_some(reported)
    })
    .await;
    assert_eq!(balanced["conservation"]["accepted"], 6);
    assert_eq!(balanced["dead"][0], json!({"stage": "ingestion", "code": "damaged", "count": 1}));
    let reported = run(&pipeline, &["status"]).stdout;
    assert!(reported.contains("6 accepted") && reported.contains("balanced"), "{reported}");

    // A document in flight is deleted.
    for service in &mut pipeline.services[1..] {
        service.process.terminate();
        service.process.wait(PATIENCE);
    }
    client.publish(&[], "A document that somebody takes out of the pipeline by hand.").await;
    client.stored("ARTICLES_INGESTED", 6).await;
    client.emptied("ARTICLES_RAW").await;
    assert_eq!(status(&pipeline).1["verdict"], "running");
    let stream = client.jetstream.get_stream("ARTICLES_INGESTED").await.expect("there");
    stream.purge().await.expect("purged");
    until("status to say so", Duration::from_secs(20), || {
        (status(&pipeline).0 == Some(1)).then_some(())
    });
    assert_eq!(status(&pipeline).1["verdict"], json!({"missing": 1}));
}
