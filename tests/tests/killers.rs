//! Documents that crash their process or hang are dead-lettered, and no other document is.

use std::collections::HashSet;
use std::time::Duration;

use article::ArticleId;
use e2e::{Client, Pipeline, scaled, until_async};
use serde_json::{Value, json};

const PLACE: [(&str, &str); 2] = [
    ("COURANT_INPUT", "ARTICLES_INGESTED/language-detection"),
    ("COURANT_OUTPUT", "articles.language-detected"),
];

fn record(orders: &Value) -> (ArticleId, String) {
    let id = ArticleId::of("", "", orders.to_string().as_bytes());
    (id, json!({"courant": 1, "id": id, "orders": orders}).to_string())
}

/// Publishes all documents and returns the IDs of those that `is_bad` selects.
async fn send(
    client: &Client,
    count: usize,
    orders: impl Fn(usize) -> (bool, Value),
) -> HashSet<ArticleId> {
    let mut bad = HashSet::new();
    for number in 0..count {
        let (is_bad, orders) = orders(number);
        let (id, record) = record(&orders);
        let mut headers = async_nats::HeaderMap::new();
        headers.append("Courant-Article-Id", id.to_string());
        let sent =
            client.jetstream.publish_with_headers("articles.ingested", headers, record.into());
        sent.await.expect("sent").await.expect("stored");
        if is_bad {
            bad.insert(id);
        }
    }
    bad
}

/// The articles that were dead-lettered with this code.
async fn dead(client: &Client, code: &str) -> HashSet<ArticleId> {
    let mut ids = HashSet::new();
    for sequence in 1..=client.stream("ARTICLES_DEAD").await.last_sequence {
        let letter = client.message("ARTICLES_DEAD", sequence).await;
        assert_eq!(
            letter.subject.as_str(),
            format!("articles.dead.probe.{code}"),
            "an innocent died"
        );
        let id = letter.headers.get("Courant-Article-Id").expect("every hop has its id");
        ids.insert(id.as_str().parse().expect("an id"));
    }
    ids
}

/// The conservation check for a single stage: every accepted document was forwarded or dead-lettered
/// once, and documents that were processed again after a crash are marked as duplicates.
async fn adds_up(client: &Client, accepted: usize) {
    let mut last = Vec::new();
    for name in ["ARTICLES_INGESTED", "ARTICLES_LANGUAGE_DETECTED", "ARTICLES_DEAD"] {
        last.push(client.stream(name).await.last_sequence);
    }
    assert_eq!(last[0], accepted as u64);
    assert_eq!(last[0], last[1] + last[2], "accepted = gone on + dead: {last:?}");
}

#[tokio::test]
async fn ten_that_abort_the_process_are_dead_lettered_as_crashed_and_no_other_document_is() {
    let mut pipeline = Pipeline::bare();
    pipeline.setup(&["--apply", "--ack-wait", "2"]);
    for _ in 0..2 {
        pipeline.start_program("probe", &[&PLACE[..], &[("COURANT_IN_FLIGHT", "32")]].concat());
    }
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    let documents = scaled(1_000, 5_000);
    let killers = send(&client, documents, |number| {
        let abort = number % (documents / 10) == 50;
        (abort, json!({"abort": abort, "number": number}))
    })
    .await;
    assert_eq!(killers.len(), 10);
    let mut crashes = 0;
    until_async("every document to end", Duration::from_secs(240), async || {
        crashes += pipeline.revive();
        (client.stream("ARTICLES_INGESTED").await.messages == 0).then_some(())
    })
    .await;
    assert_eq!(dead(&client, "crashed").await, killers);
    let out = client.stream("ARTICLES_LANGUAGE_DETECTED").await.messages;
    assert_eq!(out, (documents - 10) as u64, "all the others came through, once each");
    adds_up(&client, documents).await;
    assert!(crashes >= 30, "{crashes} crashes: each killer has three tries that count");
}

#[tokio::test]
async fn ten_that_hang_are_dead_lettered_as_timed_out_and_the_stage_continues() {
    let mut pipeline = Pipeline::bare();
    pipeline.setup(&["--apply", "--ack-wait", "2"]);
    pipeline.start_program("probe", &[&PLACE[..], &[("COURANT_DEADLINE", "300ms")]].concat());
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    const DOCUMENTS: usize = 300;
    let hanging = send(&client, DOCUMENTS, |number| {
        let hangs = number % 30 == 15;
        (hangs, json!({"milliseconds": if hangs { 3_600_000 } else { 0 }, "number": number}))
    })
    .await;
    until_async("every document to end", Duration::from_secs(240), async || {
        // Too many hanging threads end the process, and its supervisor restarts it.
        pipeline.revive();
        (client.stream("ARTICLES_INGESTED").await.messages == 0).then_some(())
    })
    .await;
    assert_eq!(dead(&client, "timed_out").await, hanging);
    let out = client.stream("ARTICLES_LANGUAGE_DETECTED").await.messages;
    assert_eq!(out, (DOCUMENTS - 10) as u64);
    adds_up(&client, DOCUMENTS).await;
}

#[tokio::test]
async fn a_redelivery_mark_that_is_garbage_dead_letters_nothing() {
    let mut pipeline = Pipeline::bare();
    pipeline.setup(&["--apply", "--ack-wait", "2"]);
    let client = Client::connect(&pipeline.server).await;
    for (sequence, garbage) in [(1, "three"), (2, "99999999999999999999"), (3, "")] {
        let subject = format!("articles.redelivered.probe.{sequence}");
        let sent = client.jetstream.publish(subject, garbage.into()).await;
        sent.expect("sent").await.expect("stored");
    }
    send(&client, 3, |number| (false, json!({"milliseconds": 1_000, "number": number}))).await;
    let probe = pipeline.start_program("probe", &PLACE);
    e2e::until("the documents to be in hand", e2e::PATIENCE, || {
        (pipeline.service(probe).metric("courant_in_flight") >= 3.0).then_some(())
    });
    pipeline.service(probe).process.kill();
    pipeline.revive();
    client.stored("ARTICLES_LANGUAGE_DETECTED", 3).await;
    assert_eq!(client.stream("ARTICLES_DEAD").await.last_sequence, 0);
}
