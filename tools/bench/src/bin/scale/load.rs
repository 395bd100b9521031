use std::collections::{BTreeMap, HashMap};
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use article::ArticleId;
use async_nats::{Message, Subscriber};
use broker::partition;
use broker::table::{PUBLISHED, STREAMS};
use futures_util::StreamExt;
use tokio::sync::Semaphore;

use crate::bed::Bed;
use crate::documents::Documents;

/// Publishes documents and waits for the articles.
pub struct Load<'a> {
    bed: &'a Bed,
    documents: Arc<Documents>,
    published: Subscriber,
    /// The maximum number of documents in flight.
    pub open: usize,
    next: u64,
}

/// The results of a load.
#[derive(Debug)]
pub struct Done {
    pub documents: u64,
    pub took: Duration,
    /// Times from publishing to publication, in milliseconds.
    pub latencies: Vec<f64>,
}

/// The default maximum number of documents in flight.
pub const OPEN: usize = 256;
/// The number of documents to warm up connections and tables.
const WARMING: u64 = 200;
const PATIENCE: Duration = Duration::from_secs(120);

impl<'a> Load<'a> {
    pub async fn new(bed: &'a Bed, documents: Documents) -> Self {
        let published = bed.nats.subscribe("articles.published.>").await;
        let published = published.expect("the servers are up");
        Self { bed, documents: Arc::new(documents), published, open: OPEN, next: 0 }
    }

    /// Sends the first documents, and returns the bytes of one copy in each stream.
    pub async fn warm(&mut self) -> BTreeMap<String, f64> {
        let all = self.bed.nats.subscribe("articles.>").await.expect("the servers are up");
        let done = self.run(|_, sent| sent < WARMING, None).await;
        let mut bytes: BTreeMap<String, f64> = BTreeMap::new();
        let late = tokio::time::sleep(Duration::from_millis(200));
        let mut all = pin!(all.take_until(late));
        while let Some(message) = all.next().await {
            if let Some(stream) = stream(&message) {
                *bytes.entry(stream.to_owned()).or_default() += stored(&message);
            }
        }
        bytes.values_mut().for_each(|bytes| *bytes /= done.documents as f64);
        bytes
    }

    /// Sends documents as fast as they are published.
    pub async fn closed(&mut self, enough: Enough) -> Done {
        self.run(|elapsed, sent| !enough.is_reached(elapsed, sent), None).await
    }

    /// Sends documents at a rate.
    pub async fn paced(&mut self, rate: f64, enough: Enough) -> Done {
        self.run(|elapsed, sent| !enough.is_reached(elapsed, sent), Some(rate)).await
    }

    async fn run(&mut self, goes_on: impl Fn(Duration, u64) -> bool, rate: Option<f64>) -> Done {
        let (began, mut sent) = (Instant::now(), 0);
        let open = Arc::new(Semaphore::new(self.open));
        let (mut waiting, mut latencies) = (HashMap::<ArticleId, Instant>::new(), Vec::new());
        let mut publishing = tokio::task::JoinSet::new();
        loop {
            let more = goes_on(began.elapsed(), sent);
            if !more && waiting.is_empty() {
                break;
            }
            let due =
                rate.map_or(began, |rate| began + Duration::from_secs_f64(sent as f64 / rate));
            let slot = async {
                tokio::time::sleep_until(due.into()).await;
                Arc::clone(&open).acquire_owned().await
            };
            tokio::select! {
                biased;
                article = self.published.next() => {
                    let article = article.expect("the subscription lasts as long as its client");
                    let id = article.subject.rsplit('.').next().and_then(|id| id.parse().ok());
                    if let Some(sent) = id.and_then(|id: ArticleId| waiting.remove(&id)) {
                        latencies.push(sent.elapsed().as_secs_f64() * 1e3);
                        open.add_permits(1);
                    }
                }
                slot = slot, if more => {
                    slot.expect("the semaphore is never closed").forget();
                    let (id, body) = self.documents.document(self.next);
                    self.next += 1;
                    sent += 1;
                    waiting.insert(id, Instant::now());
                    let jetstream = self.bed.jetstream();
                    publishing.spawn(async move {
                        let stored = jetstream.publish("articles.raw", body.into()).await;
                        stored.expect("the servers are up").await.expect("there is room");
                    });
                }
                Some(stored) = publishing.join_next() => stored.expect("a document was stored"),
                () = tokio::time::sleep(PATIENCE) => {
                    assert!(waiting.is_empty(), "{} documents did not come out", waiting.len());
                }
            }
        }
        let took = began.elapsed();
        Done { documents: sent, took, latencies }
    }
}

/// The end of a load.
#[derive(Debug, Clone, Copy)]
pub enum Enough {
    After(Duration),
    Documents(u64),
}

impl Enough {
    pub fn is_reached(self, elapsed: Duration, sent: u64) -> bool {
        match self {
            Self::After(time) => elapsed >= time,
            Self::Documents(count) => sent >= count,
        }
    }

    pub fn half(self) -> Self {
        match self {
            Self::After(time) => Self::After(time / 2),
            Self::Documents(count) => Self::Documents(count / 4 + 1),
        }
    }
}

/// The stream that stores a message.
fn stream(message: &Message) -> Option<&'static str> {
    let subject = message.subject.as_str();
    let public = partition::public(subject);
    let subject = public.as_deref().unwrap_or(subject);
    match subject.starts_with("articles.published.") {
        true => Some(PUBLISHED),
        false => {
            let stores = |stream: &&broker::table::StreamSpec| stream.subjects.contains(&subject);
            STREAMS.iter().find(stores).map(|stream| stream.name)
        }
    }
}

/// The bytes that nats-server stores for a message: 22 bytes, the subject, the headers with their length,
/// the body, and a checksum of 8 bytes.
fn stored(message: &Message) -> f64 {
    let reply = message.reply.as_ref().map_or(0, |reply| reply.len());
    let headers = message.length - message.payload.len() - message.subject.len() - reply;
    let headers = if message.headers.is_some() { headers + 4 } else { 0 };
    (22 + message.subject.len() + headers + message.payload.len() + 8) as f64
}
