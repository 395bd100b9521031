use std::convert::Infallible;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use article::{ArticleId, RecordError, Timestamp, header, subject};
use backon::{BackoffBuilder, ExponentialBuilder};
use broker::{Delivery, table};
use stage::{Article, Erasure, Failed, Undelivered, Verdict, Version};
use telemetry::MessageSpan;
use tokio::time::{Instant, interval_at};
use tokio_util::task::TaskTracker;

use crate::deliver::batcher::{Batcher, Change};
use crate::deliver::order::{Order, Turn};
use crate::edge::Edge;
use crate::in_flight::Permit;
use crate::poll_metrics::poll_metrics;
use crate::pulling::pull;
use crate::report::{self, Ended};
use crate::resources::Resources;
use crate::service::End;
use crate::settling::Settling;

/// Delay between two attempts: 250 to 500 ms at first, then doubled, at most 30 s.
const RETRY_BACKOFF: ExponentialBuilder = ExponentialBuilder::new()
    .with_jitter()
    .with_min_delay(Duration::from_millis(250))
    .with_max_delay(Duration::from_secs(15))
    .without_max_times();

/// How long the server keeps a record of a newer version, which another replica may read.
const RETURN_DELAY: Duration = Duration::from_secs(30);

/// The same for an article that another process must deliver; this process may still have requested some.
const ELSEWHERE_DELAY: Duration = Duration::from_secs(1);

/// Delivers messages, each from arrival to settlement in its own task.
#[derive(Debug)]
pub struct Deliverer<E> {
    resources: Resources<E>,
    batcher: Batcher,
    order: Arc<Order>,
    tracker: TaskTracker,
}

impl<E: Edge> Deliverer<E> {
    /// Delivers through `batcher`.
    pub fn new(resources: Resources<E>, batcher: Batcher) -> Self {
        Self { resources, batcher, order: Arc::default(), tracker: TaskTracker::new() }
    }

    /// Runs until it is asked to stop, then settles the messages in flight or returns them to the
    /// server. `replays` is the subscription to replayed dead letters.
    pub async fn run(self, replays: Resources<E>) -> End {
        let (this, replays) = (Arc::new(self), Arc::new(replays));
        let resources = &this.resources;
        tracing::info!(
            courant.stage = resources.stage,
            messaging.nats.stream = resources.endpoints.stream,
            messaging.consumer.group.name = &*resources.endpoints.durable,
            "started"
        );
        let polling = Arc::clone(&this);
        this.tracker.spawn(async move { poll_metrics(&polling.resources).await });
        let guard = this.guard(&replays);
        this.tracker.spawn(Arc::clone(&this).replayed(Arc::clone(&replays)));
        let pulled = tokio::select! {
            pulled = pull(resources, |delivery, ack_wait| this.begin(delivery, ack_wait)) => pulled,
            never = guard => match never {},
        };
        let fault = pulled.err().or_else(|| resources.fault());
        resources.stop.cancel();
        this.tracker.close();
        let grace = resources.settings.get().grace;
        let finished = tokio::time::timeout(grace, this.tracker.wait()).await;
        if finished.is_ok() {
            this.batcher.close().await;
        }
        resources.edge.flush().await;
        match (fault, finished) {
            (Some(fault), _) => End::Fault(fault),
            (None, Ok(())) => End::Stopped,
            (None, Err(_)) => End::GraceExceeded,
        }
    }

    /// Stops requesting messages while another process writes to the target.
    fn guard<'a>(&'a self, replays: &'a Resources<E>) -> impl Future<Output = Infallible> + 'a {
        let block = || (self.resources.in_flight.block(), replays.in_flight.block());
        let (mut blocked, mut held) = (Some(block()), self.batcher.held());
        async move {
            loop {
                let free = *held.borrow_and_update();
                if free {
                    blocked = None;
                } else if blocked.is_none() {
                    blocked = Some(block());
                }
                if held.changed().await.is_err() {
                    // Its sender ends with the batcher.
                    std::future::pending::<()>().await;
                }
            }
        }
    }

    /// Also pulls replayed dead letters. Published articles don't wait for them.
    async fn replayed(self: Arc<Self>, replays: Arc<Resources<E>>) {
        let pulled = pull(&replays, |delivery, ack_wait| {
            let (this, counted) = (Arc::clone(&self), Arc::clone(&replays));
            let turn = this.turn(&delivery);
            this.resources.in_flight.reserve();
            self.tracker.spawn(async move {
                let _counted = counted.in_flight.claim();
                this.process(delivery, turn, ack_wait).await;
            });
        });
        if let Err(fault) = pulled.await {
            tracing::warn!(error = %fault, "replayed dead letters are not delivered");
        }
    }

    fn begin(self: &Arc<Self>, delivery: Delivery, ack_wait: Duration) {
        let (this, turn) = (Arc::clone(self), self.turn(&delivery));
        self.tracker.spawn(async move { this.process(delivery, turn, ack_wait).await });
    }

    /// The message's place among the versions of its article.
    fn turn(&self, delivery: &Delivery) -> Option<Turn> {
        let id = delivery.headers.get(header::ARTICLE_ID)?.parse().ok()?;
        Some(self.order.queue(id))
    }

