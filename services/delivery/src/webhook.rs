//! POSTs each article as JSON to a URL, signed according to Standard Webhooks.

mod answer;
mod client;
mod message;
mod settings;
mod signature;

use std::time::Duration;

use bytes::Bytes;
use futures_util::future::join_all;
use jiff::Timestamp;
use stage::{Article, Batching, Erasure, Target, Undelivered};

pub use settings::WebhookSettings;

use client::Client;
use signature::Secrets;

/// POSTs articles to a URL.
#[derive(Debug)]
pub struct Webhook {
    client: Client,
    secrets: Secrets,
    concurrency: usize,
}

impl Target for Webhook {
    type Settings = WebhookSettings;

    const KIND: &'static str = "webhook";
    const ABOUT: &'static str = "POSTs each article as JSON to a URL, signed by Standard Webhooks";

    fn new(settings: WebhookSettings) -> Result<Self, String> {
        let WebhookSettings { url, secret, concurrency, allow_private } = settings;
        let url = url.ok_or("COURANT_WEBHOOK_URL (--url) is not set")?;
        let secret = secret.ok_or(
            "COURANT_WEBHOOK_SECRET is not set: share a secret with the receiver, such as \
             `echo whsec_$(openssl rand -base64 24)`",
        )?;
        let secrets = Secrets::read(&secret)?;
        Ok(Self { client: Client::new(&url, allow_private)?, secrets, concurrency })
    }

    fn batching(&self) -> Batching {
        Batching {
            articles: 1,
            bytes: usize::MAX,
            wait: Duration::ZERO,
            parallel: self.concurrency,
        }
    }

    async fn deliver(&self, batch: &[Article]) -> Vec<Result<(), Undelivered>> {
        let post = |article: &Article| {
            let (id, body) = (message::id(article.id, article.version), message::body(article));
            self.post(id, body, article.traceparent.clone())
        };
        join_all(batch.iter().map(post)).await
    }

    async fn erase(&self, batch: &[Erasure]) -> Vec<Result<(), Undelivered>> {
        let post = |erasure: &Erasure| {
            let id = message::id(erasure.id, erasure.version);
            self.post(id, message::erasure(erasure), erasure.traceparent.clone())
        };
        join_all(batch.iter().map(post)).await
    }
}

impl Webhook {
    async fn post(
        &self,
        id: String,
        body: Bytes,
        traceparent: Option<String>,
    ) -> Result<(), Undelivered> {
        let seconds = Timestamp::now().as_second();
        let signature = self.secrets.sign(&id, seconds, &body);
        let mut headers = vec![
            ("webhook-id", id),
            ("webhook-timestamp", seconds.to_string()),
            ("webhook-signature", signature),
        ];
        headers.extend(traceparent.map(|parent| ("traceparent", parent)));
        self.client.post(&headers, body).await
    }
}
