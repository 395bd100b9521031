use std::time::Duration;

use article::ArticleId;
use backon::{BackoffBuilder, ExponentialBuilder};
use broker::{Once, Origin, Outbound, PublishFault, Receipt, redelivery_mark};
use tokio::time::Instant;

use crate::edge::Edge;
use crate::health::{Health, Obstacle, Unready};
use crate::in_flight::Permit;
use crate::resources::Resources;

/// Sends messages, and retries until the server has stored them.
///
/// A full or missing stream is not a failure of the document. The message stays in flight, and
/// nothing new is pulled meanwhile: this is the back pressure.
#[derive(Debug)]
pub struct Outlet<'a, E>(pub &'a Resources<E>);

/// Why a message was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stuck {
    /// It is larger than the server accepts.
    TooLarge,
    /// The service was asked to stop while the message was blocked.
    Stopping,
    /// The stream of raw documents had no room for a document inside the article.
    NoRoom,
    /// The bucket of large documents had no room for the full text of one.
    NoRoomForText,
}

/// The reason for not being ready, given the obstacle.
type Blockage = fn(Obstacle) -> Unready;

/// 50 to 100 ms at first, then doubled, at most 5 s.
const BACKOFF: ExponentialBuilder = ExponentialBuilder::new()
    .with_jitter()
    .with_min_delay(Duration::from_millis(50))
    .with_max_delay(Duration::from_millis(2_500))
    .without_max_times();

/// How long the stream of raw documents may be full before a document with attachments fails.
const ROOM_WITHIN: Duration = Duration::from_secs(30);

impl<E: Edge> Outlet<'_, E> {
    /// Sends a record to the next stage. For a retry, `again` recreates the message: keeping
    /// it would double the memory of every record in flight.
    pub async fn forward(
        &self,
        message: Outbound,
        again: impl Fn() -> Outbound,
    ) -> Result<Receipt, Stuck> {
        let mut first = Some(message);
        let mut message = || first.take().unwrap_or_else(&again);
        self.until_stored(Unready::Output, || self.0.edge.publish(message())).await
    }

    /// Publishes a record, once per article.
    pub async fn publish(
        &self,
        id: ArticleId,
        message: Outbound,
        again: impl Fn() -> Outbound,
        replace: bool,
    ) -> Result<Once, Stuck> {
        let mut first = Some(message);
        self.until_stored(Unready::Output, || {
            let message = first.take().unwrap_or_else(&again);
            async move {
                match replace {
                    true => Box::pin(self.0.edge.publish_replacing(id, message)).await,
                    false => self.0.edge.publish_once(id, message).await,
                }
            }
        })
        .await
    }

    /// Stores a dead letter.
    pub async fn dead_letter(&self, dead_letter: Outbound) -> Result<Receipt, Stuck> {
        let publish = || self.0.edge.publish(dead_letter.clone());
        self.until_stored(Unready::DeadLetters, publish).await
    }

    /// Stores the mark of a filtered or duplicate article.
    pub async fn set_aside(&self, mark: Outbound) -> Result<Receipt, Stuck> {
        self.until_stored(Unready::SetAside, || self.0.edge.publish(mark.clone())).await
    }

    /// Keeps a raw document.
    pub async fn original(&self, original: Outbound) -> Result<(), Stuck> {
        let publish = || self.0.edge.publish(original.clone());
        self.until_stored(Unready::Originals, publish).await.map(drop)
    }

    /// Publishes a raw document that was inside another, or a piece of it. If the stream is full,
    /// the service continues to process messages, because the stream is its own input.
    pub async fn part(&self, part: Outbound) -> Result<Receipt, Stuck> {
        let began = Instant::now();
        let mut backoff = BACKOFF.build();
        let publish = || async {
            match self.0.edge.publish(part.clone()).await {
                Ok(receipt) => Ok(Some(receipt)),
                Err(PublishFault::Full) => Ok(None),
                Err(fault) => Err(fault),
            }
        };
        loop {
            if let Some(receipt) = self.until_stored(Unready::Output, publish).await? {
                return Ok(receipt);
            }
            if began.elapsed() > ROOM_WITHIN {
                return Err(Stuck::NoRoom);
            }
            let wait = backoff.next().expect("the number of retries is not limited");
            if self.0.stopped_within(wait).await {
                return Err(Stuck::Stopping);
            }
        }
    }

    /// How many attempts this stage has begun on a redelivered message without settling it.
    pub async fn attempts_begun(&self, origin: &Origin) -> Result<u32, Stuck> {
        let ask = || self.0.edge.attempts_begun(self.0.stage, origin);
        self.until_stored(Unready::Redelivered, ask).await
    }

    /// Stores that number.
    pub async fn store_attempts_begun(&self, origin: &Origin, begun: u32) -> Result<(), Stuck> {
        let mark = redelivery_mark(self.0.stage, origin, begun);
        let publish = || self.0.edge.publish(mark.clone());
        self.until_stored(Unready::Redelivered, publish).await.map(drop)
    }

    async fn until_stored<T, F>(
        &self,
        blockage: Blockage,
        mut send: impl FnMut() -> F,
    ) -> Result<T, Stuck>
    where
        F: Future<Output = Result<T, PublishFault>>,
    {
        let mut blocked: Option<Blocked<'_>> = None;
        let mut backoff = BACKOFF.build();
        loop {
            let fault = match send().await {
                Ok(stored) => return Ok(stored),
                Err(PublishFault::TooLarge) => return Err(Stuck::TooLarge),
                Err(fault) => fault,
            };
            let why = blockage(Obstacle::of(fault));
            if blocked.as_ref().is_none_or(|blocked| blocked.why != why) {
                let advice = advice(fault, why, &self.0.endpoints.output);
                tracing::warn!(courant.obstacle = %why, error = %fault, advice, "could not send a message, retrying");
                drop(blocked.take());
                blocked = Some(Blocked::new(self.0, why));
            }
            let wait = backoff.next().expect("the number of retries is not limited");
            if self.0.stopped_within(wait).await {
                return Err(Stuck::Stopping);
            }
        }
    }
}

