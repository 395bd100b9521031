//! Stages add to the record without losing anything, and a new stage can be inserted between two others.

use std::fs;

use article::{ArticleId, Record};
use e2e::{Client, PATIENCE, Pipeline, STAGES, until_async, workspace};
use serde_json::json;

#[tokio::test]
async fn what_no_stage_knows_survives_all_of_them_byte_for_byte() {
    let mut pipeline = Pipeline::bare();
    for stage in &STAGES[1..] {
        pipeline.start(stage, &[]);
    }
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    let id = ArticleId::of("", "", b"a record from a stage of someone else's");
    let unknown = r#"{ "b":1.50,  "a" : [1e2, "\u00e9\/"],"a":null }"#;
    let document = json!({
        "content_type": "text/plain", "charset": "utf-8", "bytes": 10, "sha256": "",
        "received_at": "2026-11-23T00:00:00Z", "of_the_future": {"kept": true},
        "text": "The museum shows paintings from three centuries until the end of May."
    })
    .to_string();
    let record = format!(
        r#"{{"courant":1,"id":"{id}","document":{document},"somebody": {unknown},"trail":[]}}"#
    );
    let sent = client.jetstream.publish("articles.ingested", record.into()).await;
    sent.expect("sent").await.expect("stored");
    let (record, _) = client.published(id).await;
    assert_eq!(record.raw("somebody").map(|raw| raw.get()), Some(unknown));
    assert_eq!(record.raw("document").map(|raw| raw.get()), Some(document.as_str()));
    assert_eq!(record.trail().expect("a trail").len(), 3);
}

#[tokio::test]
async fn a_stage_of_ones_own_goes_between_two_others() {
    let mut pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    // The new stage's stream, with the subject that the previous stage writes to.
    let stream = async_nats::jetstream::stream::Config {
        name: "ARTICLES_LEVELLED".into(),
        subjects: vec!["articles.levelled".into()],
        ..Default::default()
    };
    client.jetstream.create_stream(stream).await.expect("made");
    let consumer = async_nats::jetstream::consumer::pull::Config {
        durable_name: Some("metadata-extraction".into()),
        max_deliver: -1,
        ..Default::default()
    };
    let made = client.jetstream.create_consumer_on_stream(consumer, "ARTICLES_LEVELLED").await;
    made.expect("made");
    let place = [
        ("COURANT_INPUT", "ARTICLES_LANGUAGE_DETECTED/metadata-extraction"),
        ("COURANT_OUTPUT", "articles.levelled"),
    ];
    pipeline.start_program("reading-level", &place);
    pipeline.service(2).process.terminate();
    pipeline.service(2).process.wait(PATIENCE);
    pipeline.services.remove(2);
    pipeline.start("metadata-extraction", &[("COURANT_INPUT", "ARTICLES_LEVELLED")]);
    pipeline.ready();

    let text = "The choir of Milton sang on Sunday. The hall was full to the last seat.";
    client.publish(&[], text).await;
    let (record, _) = client.published(ArticleId::of("", "", text.as_bytes())).await;
    let level = record.raw("reading_level").map(|raw| raw.get());
    assert_eq!(level, Some(r#"{"words_per_sentence":7.5}"#));
    let stages: Vec<String> = trail(&record);
    assert_eq!(
        stages,
        ["ingestion", "language-detection", "reading-level", "metadata-extraction", "publishing"]
    );
    until_async("nothing to be left on its way", PATIENCE, async || {
        (client.stream("ARTICLES_LANGUAGE_DETECTED").await.messages == 0).then_some(())
    })
    .await;
}

fn trail(record: &Record) -> Vec<String> {
    record.trail().expect("a trail").into_iter().map(|mark| mark.stage.into_owned()).collect()
}

#[test]
fn the_documented_example_is_the_one_that_runs() {
    let read = |path: &str| fs::read_to_string(workspace().join(path)).expect(path);
    let example = read("tests/src/bin/reading-level.rs");
    assert!(
        read("docs/extending.md").contains(example.trim()),
        "docs/extending.md and tests/src/bin/reading-level.rs differ"
    );
}
