//! A reader in its own account, with the durable consumer that `setup` created.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use article::ArticleId;
use async_nats::jetstream::consumer::{Consumer, pull};
use e2e::{Client, password};
use futures_util::StreamExt;

/// The IDs that the reader has received.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reader(Arc<Mutex<HashSet<ArticleId>>>);

impl Reader {
    pub(crate) fn ids(&self) -> HashSet<ArticleId> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[expect(clippy::disallowed_methods, reason = "it reads until the process ends")]
pub(crate) async fn start(url: String) -> Reader {
    let client = Client::log_in(&url, "reader", &password("reader")).await;
    let reader = Reader::default();
    let ids = reader.clone();
    tokio::spawn(async move {
        loop {
            // Ends when the server stops, and is then reopened.
            read(&client, &ids).await;
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
    });
    reader
}

async fn read(client: &Client, reader: &Reader) -> Option<()> {
    let stream = "ARTICLES_PUBLISHED";
    let consumer: Consumer<pull::Config> =
        client.jetstream.get_consumer_from_stream("reader", stream).await.ok()?;
    let mut batch = consumer.fetch().max_messages(200).messages().await.ok()?;
    while let Some(message) = batch.next().await {
        let message = message.ok()?;
        let id = message.subject.rsplit('.').next()?.parse().ok()?;
        reader.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id);
        message.ack().await.ok()?;
    }
    Some(())
}