/// What the operator can do.
fn advice(fault: PublishFault, why: Unready, output: &str) -> &'static str {
    match fault {
        PublishFault::Full => free_space(why, output),
        PublishFault::Away | PublishFault::NoStream => {
            "see the server's log: check that it is up, JetStream is on, its disk has space, and this user may publish"
        }
        PublishFault::Refused(_) | PublishFault::Taken | PublishFault::TooLarge => {
            "compare the streams with their declaration: `courant setup --check`"
        }
    }
}

/// How to make room in the stream that is full.
fn free_space(why: Unready, output: &str) -> &'static str {
    if matches!(why, Unready::DeadLetters(_)) {
        return "replay or drop dead letters (`courant dead list`), or give the stream more space (`courant setup --apply --stream-size ARTICLES_DEAD=SIZE`)";
    }
    if !matches!(why, Unready::Output(_)) {
        return "give the stream more space: `courant setup --apply --stream-size STREAM=SIZE`, or --store for all streams";
    }
    // Reading doesn't remove its messages.
    if output.starts_with("articles.published.") {
        return "articles leave ARTICLES_PUBLISHED only by age: keep them for a shorter time (`courant setup --apply --keep 3d`), give the stream more space (`--stream-size ARTICLES_PUBLISHED=SIZE`), or let it drop the oldest (`--published-full drop-oldest`)";
    }
    "the next stage is too slow or does not run: see `courant status`, then start or scale it"
}

/// While this exists, a message is blocked: the service is not ready and pulls nothing.
struct Blocked<'a> {
    why: Unready,
    health: &'a Health,
    _permit: Permit<'a>,
}

impl<'a> Blocked<'a> {
    fn new<E>(resources: &'a Resources<E>, why: Unready) -> Self {
        resources.health.block(why);
        Self { why, health: &resources.health, _permit: resources.in_flight.block() }
    }
}

impl Drop for Blocked<'_> {
    fn drop(&mut self) {
        self.health.unblock(self.why);
    }
}
