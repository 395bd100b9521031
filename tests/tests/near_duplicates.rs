//! Copies of recent articles are recognised by every replica, also after a restart.

use article::ArticleId;
use e2e::{Client, PATIENCE, Pipeline, STAGES, until_async};
use serde_json::Value;

fn text(name: &str) -> String {
    let words = (0..80).map(|number| format!("{name}{number}")).collect::<Vec<_>>().join(" ");
    format!("Harbour report of {name}.\n\n{words}.")
}

/// The same text with one word in twenty changed.
fn copy(name: &str, other: &str) -> String {
    let change = |(place, word): (usize, &str)| match place % 20 {
        7 => format!("{other}{place}"),
        _ => word.to_owned(),
    };
    text(name).split(' ').enumerate().map(change).collect::<Vec<_>>().join(" ")
}

async fn send(client: &Client, url: &str, text: &str) -> ArticleId {
    client.publish(&[("Courant-Url", url)], text).await;
    ArticleId::of(url, "", text.as_bytes())
}

/// The near-duplicate in the published record.
async fn near(client: &Client, id: ArticleId) -> Value {
    let (record, _) = client.published(id).await;
    let record: Value = serde_json::from_slice(&record.to_json()).expect("JSON");
    record["metadata"]["near_duplicate"].clone()
}

async fn sketches(client: &Client, count: u64) {
    until_async("the sketches to be stored", PATIENCE, async || {
        (client.stream("KV_ARTICLES_SKETCHES").await.messages >= count).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_copy_names_its_original_after_a_restart_and_in_another_replica() {
    let mut pipeline = Pipeline::bare();
    let mut places = Vec::new();
    for stage in STAGES {
        places.push(pipeline.start(stage, &[]));
    }
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    let original = send(&client, "https://a.example/1", &text("alba")).await;
    let other = send(&client, "https://a.example/2", &text("borea")).await;
    assert_eq!(near(&client, original).await, Value::Null);
    assert_eq!(near(&client, other).await, Value::Null);
    sketches(&client, 2).await;

    let first = send(&client, "https://b.example/1", &copy("alba", "cana")).await;
    let said = near(&client, first).await;
    assert_eq!(said["of"], original.to_string(), "{said}");
    let distance = said["distance"].as_f64().expect("a distance");
    assert!((0.05..0.5).contains(&distance), "{said}");

    // Its knowledge survives it.
    pipeline.service(places[2]).process.kill();
    pipeline.revive();
    pipeline.ready();
    let second = send(&client, "https://c.example/1", &copy("borea", "dora")).await;
    assert_eq!(near(&client, second).await["of"], other.to_string());

    // A replica that has processed none of them.
    pipeline.start(STAGES[2], &[]);
    pipeline.ready();
    let first = &mut pipeline.service(places[2]).process;
    first.terminate();
    assert_eq!(first.wait(PATIENCE), Some(0));
    let third = send(&client, "https://d.example/1", &copy("alba", "ebba")).await;
    assert_eq!(near(&client, third).await["of"], original.to_string());
}

#[tokio::test]
async fn publishing_sets_copies_aside_if_it_is_asked_to() {
    let pipeline = Pipeline::with(&[("COURANT_SET_COPIES_ASIDE", "true")]);
    let client = Client::connect(&pipeline.server).await;
    let original = send(&client, "https://a.example/1", &text("alba")).await;
    assert_eq!(near(&client, original).await, Value::Null);
    sketches(&client, 1).await;
    send(&client, "https://b.example/1", &copy("alba", "cana")).await;
    client.stored("ARTICLES_SET_ASIDE", 1).await;
    let mark = client.message("ARTICLES_SET_ASIDE", 1).await;
    assert_eq!(mark.subject.as_str(), "articles.filtered.near_duplicate");
    let record: Value = serde_json::from_slice(&mark.payload).expect("the record is kept");
    assert_eq!(record["metadata"]["near_duplicate"]["of"], original.to_string());
    assert_eq!(client.stream("ARTICLES_PUBLISHED").await.messages, 1);
}
