//! Documents that a stage can't process, and their effect on other documents.

use std::time::{Duration, Instant};

use article::ArticleId;
use e2e::{Client, Collector, Kind, Pipeline};
use serde_json::{Value, json};

/// A record that instructs the probe stage.
fn record(orders: &Value) -> (ArticleId, Vec<u8>) {
    let id = ArticleId::of("", "", orders.to_string().as_bytes());
    let record = json!({"courant": 1, "id": id, "orders": orders, "trail": []});
    (id, record.to_string().into_bytes())
}

/// A pipeline whose second stage is the probe.
async fn probed(settings: &[(&str, &str)]) -> (Pipeline, Client) {
    let mut pipeline = Pipeline::bare();
    let place = [
        ("COURANT_INPUT", "ARTICLES_INGESTED/language-detection"),
        ("COURANT_OUTPUT", "articles.language-detected"),
    ];
    pipeline.start_program("probe", &[&place, settings].concat());
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    (pipeline, client)
}

async fn send(client: &Client, orders: &Value) -> (ArticleId, Vec<u8>) {
    let (id, record) = record(orders);
    let mut headers = async_nats::HeaderMap::new();
    headers.append("Courant-Article-Id", id.to_string());
    headers.append("X-Own", "kept");
    let sent = client
        .jetstream
        .publish_with_headers("articles.ingested", headers, record.clone().into())
        .await;
    sent.expect("sent").await.expect("stored");
    (id, record)
}

#[tokio::test]
async fn rejects_panics_and_timeouts_become_dead_letters_and_the_next_document_is_processed() {
    let (_pipeline, client) = probed(&[("COURANT_DEADLINE", "300ms")]).await;
    let cases = [
        (json!({"reject": true}), "rejected", "the document says so: reject"),
        (json!({"panic": true}), "panicked", "please report it"),
        (json!({"milliseconds": 1500}), "timed_out", "COURANT_DEADLINE"),
    ];
    for (place, (orders, code, sentence)) in (1..).zip(&cases) {
        let (id, original) = send(&client, orders).await;
        client.stored("ARTICLES_DEAD", place).await;
        let letter = client.message("ARTICLES_DEAD", place).await;
        assert_eq!(letter.subject.as_str(), format!("articles.dead.probe.{code}"));
        assert_eq!(letter.payload, original, "the original bytes");
        let header =
            |name: &str| letter.headers.get(name).map(|value| value.as_str()).unwrap_or("");
        assert_eq!(header("X-Own"), "kept", "the original headers");
        assert_eq!(header("Courant-Dead-Code"), *code);
        assert_eq!(header("Courant-Dead-Stage"), "probe");
        assert_eq!(header("Courant-Dead-Subject"), "articles.ingested");
        assert_eq!(header("Courant-Dead-Attempts"), "1");
        assert!(header("Courant-Dead-Detail").contains(sentence), "{letter:?}");
        assert_eq!(header("Courant-Article-Id"), id.to_string());
        send(&client, &json!({"after": place})).await;
        client.stored("ARTICLES_LANGUAGE_DETECTED", place).await;
    }
    client.emptied("ARTICLES_INGESTED").await;
}

#[tokio::test]
async fn work_that_misses_its_deadline_is_a_failed_span_and_ends_with_its_delivery() {
    let collector = Collector::start();
    let settings = collector.settings();
    let settings = [&settings[..], &[("COURANT_DEADLINE", "300ms")]].concat();
    let (mut pipeline, client) = probed(&settings).await;
    send(&client, &json!({"milliseconds": 60_000})).await;
    client.stored("ARTICLES_DEAD", 1).await;
    pipeline.stop();
    let spans = collector.spans();
    let of = |kind| spans.iter().find(|span| span.kind == kind).expect("a span");
    let (work, delivery) = (of(Kind::Internal), of(Kind::Consumer));
    assert_eq!((work.failed, work.get("error.type")), (true, "timed_out"), "{work:?}");
    assert!(work.time.1 <= delivery.time.1, "{work:?} outlives {delivery:?}");
}

#[tokio::test]
async fn a_transient_failure_is_retried_and_succeeds() {
    let (mut pipeline, client) = probed(&[]).await;
    send(&client, &json!({"fail": 2})).await;
    client.stored("ARTICLES_LANGUAGE_DETECTED", 1).await;
    let sent: Value =
        serde_json::from_slice(&client.message("ARTICLES_LANGUAGE_DETECTED", 1).await.payload)
            .expect("a record");
    assert_eq!(sent["probe"]["attempts"], 3);
    assert_eq!(sent["trail"][0]["attempt"], 3);
    let retried = r#"courant_articles_total{stage="probe",outcome="retried"}"#;
    assert_eq!(pipeline.service(0).metric(retried), 2.0);
    assert_eq!(client.stream("ARTICLES_DEAD").await.messages, 0);
}

#[tokio::test]
async fn a_permanent_failure_is_dead_lettered_and_slows_no_other_document() {
    let settings = [("COURANT_ATTEMPTS", "3"), ("COURANT_IN_FLIGHT", "2")];
    let (_pipeline, client) = probed(&settings).await;
    // Two documents, which would occupy all permits if they kept them while waiting.
    let began = Instant::now();
    for number in 0..2 {
        send(&client, &json!({"fail": 99, "number": number})).await;
    }
    for number in 0..20 {
        send(&client, &json!({"well": number})).await;
    }
    client.stored("ARTICLES_LANGUAGE_DETECTED", 20).await;
    let well = began.elapsed();
    client.stored("ARTICLES_DEAD", 2).await;
    let letter = client.message("ARTICLES_DEAD", 1).await;
    assert_eq!(letter.headers.get("Courant-Dead-Attempts").map(|value| value.as_str()), Some("3"));
    assert_eq!(letter.subject.as_str(), "articles.dead.probe.passing");
    // The delays grow: at least 250 ms, then at least 500 ms.
    assert!(began.elapsed() >= Duration::from_millis(750), "{:?}", began.elapsed());
    assert!(well < began.elapsed(), "the others went ahead");
}

#[tokio::test]
async fn a_record_of_a_newer_version_is_returned_to_the_server_not_dead_lettered() {
    let (mut pipeline, client) = probed(&[]).await;
    let sent = client
        .jetstream
        .publish(
            "articles.ingested",
            r#"{"courant":2,"id":"3972243cf868ce05511ecb571f447e06"}"#.into(),
        )
        .await;
    sent.expect("sent").await.expect("stored");
    let returned = r#"courant_articles_total{stage="probe",outcome="returned"}"#;
    e2e::until("the record to be returned", e2e::PATIENCE, || {
        (pipeline.service(0).metric(returned) >= 1.0).then_some(())
    });
    assert_eq!(client.stream("ARTICLES_DEAD").await.last_sequence, 0);
    assert_eq!(client.stream("ARTICLES_INGESTED").await.messages, 1);
}
