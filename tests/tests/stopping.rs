//! Shutdown: messages in flight are finished or returned, and none waits for `ack_wait`.

use std::time::{Duration, Instant};

use article::ArticleId;
use e2e::{Client, Pipeline};
use serde_json::json;

const PLACE: [(&str, &str); 2] = [
    ("COURANT_INPUT", "ARTICLES_INGESTED/language-detection"),
    ("COURANT_OUTPUT", "articles.language-detected"),
];

async fn send(client: &Client, count: u64, milliseconds: u64) {
    for number in 0..count {
        let orders = json!({"milliseconds": milliseconds, "number": number});
        let id = ArticleId::of("", "", orders.to_string().as_bytes());
        let record = json!({"courant": 1, "id": id, "orders": orders}).to_string();
        let sent = client.jetstream.publish("articles.ingested", record.into()).await;
        sent.expect("sent").await.expect("stored");
    }
}

#[tokio::test]
async fn sixty_four_messages_in_flight_are_settled_or_returned_within_the_grace_period() {
    let mut pipeline = Pipeline::bare();
    let client = Client::connect(&pipeline.server).await;
    send(&client, 64, 100).await;
    let settings = [&PLACE[..], &[("COURANT_IN_FLIGHT", "64")]].concat();
    let first = pipeline.start_program("probe", &settings);
    client.stored("ARTICLES_LANGUAGE_DETECTED", 4).await;
    let in_flight = pipeline.service(first).metric("courant_in_flight");
    assert!(in_flight > 32.0, "{in_flight} in hand");

    let began = Instant::now();
    pipeline.service(first).process.terminate();
    let code = pipeline.service(first).process.wait(Duration::from_secs(30));
    assert_eq!(code, Some(0), "{}", pipeline.service(first).process.stderr());
    assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());

    // The rest is available immediately to the next replica, although `ack_wait` is 30 s.
    let began = Instant::now();
    pipeline.start_program("probe", &settings);
    client.stored("ARTICLES_LANGUAGE_DETECTED", 64).await;
    client.emptied("ARTICLES_INGESTED").await;
    assert!(began.elapsed() < Duration::from_secs(25), "{:?}", began.elapsed());
    assert_eq!(client.stream("ARTICLES_LANGUAGE_DETECTED").await.last_sequence, 64, "none twice");
    assert_eq!(client.stream("ARTICLES_SET_ASIDE").await.last_sequence, 0, "none done twice");
    assert_eq!(client.stream("ARTICLES_DEAD").await.last_sequence, 0);
}

#[tokio::test]
async fn a_grace_that_is_too_short_ends_with_75_and_loses_nothing() {
    let mut pipeline = Pipeline::bare();
    pipeline.setup(&["--apply", "--ack-wait", "2"]);
    let client = Client::connect(&pipeline.server).await;
    send(&client, 1, 5_000).await;
    let settings = [&PLACE[..], &[("COURANT_GRACE", "200ms")]].concat();
    let first = pipeline.start_program("probe", &settings);
    e2e::until("the document to be in hand", e2e::PATIENCE, || {
        (pipeline.service(first).metric("courant_in_flight") > 0.0).then_some(())
    });
    pipeline.service(first).process.terminate();
    assert_eq!(pipeline.service(first).process.wait(Duration::from_secs(10)), Some(75));
    pipeline.start_program("probe", &PLACE);
    client.stored("ARTICLES_LANGUAGE_DETECTED", 1).await;
}

#[tokio::test]
async fn a_redelivered_document_that_exceeds_every_grace_period_is_not_dead_lettered() {
    let mut pipeline = Pipeline::bare();
    pipeline.setup(&["--apply", "--ack-wait", "2"]);
    let client = Client::connect(&pipeline.server).await;
    send(&client, 1, 5_000).await;
    let settings = [&PLACE[..], &[("COURANT_GRACE", "200ms")]].concat();
    let mut outlived = 0;
    // The first delivery is not quarantined; three more would count as three crashes.
    while outlived < 4 {
        let place = pipeline.start_program("probe", &settings);
        e2e::until_async("the document to be in hand", e2e::PATIENCE, async || {
            // A quarantined attempt is recorded before it starts and removed when it ends.
            let marks = client.stream("ARTICLES_REDELIVERED").await.last_sequence;
            let in_hand = pipeline.service(place).metric("courant_in_flight") > 0.0;
            (in_hand && (outlived == 0 || marks % 2 == 1)).then_some(())
        })
        .await;
        pipeline.service(place).process.terminate();
        // 0 if the shutdown came between recording the attempt and the work.
        match pipeline.service(place).process.wait(Duration::from_secs(10)) {
            Some(75) => outlived += 1,
            code => assert_eq!(code, Some(0)),
        }
    }
    pipeline.start_program("probe", &PLACE);
    client.stored("ARTICLES_LANGUAGE_DETECTED", 1).await;
    assert_eq!(client.stream("ARTICLES_DEAD").await.last_sequence, 0);
}

#[tokio::test]
async fn a_second_signal_ends_at_once() {
    let mut pipeline = Pipeline::bare();
    let client = Client::connect(&pipeline.server).await;
    send(&client, 1, 15_000).await;
    let place = pipeline.start_program("probe", &PLACE);
    e2e::until("the document to be in hand", e2e::PATIENCE, || {
        (pipeline.service(place).metric("courant_in_flight") > 0.0).then_some(())
    });
    pipeline.service(place).process.terminate();
    e2e::until("the service to say that it stops", e2e::PATIENCE, || {
        (pipeline.service(place).ask("/readyz")? == "not ready: stopping\n").then_some(())
    });
    pipeline.service(place).process.terminate();
    assert_eq!(pipeline.service(place).process.wait(Duration::from_secs(5)), Some(75));
}
