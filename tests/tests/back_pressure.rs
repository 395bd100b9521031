//! A full stream exerts back pressure; nothing is lost and no attempt is counted.

use article::{ArticleId, Publication, Record};
use async_nats::jetstream::stream::Config;
use e2e::{Client, PATIENCE, Pipeline, until};

/// Sets the maximum size of a stream in bytes.
async fn resize(client: &Client, name: &str, bytes: i64) {
    let stream = client.jetstream.get_stream(name).await.expect("setup made it");
    let config = Config { max_bytes: bytes, ..stream.cached_info().config.clone() };
    client.jetstream.update_stream(config).await.expect("the size may change");
}

#[tokio::test]
async fn a_full_next_stream_is_used_again_when_it_has_space() {
    let mut pipeline = Pipeline::bare();
    let ingestion = pipeline.start("ingestion", &[]);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    resize(&client, "ARTICLES_INGESTED", 20_000).await;
    const DOCUMENTS: u64 = 60;
    for number in 0..DOCUMENTS {
        let text =
            format!("Document number {number} of a series that fills the stream. ").repeat(20);
        client.publish(&[], text).await;
    }
    client.stored("ARTICLES_RAW", DOCUMENTS).await;
    until("readiness to say that the output is full", PATIENCE, || {
        let said = pipeline.service(ingestion).ask("/readyz")?;
        (said == "not ready: output_full\n").then_some(())
    });
    let stuck = client.stream("ARTICLES_INGESTED").await.last_sequence;
    assert!((1..DOCUMENTS).contains(&stuck), "{stuck} fitted in");

    resize(&client, "ARTICLES_INGESTED", 100_000_000).await;
    client.stored("ARTICLES_INGESTED", DOCUMENTS).await;
    client.emptied("ARTICLES_RAW").await;
    pipeline.ready();
    assert_eq!(client.stream("ARTICLES_INGESTED").await.messages, DOCUMENTS, "each of them once");
    assert_eq!(client.stream("ARTICLES_DEAD").await.last_sequence, 0);
    for sequence in 1..=DOCUMENTS {
        let record = client.message("ARTICLES_INGESTED", sequence).await.payload;
        let record = Record::parse(&record).expect("a record");
        assert_eq!(record.trail().expect("a trail")[0].attempt, 1, "no attempt was counted");
    }
}

#[tokio::test]
async fn records_are_complete_after_the_last_stream_was_full() {
    let mut pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    resize(&client, "ARTICLES_PUBLISHED", 1).await;
    let text = "A document that has to wait before the last door, which is shut for a while.";
    client.publish(&[], text).await;
    until("readiness to say that the output is full", PATIENCE, || {
        let said = pipeline.service(3).ask("/readyz")?;
        (said == "not ready: output_full\n").then_some(())
    });
    resize(&client, "ARTICLES_PUBLISHED", 100_000_000).await;
    client.stored("ARTICLES_PUBLISHED", 1).await;
    let id = ArticleId::of("", "", text.as_bytes());
    let message = client.message("ARTICLES_PUBLISHED", 1).await;
    assert_eq!(message.subject.as_str(), format!("articles.published.en.{id}"));
    let header = |name: &str| message.headers.get(name).map(|value| value.as_str());
    assert_eq!(header("Courant-Language"), Some("en"));
    assert_eq!(header("Courant-Article-Id"), Some(&*id.to_string()));
    assert!(header("traceparent").is_some_and(|parent| parent.contains(&id.to_string())));
    let record = Record::parse(&message.payload).expect("a record");
    assert_eq!(record.trail().expect("a trail").len(), 4);
    assert!(record.section::<Publication>().is_ok());
}

#[tokio::test]
async fn a_full_stream_of_dead_letters_stops_the_stage_rather_than_lose_one() {
    let mut pipeline = Pipeline::bare();
    let ingestion = pipeline.start("ingestion", &[]);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    resize(&client, "ARTICLES_DEAD", 10).await;
    client.publish(&[], "%PDF-1.7 and so on").await;
    until("readiness to say that the dead letters are full", PATIENCE, || {
        let said = pipeline.service(ingestion).ask("/readyz")?;
        (said == "not ready: dead_letters_full\n").then_some(())
    });
    assert_eq!(client.stream("ARTICLES_RAW").await.messages, 1, "kept until the letter is safe");
    resize(&client, "ARTICLES_DEAD", 100_000_000).await;
    client.stored("ARTICLES_DEAD", 1).await;
    client.emptied("ARTICLES_RAW").await;
}
