//! Records of a newer version wait for a newer service, and no others wait.

use article::{ArticleId, Record};
use async_nats::jetstream::consumer::{Consumer, pull};
use e2e::{Client, Courant, PATIENCE, Pipeline, until};
use futures_util::StreamExt;
use serde_json::Value;

/// More than the consumers' former limit of unacknowledged messages.
const NEWER: usize = 10_500;

fn newer(number: usize) -> String {
    let id = ArticleId::of("", "", &number.to_be_bytes());
    format!(r#"{{"courant":2,"id":"{id}","number":{number}}}"#)
}

#[tokio::test]
async fn ten_thousand_of_them_hold_up_no_older_record_and_flow_when_the_newer_service_comes() {
    let mut pipeline = Pipeline::bare();
    pipeline.setup(&["--apply", "--ack-wait", "2"]);
    let client = Client::connect(&pipeline.server).await;
    for number in 0..NEWER {
        let sent = client.nats.publish("articles.ingested", newer(number).into()).await;
        sent.expect("sent");
    }
    client.stored("ARTICLES_INGESTED", NEWER as u64).await;
    let place = [
        ("COURANT_INPUT", "ARTICLES_INGESTED/language-detection"),
        ("COURANT_OUTPUT", "articles.language-detected"),
    ];
    pipeline.start_program("probe", &place);
    let returned = r#"courant_articles_total{stage="probe",outcome="returned"}"#;
    until("each to be returned", PATIENCE, || {
        (pipeline.service(0).metric(returned) >= NEWER as f64).then_some(())
    });
    for number in 0..10_usize {
        let record = Record::new(ArticleId::of("", "old", &number.to_be_bytes())).to_json();
        let sent = client.jetstream.publish("articles.ingested", record.into()).await;
        sent.expect("sent").await.expect("stored");
    }
    client.stored("ARTICLES_LANGUAGE_DETECTED", 10).await;

    let ready = pipeline.service(0).ask("/readyz");
    assert_eq!(ready.as_deref(), Some("not ready: newer_records\n"));
    let url = pipeline.server.url();
    let status = || Courant::new(["status", "--json"]).env("NATS_URL", &url).run(PATIENCE);
    until("status to say it", PATIENCE, || {
        let reported = status();
        let seen: Value = serde_json::from_str(&reported.stdout).ok()?;
        // The record from the probe waits for the next stage, which is another problem.
        let problems = seen["problems"].as_array()?;
        let problem = problems.iter().find(|problem| problem["kind"] == "newer_records")?;
        (problem["version"] == 2 && reported.code == Some(1)).then_some(())
    });

    // The newer service reads the records that the older one can't.
    pipeline.stop();
    let consumer: Consumer<pull::Config> = client
        .jetstream
        .get_consumer_from_stream("language-detection", "ARTICLES_INGESTED")
        .await
        .expect("setup made it");
    let mut messages = consumer.messages().await.expect("messages");
    for _ in 0..100 {
        let next = tokio::time::timeout(PATIENCE, messages.next()).await.expect("one flows");
        let message = next.expect("the stream goes on").expect("a message");
        message.ack().await.expect("sent");
    }
}
