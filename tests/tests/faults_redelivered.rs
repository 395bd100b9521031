//! A quarantined message waits until its attempt is recorded; otherwise a document that crashes its
//! process would do so forever.

use std::time::Duration;

use article::ArticleId;
use e2e::{Client, PATIENCE, Pipeline, until};
use serde_json::json;

#[tokio::test]
async fn a_redelivered_message_is_not_processed_before_its_mark_is_stored() {
    let mut pipeline = Pipeline::bare();
    pipeline.setup(&["--apply", "--ack-wait", "2"]);
    let place = [
        ("COURANT_INPUT", "ARTICLES_INGESTED/language-detection"),
        ("COURANT_OUTPUT", "articles.language-detected"),
    ];
    let probe = pipeline.start_program("probe", &place);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    let orders = json!({"milliseconds": 2_000});
    let id = ArticleId::of("", "", orders.to_string().as_bytes());
    let record = json!({"courant": 1, "id": id, "orders": orders}).to_string();
    let sent = client.jetstream.publish("articles.ingested", record.into()).await;
    sent.expect("sent").await.expect("stored");
    until("the document to be in hand", PATIENCE, || {
        (pipeline.service(probe).metric("courant_in_flight") > 0.0).then_some(())
    });
    pipeline.service(probe).process.kill();
    client.jetstream.delete_stream("ARTICLES_REDELIVERED").await.expect("deleted");
    assert_eq!(pipeline.revive(), 1);
    until("readiness to say what is missing", Duration::from_secs(60), || {
        let said = pipeline.service(probe).ask("/readyz")?;
        (said == "not ready: redelivered_away\n").then_some(())
    });
    assert_eq!(client.stream("ARTICLES_LANGUAGE_DETECTED").await.last_sequence, 0, "it began");
    assert_eq!(client.stream("ARTICLES_INGESTED").await.messages, 1, "it is kept");

    pipeline.setup(&["--ack-wait", "2"]);
    client.stored("ARTICLES_LANGUAGE_DETECTED", 1).await;
    client.emptied("ARTICLES_INGESTED").await;
    pipeline.ready();
    assert_eq!(client.stream("ARTICLES_DEAD").await.last_sequence, 0);
    // Recorded before the attempt, and removed after it ended with a result.
    client.stored("ARTICLES_REDELIVERED", 2).await;
    assert_eq!(client.message("ARTICLES_REDELIVERED", 2).await.payload, "0");
}
