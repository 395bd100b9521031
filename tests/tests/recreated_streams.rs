//! The sequences of a stream that is deleted and recreated start at 1 again; no document is lost.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use article::{ArticleId, Headers, StreamPosition, Timestamp};
use async_nats::HeaderMap;
use e2e::{Client, Courant, PATIENCE, Pipeline};

const TEXT: &str = "The library of Easton will stay open until midnight during the examinations, \
    the town announced on Friday. Students had asked for longer hours since the spring.";

/// Deletes a stream and recreates it with `courant setup`.
async fn recreate(pipeline: &Pipeline, client: &Client, stream: &str) {
    client.jetstream.delete_stream(stream).await.expect("deleted");
    pipeline.setup(&[]);
}

async fn created_at(client: &Client, stream: &str) -> i128 {
    let stream = client.jetstream.get_stream(stream).await.expect("setup made it");
    stream.cached_info().created.unix_timestamp_nanos()
}

/// The position of the raw document in the headers of a dead letter or a mark.
async fn raw_position(client: &Client, stream: &str, sequence: u64) -> StreamPosition {
    let message = client.message(stream, sequence).await;
    let values = message.headers.iter().flat_map(|(name, values)| {
        values.iter().map(move |value| (name.to_string(), value.to_string()))
    });
    StreamPosition::read(&values.collect::<Headers>()).expect("a position")
}

fn at(created_at: i128, sequence: u64) -> StreamPosition {
    let created_at = Timestamp::from_nanosecond(created_at).unwrap();
    StreamPosition { stream: "ARTICLES_RAW".to_owned(), created_at, sequence }
}

#[tokio::test]
async fn bad_documents_after_a_recreated_input_stream_all_become_dead_letters() {
    let mut pipeline = Pipeline::bare();
    pipeline.start("ingestion", &[]);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    let mut created = Vec::new();
    for round in 0..2 {
        created.push(created_at(&client, "ARTICLES_RAW").await);
        for number in 0..5 {
            client.publish(&[], format!("%PDF-1.7 {round} {number}")).await;
        }
        client.stored("ARTICLES_DEAD", 5 * (round + 1)).await;
        client.emptied("ARTICLES_RAW").await;
        if round == 0 {
            recreate(&pipeline, &client, "ARTICLES_RAW").await;
        }
    }
    assert_eq!(client.stream("ARTICLES_DEAD").await.messages, 10);
    let mut positions = Vec::new();
    for sequence in 1..=10 {
        positions.push(raw_position(&client, "ARTICLES_DEAD", sequence).await);
    }
    positions.sort_by_key(|position| (position.created_at, position.sequence));
    let expected: Vec<_> = created
        .iter()
        .flat_map(|&created| (1..=5).map(move |number| at(created, number)))
        .collect();
    assert_eq!(positions, expected);
}

#[tokio::test]
async fn duplicates_after_a_recreated_input_stream_are_all_marked() {
    let mut pipeline = Pipeline::bare();
    pipeline.start("ingestion", &[]);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    for round in 1..=2 {
        for _ in 0..2 {
            client.publish(&[], format!("{TEXT} Edition {round}.")).await;
        }
        client.stored("ARTICLES_SET_ASIDE", round).await;
        client.emptied("ARTICLES_RAW").await;
        let created = created_at(&client, "ARTICLES_RAW").await;
        let position = raw_position(&client, "ARTICLES_SET_ASIDE", round).await;
        // The two copies are processed at the same time, so either can be the duplicate.
        let copies = [at(created, 1), at(created, 2)];
        assert!(copies.contains(&position), "{position:?}");
        recreate(&pipeline, &client, "ARTICLES_RAW").await;
    }
    assert_eq!(client.stream("ARTICLES_INGESTED").await.last_sequence, 2);
}

