use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use article::{Record, RecordError, header};
use backon::{BackoffBuilder, ExponentialBuilder};
use broker::Delivery;
use bytes::Bytes;
use stage::{Failed, Processed, Settlement, Stage, settle};
use tokio::time::{Instant, interval_at};

use crate::edge::Edge;
use crate::executor::Executor;
use crate::fault::Fault;
use crate::in_flight::Permit;
use crate::quarantine::{Denied, Quarantine};
use crate::report::{self, Ended};
use crate::resources::Resources;
use crate::settling::Settling;
use crate::threads::cores;

/// Processes messages, each from its delivery to its settlement.
#[derive(Debug)]
pub struct Processor<S, E> {
    pub resources: Resources<E>,
    pub executor: Arc<Executor<S>>,
    pub quarantine: Arc<Quarantine>,
}

/// Delay between two attempts: 250 to 500 ms at first, then doubled, at most 30 s.
const RETRY_BACKOFF: ExponentialBuilder = ExponentialBuilder::new()
    .with_jitter()
    .with_min_delay(Duration::from_millis(250))
    .with_max_delay(Duration::from_secs(15))
    .without_max_times();

/// How long the server keeps a message that another version or replica can process.
const RETURN_DELAY: Duration = Duration::from_secs(30);
/// The delay is multiplied by the number of such waiting messages over this. The server redelivers
/// them before it delivers new ones, so there must not be more than about 330 a second.
const WAITING_PER_DELAY: u64 = 10_000;
const LONGEST_RETURN: u32 = 10;

impl<S: Stage, E: Edge> Processor<S, E> {
    /// Processes one message.
    ///
    /// Until it is settled, the server is notified every `heartbeat` that the message is still being
    /// processed.
    pub async fn process(&self, delivery: Delivery, heartbeat: Duration) {
        let began = Instant::now();
        let mut heartbeats = interval_at(began + heartbeat, heartbeat);
        self.resources.metrics.consumed(delivery.origin.delivered > 1);
        let settling = Settling::new(&self.resources, delivery, began.into_std());
        let mut processing = pin!(self.admit(&settling));
        let ended = loop {
            tokio::select! {
                biased;
                ended = &mut processing => break ended,
                _ = heartbeats.tick() => settling.progress().await,
            }
        };
        report::settled(&self.resources, &settling.span, &ended, began.elapsed());
    }

    /// Sends a redelivered message through the quarantine, and processes any other at once.
    async fn admit(&self, settling: &Settling<'_, E>) -> Ended {
        let permit = self.resources.in_flight.claim();
        if settling.delivery().origin.delivered == 1 {
            return self.attempts(settling, permit).await;
        }
        match self.too_new(settling.delivery()) {
            // It can't have crashed a process that can't read it, so it needs no quarantine.
            Some(failed) => settling.return_to_server(self.newer_delay(), 1, Some(failed)).await,
            // Boxed, like everything rare: a task has the size of its largest future.
            None => Box::pin(self.quarantined(settling, permit)).await,
        }
    }

    async fn quarantined(&self, settling: &Settling<'_, E>, permit: Permit<'_>) -> Ended {
        match self.quarantine.enter(&self.resources, &settling.span, permit).await {
            Ok(_quarantined) => {
                let ended = self.attempts(settling, self.resources.in_flight.acquire()).await;
                self.quarantine.clear(&self.resources).await;
                ended
            }
            Err(Denied::Deadly(failed, begun)) => settling.dead_letter(failed, begun).await,
            Err(Denied::Stopping) => settling.return_to_server(Duration::ZERO, 1, None).await,
        }
    }

    /// Attempts the message until it is settled.
    async fn attempts<'a>(&'a self, settling: &Settling<'_, E>, mut permit: Permit<'a>) -> Ended {
        let resources = &self.resources;
        let mut attempt = 1;
        let mut backoff = RETRY_BACKOFF.build();
        resources.metrics.in_flight(resources.in_flight.all());
        loop {
            // The memory of a large document counts until it is settled, because its parts take as much.
            let mut object = None;
            let Some(result) = self.attempt(settling, attempt, &mut object).await else {
                return settling.return_to_server(Duration::ZERO, attempt, None).await;
            };
            self.check_threads();
            match settle(result, attempt, resources.settings.get().attempts) {
                Settlement::Done(processed) => {
                    return settling.done(processed, object, attempt).await;
                }
                Settlement::DeadLetter(failed) => {
                    return settling.dead_letter(failed, attempt).await;
                }
                Settlement::Return(failed) => {
                    let delay = match self.too_new(settling.delivery()) {
                        Some(_) => self.newer_delay(),
                        None => RETURN_DELAY,
                    };
                    return settling.return_to_server(delay, attempt, Some(failed)).await;
                }
                Settlement::Retry(failed) => {
                    let wait = backoff.next().expect("the number of retries is not limited");
                    report::retried(resources, &settling.span, &failed, attempt, wait);
                    drop(permit);
                    let waiting = resources.in_flight.wait();
                    if resources.stopped_within(wait).await {
                        let delay = Duration::ZERO;
                        return settling.return_to_server(delay, attempt, Some(failed)).await;
                    }
                    drop(waiting);
                    permit = resources.in_flight.acquire();
                    attempt += 1;
                }
            }
        }
    }

    /// One attempt. `None` if the service was asked to stop before it began. `object` receives the
    /// content that the message refers to.
    async fn attempt(
        &self,
        settling: &Settling<'_, E>,
        attempt: u32,
        object: &mut Option<Bytes>,
    ) -> Option<Result<Processed, Failed>> {
        let resources = &self.resources;
        let delivery = settling.delivery();
        let message = match delivery.headers.get(header::OBJECT) {
            Some(_) if resources.from_outside => {
                let opened = Box::pin(resources.objects.open(&resources.edge, delivery));
                let opened = tokio::select! {
                    biased;
                    () = resources.stop.cancelled() => return None,
                    opened = opened => opened,
                };
                match opened {
                    Ok(message) => message,
                    Err(failed) => return Some(Err(failed)),
                }
            }
            Some(_) | None => delivery.to_raw(),
        };
        object.clone_from(&message.object);
        self.executor.attempt(message, attempt, &settling.span, &resources.stop).await
    }

    /// Whether the record is of a version that this service can't read.
    fn too_new(&self, delivery: &Delivery) -> Option<Failed> {
        if self.resources.from_outside {
            return None;
        }
        match Record::from_bytes(&delivery.body) {
            Err(error @ RecordError::NewerVersion(_)) => Some(Failed::new(None, &error)),
            Ok(_) | Err(_) => None,
        }
    }

    /// How long the server keeps a record that this service can't read. The service is not ready
    /// until twice this time has passed without another one.
    fn newer_delay(&self) -> Duration {
        let waiting = self.resources.ack_pending.load(Ordering::Relaxed) / WAITING_PER_DELAY;
        let times = u32::try_from(waiting).unwrap_or(u32::MAX).clamp(1, LONGEST_RETURN);
        let delay = RETURN_DELAY * times;
        self.resources.health.returned(2 * delay);
        delay
    }

    /// Exits the service if there are twice as many hung threads as cores, so that its supervisor
    /// restarts it.
    fn check_threads(&self) {
        if self.executor.lost_threads() > 2 * cores() {
            self.resources.fail(Fault::ThreadsLost);
        }
    }
}
