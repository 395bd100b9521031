use std::time::Duration;

use article::{ArticleId, Record};
use async_nats::jetstream::consumer::pull;
use async_nats::jetstream::{self, stream};
use async_nats::{Client as Nats, ConnectOptions, HeaderMap};

use crate::{Server, api_prefix, until_async};

/// Time limit for any wait, long enough to process a document on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A NATS client as any user would write it, independent of Courant's broker crate.
#[derive(Debug, Clone)]
pub struct Client {
    /// The connection.
    pub nats: Nats,
    /// JetStream on this connection.
    pub jetstream: jetstream::Context,
}

impl Client {
    /// Connects to the server of a test.
    pub async fn connect(server: &Server) -> Self {
        Self::at(&server.url()).await
    }

    /// Connects to a server without users.
    pub async fn at(url: &str) -> Self {
        let nats = async_nats::connect(url).await.expect("the server is up");
        let jetstream = jetstream::new(nats.clone());
        Self { nats, jetstream }
    }

    /// Connects as a user of `deploy/nats/`, with that user's inbox prefix.
    pub async fn log_in(url: &str, user: &str, password: &str) -> Self {
        let options = ConnectOptions::with_user_and_password(user.into(), password.into())
            .custom_inbox_prefix(format!("_INBOX_{user}"));
        let nats = options.connect(url).await.expect("the server is up and knows the user");
        let jetstream = jetstream::with_prefix(nats.clone(), api_prefix(user));
        Self { nats, jetstream }
    }

    /// A core NATS publish to `articles.raw`, as `nats pub` does it.
    pub async fn publish(&self, headers: &[(&str, &str)], body: impl Into<Vec<u8>>) {
        self.publish_to("articles.raw", headers, body).await;
    }

    /// Publishes a raw document on a subject of its own.
    pub async fn publish_to(
        &self,
        subject: &'static str,
        headers: &[(&str, &str)],
        body: impl Into<Vec<u8>>,
    ) {
        let mut map = HeaderMap::new();
        for &(name, value) in headers {
            map.append(name, value);
        }
        let body = body.into().into();
        let sent = self.nats.publish_with_headers(subject, map, body).await;
        sent.expect("the server is up");
        self.nats.flush().await.expect("the server is up");
    }

    /// Changes the configuration of a stream.
    pub async fn change_stream(&self, stream: &str, change: impl FnOnce(&mut stream::Config)) {
        let stream = self.jetstream.get_stream(stream).await.expect("setup made it");
        let mut config = stream.cached_info().config.clone();
        change(&mut config);
        self.jetstream.update_stream(config).await.expect("the server allows it");
    }

    /// Changes the configuration of ingestion's consumer.
    pub async fn change_consumer(&self, change: impl FnOnce(&mut pull::Config)) {
        let stream = self.jetstream.get_stream("ARTICLES_RAW").await.expect("setup made it");
        let mut config = pull::Config {
            durable_name: Some("ingestion".into()),
            ack_wait: Duration::from_secs(30),
            max_ack_pending: 10_000,
            max_deliver: -1,
            ..pull::Config::default()
        };
        change(&mut config);
        stream.create_consumer(config).await.expect("the server allows it");
    }

    /// Publishes a version of an article to `articles.published` that replaces the earlier one, as the
    /// publishing service does. Returns its sequence.
    pub async fn publish_version(&self, id: ArticleId, language: &str, text: &str) -> u64 {
        let subject = format!("articles.published.{language}.{id}");
        let record = serde_json::json!({
            "courant": 1, "id": id,
            "document": {
                "content_type": "text/plain", "charset": "utf-8", "bytes": text.len(),
                "sha256": "0", "received_at": "2026-11-23T08:15:00Z", "text": text,
            },
            "language": {"tag": language, "code": language, "confidence": 0.9, "reliable": true},
            "publication": {"published_at": "2026-11-23T08:15:03Z", "subject": subject},
        });
        let mut headers = HeaderMap::new();
        headers.append("Courant-Article-Id", id.to_string());
        let body = record.to_string().into();
        let sent = self.jetstream.publish_with_headers(subject.clone(), headers, body).await;
        let sequence = sent.expect("the server is up").await.expect("stored").sequence;
        let stream = self.jetstream.get_stream_no_info("ARTICLES_PUBLISHED").await.expect("set up");
        let first = stream.direct_get_next_for_subject(subject, None).await.expect("just stored");
        if first.sequence < sequence {
            stream.delete_message(first.sequence).await.expect("the server is up");
        }
        sequence
    }

    /// Publishes the tombstone of an article, as `courant erase` does, and deletes its record. Returns
    /// the tombstone's sequence.
    pub async fn publish_tombstone(&self, id: ArticleId) -> u64 {
        let mut headers = HeaderMap::new();
        headers.append("Courant-Article-Id", id.to_string());
        headers.append("Courant-Erased-At", "2026-11-27T09:00:00Z");
        let subject = format!("articles.erased.{id}");
        let sent = self.jetstream.publish_with_headers(subject, headers, "{}".into()).await;
        let sequence = sent.expect("the server is up").await.expect("stored").sequence;
        let stream = self.jetstream.get_stream_no_info("ARTICLES_PUBLISHED").await.expect("set up");
        let subject = format!("articles.published.*.{id}");
        while let Ok(found) = stream.direct_get_last_for_subject(subject.as_str()).await {
            stream.delete_message(found.sequence).await.expect("the server is up");
        }
        sequence
    }

    /// A stream's current state.
    pub async fn stream(&self, name: &str) -> stream::State {
        let stream = self.jetstream.get_stream(name).await.expect("setup made it");
        stream.cached_info().state.clone()
    }

    /// Waits until a stream has stored `count` messages since its creation.
    pub async fn stored(&self, name: &str, count: u64) {
        let what = format!("{name} to store {count} messages");
        until_async(&what, PATIENCE, async || {
            (self.stream(name).await.last_sequence >= count).then_some(())
        })
        .await;
    }

    /// Waits until a work queue is empty.
    pub async fn emptied(&self, name: &str) {
        let what = format!("{name} to be empty");
        until_async(&what, PATIENCE, async || {
            (self.stream(name).await.messages == 0).then_some(())
        })
        .await;
    }

    /// The message with this sequence number.
    pub async fn message(&self, name: &str, sequence: u64) -> jetstream::message::StreamMessage {
        let stream = self.jetstream.get_stream(name).await.expect("setup made it");
        stream.direct_get(sequence).await.expect("a message is there")
    }

    /// Waits for the article with this id and returns the record and its subject.
    pub async fn published(&self, id: ArticleId) -> (Record, String) {
        let subject = format!("articles.published.*.{id}");
        let stream = self.jetstream.get_stream("ARTICLES_PUBLISHED").await.expect("setup made it");
        until_async(&format!("{subject} to come out"), PATIENCE, async || {
            let message = stream.direct_get_last_for_subject(subject.as_str()).await.ok()?;
            Some((Record::parse(&message.payload).expect("a record"), message.subject.to_string()))
        })
        .await
    }
}

/// The ID of an article that tests identify by a number.
pub fn numbered(number: usize) -> ArticleId {
    ArticleId::of("", "", number.to_string().as_bytes())
}
