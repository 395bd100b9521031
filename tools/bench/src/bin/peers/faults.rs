use std::time::Duration;

use async_nats::jetstream::consumer::{Consumer, pull};
use broker::table::{DEAD, PUBLISHED, RAW, STAGES};
use e2e::Client;

use crate::peer::Peer;
use crate::throughput::{load, server};

const WATCHED: Duration = Duration::from_secs(10);
const UNREADABLE: u64 = 20;
const DOCUMENTS: u64 = 100;
/// The number of documents for the test with a full stream.
const MANY: u64 = 3_000;
const ROOM: i64 = 200;
const NEXT: &str = "ARTICLES_INGESTED";
/// The time without changes after which a stream counts as idle. Unacknowledged messages are redelivered
/// after 30 s.
const REST: Duration = Duration::from_secs(40);

/// Measures bodies that are not JSON among documents.
pub async fn unreadable(peer: Peer, recipe: bool) -> String {
    let (server, client) = server().await;
    for _ in 0..UNREADABLE {
        client.publish(&[], "{ no JSON").await;
    }
    load(&client, DOCUMENTS).await;
    let url = server.url();
    let _hops: Vec<_> = STAGES.iter().map(|spec| peer.place(spec, &url, recipe)).collect();
    client.stored(PUBLISHED, DOCUMENTS).await;
    let before = deliveries(&client).await;
    tokio::time::sleep(WATCHED).await;
    let again = (deliveries(&client).await - before) as f64 / WATCHED.as_secs_f64();
    let dead = client.stream(DEAD).await.messages;
    let waiting = client.stream(RAW).await.messages;
    let gone = UNREADABLE.saturating_sub(dead + waiting);
    format!(
        "{dead} dead letters, {waiting} still in the stream, {gone} dropped; {again:.0} redeliveries/s"
    )
}

/// The number of deliveries by the first stage's consumer.
async fn deliveries(client: &Client) -> u64 {
    let consumer: Consumer<pull::Config> = client
        .jetstream
        .get_consumer_from_stream(STAGES[0].stage, RAW)
        .await
        .expect("setup made it");
    consumer.cached_info().delivered.consumer_sequence
}

/// Measures the first hop alone while the next stream is full, and after it has space again.
pub async fn full(peer: Peer, recipe: bool) -> String {
    let (server, client) = server().await;
    client.change_stream(NEXT, |config| config.max_messages = ROOM).await;
    load(&client, MANY).await;
    let _hop = peer.place(&STAGES[0], &server.url(), recipe);
    client.stored(NEXT, ROOM as u64).await;
    let before = deliveries(&client).await;
    tokio::time::sleep(WATCHED).await;
    let again = (deliveries(&client).await - before) as f64 / WATCHED.as_secs_f64();
    client.change_stream(NEXT, |config| config.max_messages = -1).await;
    at_rest(&client).await;
    let arrived = client.stream(NEXT).await.messages;
    let waiting = client.stream(RAW).await.messages;
    let dead = client.stream(DEAD).await.messages;
    let lost = MANY.saturating_sub(arrived + waiting + dead);
    let late = match (waiting, dead) {
        (0, 0) => String::new(),
        _ => format!(", {waiting} still waiting, {dead} dead letters"),
    };
    format!("{lost} lost{late}; {again:.0} deliveries/s meanwhile")
}

/// Waits until the first stage's stream is empty or idle.
async fn at_rest(client: &Client) {
    let (mut last, mut since) = (u64::MAX, tokio::time::Instant::now());
    loop {
        let waiting = client.stream(RAW).await.messages;
        if waiting != last {
            (last, since) = (waiting, tokio::time::Instant::now());
        }
        if waiting == 0 || since.elapsed() > REST {
            return;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
