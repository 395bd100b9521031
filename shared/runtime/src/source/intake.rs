use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use article::{ArticleId, Timestamp, header, subject};
use backon::{BackoffBuilder, ExponentialBuilder};
use broker::{Broker, Outbound, PublishFault, Watching, table};
use bytes::Bytes;
use config::Name;
use stage::{Intake, Memory, Outgoing, Stopped, Unpublished};
use telemetry::{MessageSpan, Metrics, Operation, Outcome, Sent, attribute};
use tokio_util::sync::CancellationToken;

use crate::destination::destination;
use crate::health::{Health, Obstacle, Unready};
use crate::hop_context::carry_on;

/// 50 to 100 ms at first, then doubled, at most 5 s.
const BACKOFF: ExponentialBuilder = ExponentialBuilder::new()
    .with_jitter()
    .with_min_delay(Duration::from_millis(50))
    .with_max_delay(Duration::from_millis(2_500))
    .without_max_times();

/// How often a source reports what it watches.
const SAY: Duration = Duration::from_secs(15);

/// Publishes to JetStream, and remembers in its bucket.
#[derive(Debug, Clone)]
pub(super) struct BrokerIntake(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    source: String,
    lane: Option<String>,
    subject: String,
    broker: Broker,
    health: Arc<Health>,
    metrics: Arc<Metrics>,
    stop: CancellationToken,
    watching: Mutex<Option<Watching>>,
    fetched_at: Mutex<Option<Timestamp>>,
}

impl BrokerIntake {
    /// For the source with this name. It publishes to a lane, otherwise to `articles.raw`.
    pub(super) fn new(
        source: &'static str,
        lane: Option<String>,
        broker: Broker,
        health: Arc<Health>,
        metrics: Arc<Metrics>,
        stop: CancellationToken,
    ) -> Self {
        let subject = match &lane {
            Some(lane) => format!("{}{lane}", subject::RAW_LANE_PREFIX),
            None => subject::RAW.to_owned(),
        };
        let source = noted_as(broker.user(), source);
        let (watching, fetched_at) = Default::default();
        Self(Arc::new(Inner {
            source,
            lane,
            subject,
            broker,
            health,
            metrics,
            stop,
            watching,
            fetched_at,
        }))
    }

    /// Reports periodically what the source watches, for `courant status`. Never ends.
    pub(super) async fn say(self) -> Infallible {
        let Inner { source, broker, watching, fetched_at, .. } = &*self.0;
        loop {
            let known = *locked(watching);
            if let Some(watching) = known {
                let watching = Watching { fetched_at: *locked(fetched_at), ..watching };
                // The next one follows soon.
                let _ = broker.note_watching(source, &watching).await;
            }
            tokio::time::sleep(if known.is_some() { SAY } else { SAY / 15 }).await;
        }
    }
}

impl Intake for BrokerIntake {
    async fn publish(&self, document: Outgoing) -> Result<(), Unpublished> {
        let Outgoing { key, mut headers, body } = document;
        let id = ArticleId::of_key(self.0.lane.as_deref(), &key);
        headers.push(header::KEY, key);
        let began = Instant::now();
        let span = MessageSpan::send_first(
            || id.bytes(),
            &Sent {
                destination: destination(&self.0.subject),
                message_id: None,
                body_size: body.len(),
            },
        );
        span.set_with(attribute::ARTICLE, || id.to_string());
        carry_on(span.context(), &mut headers);
        let subject = self.0.subject.as_str();
        let message = Outbound { subject: subject.into(), headers, body };
        let sent = self.0.until_done(|| self.0.broker.publish(message.clone())).await;
        match sent {
            Ok(receipt) => {
                span.set(attribute::SEQUENCE, receipt.sequence);
                self.0.metrics.operated(Operation::Send, began.elapsed(), &span);
                self.0.metrics.settled(Outcome::Forwarded, began.elapsed(), Some(&span));
                Ok(())
            }
            Err(why) => {
                span.fail("not_accepted", "the server has not stored the document");
                Err(why)
            }
        }
    }

