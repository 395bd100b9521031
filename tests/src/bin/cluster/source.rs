//! The only publisher: a user in its own account, with many documents in flight.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use article::ArticleId;
use async_nats::{ConnectOptions, HeaderMap, jetstream};
use e2e::password;
use futures_util::{StreamExt, stream};
use tokio::task::JoinHandle;

/// The documents that the server has accepted.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    pub(crate) ids: HashSet<ArticleId>,
    /// The number of repeated publishes.
    pub(crate) again: u64,
    /// The duration of each publish, including repetitions.
    pub(crate) waits: Vec<Wait>,
}

/// The wait for the acknowledgement of a document.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wait {
    pub(crate) began: Instant,
    pub(crate) took: Duration,
}

/// The running publisher.
#[derive(Debug)]
pub(crate) struct Source {
    task: JoinHandle<Sent>,
    enough: Arc<AtomicBool>,
}

const AT_A_TIME: usize = 32;
const AGAIN: Duration = Duration::from_millis(100);

/// Publishes `documents` documents, and more until every kind of fault has occurred.
#[expect(clippy::disallowed_methods, reason = "`Source::sent` waits for it")]
/// Pauses for `rest` after each, so that the stages keep up.
pub(crate) fn start(urls: Vec<String>, documents: u64, rest: Duration) -> Source {
    let enough = Arc::new(AtomicBool::new(false));
    let stop = Arc::clone(&enough);
    let task = tokio::spawn(async move {
        let login = ConnectOptions::with_user_and_password("source".into(), password("source"));
        let login = login.custom_inbox_prefix("_INBOX_source");
        let nats = login.connect(urls).await.expect("the servers are up");
        let jetstream = jetstream::new(nats);
        let publish = |number| accepted(&jetstream, number, rest);
        let mut sent = Sent::default();
        let more = |number: &u64| *number < documents || !stop.load(Ordering::Relaxed);
        let mut accepted =
            stream::iter((0..).take_while(more)).map(publish).buffer_unordered(AT_A_TIME);
        while let Some((id, again, wait)) = accepted.next().await {
            sent.ids.insert(id);
            sent.again += again;
            sent.waits.push(wait);
        }
        sent
    });
    Source { task, enough }
}

impl Sent {
    /// The longest wait so far.
    pub(crate) fn longest(&self) -> Duration {
        self.waits.iter().map(|wait| wait.took).max().unwrap_or_default()
    }
}

impl Source {
    pub(crate) fn is_finished(&self) -> bool {
        self.task.is_finished()
    }

    /// Every kind of fault has occurred, so publishing may end with the last document.
    pub(crate) fn suffices(&self) {
        self.enough.store(true, Ordering::Relaxed);
    }

    /// The documents that the server has accepted.
    pub(crate) async fn sent(self) -> Sent {
        self.task.await.expect("the source does not panic")
    }
}

/// Publishes until the server has acknowledged the document.
async fn accepted(
    jetstream: &jetstream::Context,
    number: u64,
    rest: Duration,
) -> (ArticleId, u64, Wait) {
    let text =
        format!("Number {number}: the market hall opens again after the repairs of winter. ");
    let body = text.repeat(4);
    let (began, mut again) = (Instant::now(), 0);
    loop {
        let mut headers = HeaderMap::new();
        headers.insert("Nats-Msg-Id", format!("document-{number}"));
        let sent = jetstream.publish_with_headers("articles.raw", headers, body.clone().into());
        if let Ok(stored) = sent.await
            && stored.await.is_ok()
        {
            let wait = Wait { began, took: began.elapsed() };
            tokio::time::sleep(rest).await;
            return (ArticleId::of("", "", body.as_bytes()), again, wait);
        }
        again += 1;
        tokio::time::sleep(AGAIN).await;
    }
}