    async fn process(&self, mut delivery: Delivery, turn: Option<Turn>, ack_wait: Duration) {
        // Three heartbeats within `ack_wait`, so that one may be lost.
        let heartbeat = (ack_wait / 3).max(Duration::from_millis(1));
        let began = Instant::now();
        let mut heartbeats = interval_at(began + heartbeat, heartbeat);
        self.resources.metrics.consumed(delivery.origin.delivered > 1);
        let _oldest = self.resources.oldest.enter(delivery.origin.stored_at);
        let version = version(&delivery);
        if !is_replayed(&delivery) {
            // A dead letter keeps it.
            delivery.headers.push(header::PUBLISHED, version);
        }
        let settling = Settling::new(&self.resources, delivery, began.into_std());
        let mut delivering = pin!(self.attempts(&settling, turn, version));
        let ended = loop {
            tokio::select! {
                biased;
                ended = &mut delivering => break ended,
                _ = heartbeats.tick() => settling.progress().await,
            }
        };
        report::settled(&self.resources, &settling.span, &ended, began.elapsed());
    }

    /// Attempts to deliver the article until it is settled.
    async fn attempts(
        &self,
        settling: &Settling<'_, E>,
        mut turn: Option<Turn>,
        version: Version,
    ) -> Ended {
        let mut permit = self.resources.in_flight.claim();
        let change = match change(settling.delivery(), version) {
            Ok(change) => change,
            Err(error) => {
                let failed = Failed::new(None, &error);
                return match failed.verdict {
                    Verdict::Return => {
                        self.resources.health.returned(2 * RETURN_DELAY);
                        settling.return_to_server(RETURN_DELAY, 1, Some(failed)).await
                    }
                    Verdict::Reject | Verdict::Retry => settling.dead_letter(failed, 1).await,
                };
            }
        };
        if let Some(turn) = &mut turn {
            tokio::select! {
                biased;
                () = turn.come() => {}
                () = self.resources.stop.cancelled() => {
                    return settling.return_to_server(Duration::ZERO, 1, None).await;
                }
            }
        }
        let id = change.id();
        let span = settling.span.of(id);
        let change = change.traced(span);
        let mut attempt = 1;
        let mut backoff = RETRY_BACKOFF.build();
        let mut taken = self.batcher.taken();
        loop {
            let error = match span.around(self.batcher.deliver(change.clone())).await {
                Ok(()) => return settling.delivered(id, attempt).await,
                Err(error) => error,
            };
            // If the target has accepted nothing since the last attempt, this is not a failure of the
            // article.
            let before = std::mem::replace(&mut taken, self.batcher.taken());
            let alone = taken != before;
            let after = error.after;
            let failed = failed(id, error);
            if failed.verdict == Verdict::Return {
                return settling.return_to_server(ELSEWHERE_DELAY, attempt, Some(failed)).await;
            }
            let over = alone && attempt >= self.resources.settings.get().attempts;
            if failed.verdict == Verdict::Reject || over {
                return settling.dead_letter(failed, attempt).await;
            }
            let wait = backoff.next().expect("the number of retries is not limited");
            let wait = after.map_or(wait, |after| after.max(wait));
            if alone {
                report::retried(&self.resources, &settling.span, &failed, attempt, wait);
            } else {
                self.resources.metrics.retried();
            }
            permit = match self.wait(permit, wait).await {
                Some(permit) => permit,
                None => {
                    return settling.return_to_server(Duration::ZERO, attempt, Some(failed)).await;
                }
            };
            attempt += u32::from(alone);
        }
    }

    /// Waits before the next attempt, while other messages are delivered. `None` if the service was
    /// asked to stop.
    async fn wait<'a>(&'a self, permit: Permit<'a>, wait: Duration) -> Option<Permit<'a>> {
        drop(permit);
        let _waiting = self.resources.in_flight.wait();
        match self.resources.stopped_within(wait).await {
            true => None,
            false => Some(self.resources.in_flight.acquire()),
        }
    }
}

/// The version of the article in a message. A replayed dead letter has it in a header.
fn version(delivery: &Delivery) -> Version {
    let origin = &delivery.origin;
    let known = delivery.headers.get(header::PUBLISHED).filter(|_| is_replayed(delivery));
    let replayed = known.and_then(|text| text.parse().ok());
    replayed.unwrap_or(Version {
        stream_created_at: origin.stream_created_at,
        sequence: origin.sequence,
    })
}

fn is_replayed(delivery: &Delivery) -> bool {
    &*delivery.origin.stream == table::DELIVERY
}

/// The change that a message asks for.
fn change(delivery: &Delivery, version: Version) -> Result<Change, RecordError> {
    if let Some((id, erased_at)) = erased(delivery) {
        return Ok(Change::Erase(Erasure { id, version, erased_at, traceparent: None }));
    }
    let read = Article::read(delivery.body.clone(), version, delivery.origin.stored_at);
    read.map(Change::Deliver)
}

/// The article that a tombstone erases, and when. A replayed one arrives on another subject.
fn erased(delivery: &Delivery) -> Option<(ArticleId, Timestamp)> {
    let known =
        is_replayed(delivery) || delivery.origin.subject.starts_with(subject::ERASED_PREFIX);
    let at = delivery.headers.get(header::ERASED_AT).filter(|_| known)?.parse().ok()?;
    Some((delivery.headers.get(header::ARTICLE_ID)?.parse().ok()?, at))
}

impl Change {
    fn id(&self) -> ArticleId {
        match self {
            Self::Deliver(article) => article.id,
            Self::Erase(erasure) => erasure.id,
        }
    }

    fn traced(mut self, span: &MessageSpan) -> Self {
        let context = span.context().map(ToString::to_string);
        match &mut self {
            Self::Deliver(article) => article.traceparent = context,
            Self::Erase(erasure) => erasure.traceparent = context,
        }
        self
    }
}

fn failed(id: ArticleId, error: Undelivered) -> Failed {
    let Undelivered { code, detail, verdict, .. } = error;
    Failed { id: Some(id), code, detail, verdict }
}