    async fn recall(&self, key: &str) -> Result<Option<Memory>, Stopped> {
        let ask = async || {
            let found = self.0.broker.seen(&self.0.source, key).await;
            found.map_err(|_| PublishFault::Away)
        };
        let found = self.0.until_done(ask).await.map_err(|_| Stopped)?;
        Ok(found.map(|note| Memory { value: note.body, since: note.stored_at }))
    }

    async fn remember(&self, key: &str, value: Bytes) -> Result<(), Stopped> {
        let note = || self.0.broker.note_seen(&self.0.source, key, value.clone());
        self.0.until_done(note).await.map_err(|_| Stopped)
    }

    fn remembers_for(&self) -> Duration {
        table::SEEN_FOR
    }

    fn fetched(&self, what: &'static str, outcome: &'static str) {
        *locked(&self.0.fetched_at) = Some(Timestamp::now());
        self.0.metrics.fetched(what, outcome);
    }

    fn watching(&self, places: usize, failing: usize) {
        let watching = Watching { watched: places, failing, fetched_at: None };
        *locked(&self.0.watching) = Some(watching);
        self.0.metrics.watching(places, failing);
    }

    async fn stopped(&self) {
        self.0.stop.cancelled().await;
    }
}

impl Inner {
    /// Retries until the server has done it. The service is not ready meanwhile.
    async fn until_done<T, F>(&self, mut ask: impl FnMut() -> F) -> Result<T, Unpublished>
    where
        F: Future<Output = Result<T, PublishFault>>,
    {
        let mut backoff = BACKOFF.build();
        let mut blocked: Option<Blocked<'_>> = None;
        loop {
            let fault = match ask().await {
                Ok(done) => return Ok(done),
                Err(PublishFault::TooLarge) => return Err(Unpublished::TooLarge),
                Err(fault) => fault,
            };
            let why = Unready::Output(Obstacle::of(fault));
            if blocked.as_ref().is_none_or(|blocked| blocked.1 != why) {
                let advice = if fault == PublishFault::Full {
                    "the pipeline is behind: see `courant status`"
                } else {
                    "check that the server is up, that `courant setup` has run, and that this user may publish"
                };
                tracing::warn!(courant.obstacle = %why, error = %fault, advice, "could not send a message, retrying");
                drop(blocked.take());
                blocked = Some(Blocked::new(&self.health, why));
            }
            let wait = backoff.next().expect("the number of retries is not limited");
            if tokio::time::timeout(wait, self.stop.cancelled()).await.is_ok() {
                return Err(Unpublished::Stopped);
            }
        }
    }
}

/// The name under which a source stores its notes: that of its user, which has no permission for
/// others. A user that Courant didn't create may have a name that doesn't fit into a subject, such
/// as `ada@example.org`.
fn noted_as(user: Option<String>, source: &str) -> String {
    user.filter(|user| user.parse::<Name>().is_ok()).unwrap_or_else(|| source.to_owned())
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// While this exists, the service is not ready.
struct Blocked<'a>(&'a Health, Unready);

impl<'a> Blocked<'a> {
    fn new(health: &'a Health, why: Unready) -> Self {
        health.block(why);
        Self(health, why)
    }
}

impl Drop for Blocked<'_> {
    fn drop(&mut self) {
        self.0.unblock(self.1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_whose_name_does_not_fit_into_a_subject_notes_under_the_kind_of_source() {
        for (user, name) in [
            (Some("news"), "news"),
            (None, "feeds"),
            (Some(""), "feeds"),
            (Some("ada@example.org"), "feeds"),
            (Some("news.>"), "feeds"),
        ] {
            assert_eq!(noted_as(user.map(str::to_owned), "feeds"), name, "{user:?}");
        }
    }
}
