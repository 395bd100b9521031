//! A document that is published again is skipped, unless it is to be replaced.

use std::collections::BTreeSet;

use article::{ArticleId, Publication};
use async_nats::jetstream::Message;
use async_nats::jetstream::consumer::{Consumer, pull};
use e2e::{Client, PATIENCE, Pipeline, until_async};
use futures_util::TryStreamExt;

const TEXT: &str = "The library of Easton will stay open until midnight during the examinations, \
    the town announced on Friday. Students had asked for longer hours since the spring.";

#[tokio::test]
async fn three_times_the_same_document_is_published_once_and_two_are_set_aside() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    for _ in 0..3 {
        client.publish(&[], TEXT).await;
    }
    client.published(ArticleId::of("", "", TEXT.as_bytes())).await;
    client.stored("ARTICLES_SET_ASIDE", 2).await;
    client.emptied("ARTICLES_RAW").await;
    assert_eq!(client.stream("ARTICLES_PUBLISHED").await.last_sequence, 1);
    for place in 1..=2 {
        let mark = client.message("ARTICLES_SET_ASIDE", place).await;
        assert_eq!(mark.subject.as_str(), "articles.duplicate.ingestion");
    }
}

#[tokio::test]
async fn a_run_of_its_own_passes_the_hops_and_is_set_aside_at_the_end() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    client.publish(&[], TEXT).await;
    client.stored("ARTICLES_PUBLISHED", 1).await;
    client.publish(&[("Courant-Run", "again")], TEXT).await;
    client.stored("ARTICLES_SET_ASIDE", 1).await;
    let mark = client.message("ARTICLES_SET_ASIDE", 1).await;
    assert_eq!(mark.subject.as_str(), "articles.duplicate.publishing");
    assert_eq!(client.stream("ARTICLES_PUBLISHED").await.last_sequence, 1);
}

#[tokio::test]
async fn a_replacement_takes_the_place_of_the_stored_record() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    let id = ArticleId::of("", "", TEXT.as_bytes());
    client.publish(&[], TEXT).await;
    let (first, subject) = client.published(id).await;
    // As if an older version had detected another language.
    let other = format!("articles.published.xx.{id}");
    let sent = client.jetstream.publish(other.clone(), first.to_json().into()).await;
    sent.expect("sent").await.expect("stored");

    client.publish(&[("courant-replace", "true")], TEXT).await;
    let second = until_async("the record to be replaced", PATIENCE, async || {
        let (record, _) = client.published(id).await;
        let at = |record: &article::Record| {
            record.section::<Publication>().expect("published").published_at
        };
        (at(&record) > at(&first)).then_some(record)
    })
    .await;
    assert_eq!(second.id(), id);
    until_async("only the new record to be left", PATIENCE, async || {
        (client.stream("ARTICLES_PUBLISHED").await.messages == 1).then_some(())
    })
    .await;
    assert_eq!(client.published(id).await.1, subject);
    assert_eq!(client.stream("ARTICLES_SET_ASIDE").await.last_sequence, 0);
}

/// With `Nats-Rollup`, nats-server treated the first two as acknowledged here.
#[tokio::test]
async fn a_replacement_takes_nothing_else_from_a_reader() {
    let pipeline = Pipeline::whole();
    pipeline.setup(&["--apply", "--ack-wait", "2", "--reader", "archive"]);
    let client = Client::connect(&pipeline.server).await;
    let texts = ["first", "second", "third"].map(|name| format!("{TEXT} It was the {name}."));
    for text in &texts {
        client.publish(&[], text.as_str()).await;
        client.published(ArticleId::of("", "", text.as_bytes())).await;
    }
    let reader: Consumer<pull::Config> =
        client.jetstream.get_consumer_from_stream("archive", "ARTICLES_PUBLISHED").await.unwrap();
    let in_flight = fetch(&reader, 3).await;
    client.publish(&[("courant-replace", "true")], texts[2].as_str()).await;
    fetch(&reader, 1).await[0].ack().await.expect("the server is up");
    // The others are redelivered if they are not acknowledged within two seconds.
    let again = fetch(&reader, 2).await;
    let subjects = |messages: &[Message]| -> BTreeSet<String> {
        messages.iter().map(|message| message.subject.to_string()).collect()
    };
    let kept: Vec<Message> = in_flight.into_iter().take(2).collect();
    assert_eq!(subjects(&again), subjects(&kept));
}

async fn fetch(reader: &Consumer<pull::Config>, count: usize) -> Vec<Message> {
    let batch = reader.fetch().max_messages(count).expires(PATIENCE).messages().await;
    batch.expect("the server is up").try_collect().await.expect("messages")
}