#[tokio::test]
async fn replays_from_a_recreated_dead_letter_stream_lose_no_document() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    for round in 1..=2 {
        let text = format!("{TEXT} Edition {round}.");
        dead_letter(&client, "articles.raw", text.clone()).await;
        replay_first(&pipeline);
        client.published(ArticleId::of("", "", text.as_bytes())).await;
        recreate(&pipeline, &client, "ARTICLES_DEAD").await;
    }
    // The same for a stage after ingestion, which records the replay.
    for round in 1..=2 {
        let id = ArticleId::of("", "", format!("later {round}").as_bytes());
        dead_letter(&client, "articles.ingested", record(id)).await;
        replay_first(&pipeline);
        client.published(id).await;
        recreate(&pipeline, &client, "ARTICLES_DEAD").await;
    }
    assert_eq!(client.stream("ARTICLES_RAW").await.last_sequence, 2);
    assert_eq!(client.stream("ARTICLES_REPLAYED").await.messages, 2, "a note for each replay");
}

#[tokio::test]
async fn the_raw_position_is_in_the_record_and_on_marks_and_dead_letters_of_later_stages() {
    let mut pipeline = Pipeline::bare();
    for stage in ["ingestion", "language-detection", "metadata-extraction"] {
        pipeline.start(stage, &[]);
    }
    pipeline.start("publishing", &[("COURANT_MIN_CHARACTERS", "100")]);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    let created = created_at(&client, "ARTICLES_RAW").await;

    client.publish(&[], TEXT).await;
    let (record, _) = client.published(ArticleId::of("", "", TEXT.as_bytes())).await;
    let trail = record.trail().unwrap();
    assert_eq!(trail[0].raw, Some(at(created, 1)));
    assert!(trail[1..].iter().all(|entry| entry.raw.is_none()), "{trail:?}");

    client.publish(&[], "Too short to be published.").await;
    client.stored("ARTICLES_SET_ASIDE", 1).await;
    assert_eq!(raw_position(&client, "ARTICLES_SET_ASIDE", 1).await, at(created, 2));

    // A later stage can't process a record from ingestion.
    let json = String::from_utf8(record.to_json()).unwrap();
    let damaged = json.replacen("\"text\"", "\"txet\"", 1);
    let sent = client.jetstream.publish("articles.ingested", damaged.into()).await;
    sent.expect("sent").await.expect("stored");
    client.stored("ARTICLES_DEAD", 1).await;
    assert_eq!(raw_position(&client, "ARTICLES_DEAD", 1).await, at(created, 1));
}

async fn dead_letter(client: &Client, subject: &str, body: String) {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("Courant-Dead-Stage", "ingestion"),
        ("Courant-Dead-Subject", subject),
        ("Courant-Dead-Code", "fixed"),
        ("Courant-Dead-Detail", "a bug in the program"),
        ("Courant-Dead-Attempts", "1"),
        ("Courant-Dead-At", "2026-11-23T00:00:00Z"),
    ] {
        headers.append(name, value);
    }
    let dead = "articles.dead.ingestion.fixed";
    let sent = client.jetstream.publish_with_headers(dead, headers, body.into()).await;
    assert_eq!(sent.expect("sent").await.expect("stored").sequence, 1);
}

fn replay_first(pipeline: &Pipeline) {
    let replay = Courant::new(["dead", "replay", "1"]).env("NATS_URL", pipeline.server.url());
    let ended = replay.run(PATIENCE);
    assert!(ended.stderr.contains("replayed 1, refused 0"), "{}", ended.stderr);
    assert!(!ended.stdout.contains("earlier replay"), "{}", ended.stdout);
}

/// A record from ingestion.
fn record(id: ArticleId) -> String {
    serde_json::json!({
        "courant": 1, "id": id, "trail": [],
        "document": {
            "content_type": "text/plain", "charset": "utf-8", "bytes": 1, "sha256": "",
            "received_at": "2026-11-23T00:00:00Z", "text": TEXT,
        },
    })
    .to_string()
}
