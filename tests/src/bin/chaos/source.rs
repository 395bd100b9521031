//! The only publisher: a user in its own account.

use std::collections::HashMap;
use std::time::Duration;

use article::ArticleId;
use e2e::{Client, password};
use fastrand::Rng;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The expected outcome of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Published,
    Filtered,
    Dead,
}

/// The accepted documents and their expected outcomes.
pub(crate) type Sent = HashMap<ArticleId, Fate>;

/// The running publisher.
#[derive(Debug)]
pub(crate) struct Source {
    stop: oneshot::Sender<()>,
    task: JoinHandle<Sent>,
}

/// The time between two documents.
const PACE: Duration = Duration::from_millis(25);
/// The time between two attempts to publish a document.
const AGAIN: Duration = Duration::from_millis(250);

#[expect(clippy::disallowed_methods, reason = "`Source::stop` waits for it")]
pub(crate) fn start(url: String, mut dice: Rng) -> Source {
    let (stop, mut stopped) = oneshot::channel();
    let task = tokio::spawn(async move {
        let client = Client::log_in(&url, "source", &password("source")).await;
        let mut sent = Sent::new();
        for number in 0_u64.. {
            if stopped.try_recv().is_ok() {
                break;
            }
            // Sometimes an earlier document is published again.
            let number = if dice.u8(..) < 8 { dice.u64(0..=number) } else { number };
            let (body, fate) = document(number);
            accepted(&client, &body).await;
            sent.insert(ArticleId::of("", "", body.as_bytes()), fate);
            tokio::time::sleep(PACE).await;
        }
        sent
    });
    Source { stop, task }
}

impl Source {
    /// The documents that the server has accepted.
    pub(crate) async fn stop(self) -> Sent {
        let _ = self.stop.send(());
        self.task.await.expect("the source does not panic")
    }
}

/// Publishes until the server has acknowledged the document.
async fn accepted(client: &Client, body: &str) {
    loop {
        let sent = client.jetstream.publish("articles.raw", body.to_owned().into()).await;
        if let Ok(stored) = sent
            && stored.await.is_ok()
        {
            return;
        }
        tokio::time::sleep(AGAIN).await;
    }
}

fn document(number: u64) -> (String, Fate) {
    match number % 40 {
        7 => (format!("<!doctype html><body><script>{number}</script></body>"), Fate::Dead),
        19 => (format!("Too short: {number}."), Fate::Filtered),
        _ => {
            let text = format!("Number {number}: the market hall opens again after the repairs. ");
            (text.repeat(10), Fate::Published)
        }
    }
}
