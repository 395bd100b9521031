use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use article::ArticleId;
use e2e::{Client, Compose, published, until};

use crate::report::Report;

/// The pause between two documents, which limits the rate to a few hundred per second.
const PACE: Duration = Duration::from_millis(4);
/// After kills, messages in flight are redelivered after `ack_wait` and run one at a time.
const REST_WITHIN: Duration = Duration::from_secs(300);
const ANSWER: Duration = Duration::from_secs(5);

/// A publisher that sends one document after another from the host, as the user `source`.
///
/// It resends documents that the server has not acknowledged.
#[derive(Debug)]
pub(crate) struct Flow {
    stop: Arc<AtomicBool>,
    sent: Arc<AtomicUsize>,
    thread: JoinHandle<Vec<ArticleId>>,
}

impl Flow {
    /// Starts it. `name` makes its documents different from those of other flows.
    pub(crate) fn begin(compose: &Compose, name: &str) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let (url, password) = (compose.nats_url(), compose.password("source"));
        let sent = Arc::new(AtomicUsize::new(0));
        let (stopped, counted, name) = (Arc::clone(&stop), Arc::clone(&sent), name.to_owned());
        let thread = std::thread::spawn(move || {
            runtime().block_on(async {
                let source = Client::log_in(&url, "source", &password).await;
                let mut ids = Vec::new();
                while !stopped.load(Ordering::Relaxed) {
                    ids.push(send(&source, &text(&name, ids.len())).await);
                    counted.store(ids.len(), Ordering::Relaxed);
                    tokio::time::sleep(PACE).await;
                }
                ids
            })
        });
        Self { stop, sent, thread }
    }

    /// Waits until it has sent this many documents.
    pub(crate) fn until_sent(&self, count: usize) {
        until_true("the publisher to come on", || self.sent.load(Ordering::Relaxed) >= count);
    }

    /// Waits until it has sent this many more documents.
    pub(crate) fn until_sent_more(&self, count: usize) {
        self.until_sent(self.sent.load(Ordering::Relaxed) + count);
    }

    /// Stops it and returns the acknowledged articles.
    pub(crate) fn end(self) -> Vec<ArticleId> {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.join().unwrap_or_else(|_| panic!("the publisher failed"))
    }
}

/// Sends `count` documents and returns their articles.
pub(crate) fn send_all(compose: &Compose, name: &str, count: usize) -> Vec<ArticleId> {
    runtime().block_on(async {
        let source =
            Client::log_in(&compose.nats_url(), "source", &compose.password("source")).await;
        let mut ids = Vec::with_capacity(count);
        for number in 0..count {
            ids.push(send(&source, &text(name, number)).await);
        }
        ids
    })
}

/// Waits until nothing is in flight, and checks that each of these articles was published once.
pub(crate) fn none_lost_none_twice(
    compose: &Compose,
    report: &mut Report,
    what: &str,
    sent: &[ArticleId],
) {
    let (url, password) = (compose.nats_url(), compose.password("operator"));
    let counts = runtime().block_on(async {
        let operator = Client::log_in(&url, "operator", &password).await;
        until_at_rest(&operator).await;
        published(&operator).await
    });
    let ids: HashSet<&ArticleId> = sent.iter().collect();
    let lost = ids.iter().filter(|id| !counts.contains_key(id)).count();
    let twice = counts.values().filter(|&&count| count != 1).count();
    let holds = lost == 0 && twice == 0 && !sent.is_empty();
    report.check(
        &format!("{what}: {} documents, none lost, none twice", sent.len()),
        holds,
        || format!("{lost} lost, {twice} twice\n{}", compose.logs(&[])),
    );
    report.documents(sent.len());
}

/// A single-threaded runtime for a short exchange with the server.
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// Counts pending messages by consumer, because after a full disk the server can retain acknowledged
/// messages.
async fn until_at_rest(operator: &Client) {
    let consumers = [
        ("ARTICLES_RAW", "ingestion"),
        ("ARTICLES_INGESTED", "language-detection"),
        ("ARTICLES_LANGUAGE_DETECTED", "metadata-extraction"),
        ("ARTICLES_METADATA_EXTRACTED", "publishing"),
    ];
    e2e::until_async("the pipeline to be at rest", REST_WITHIN, async || {
        for (stream, durable) in consumers {
            let stream = operator.jetstream.get_stream(stream).await.ok()?;
            let info = stream.consumer_info(durable).await.ok()?;
            if info.num_pending > 0 || info.num_ack_pending > 0 {
                return None;
            }
        }
        Some(())
    })
    .await;
}

/// Sends one document until the server acknowledges it.
async fn send(source: &Client, text: &str) -> ArticleId {
    loop {
        let sent = source.jetstream.publish("articles.raw", text.to_owned().into()).await;
        let Ok(confirmed) = sent else { continue };
        if let Ok(Ok(_)) = tokio::time::timeout(ANSWER, confirmed.into_future()).await {
            return ArticleId::of("", "", text.as_bytes());
        }
    }
}

fn text(name: &str, number: usize) -> String {
    format!(
        "Report {number} of {name}. The ferry to the islands runs again from Monday, the harbour \
         office said. Passengers should bring warm clothes, since the upper deck stays open."
    )
}

/// Waits until `ask` returns true.
pub(crate) fn until_true(what: &str, mut ask: impl FnMut() -> bool) {
    until(what, Duration::from_secs(120), || ask().then_some(()));
}
