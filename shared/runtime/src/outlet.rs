use std::time::Duration;

use article::ArticleId;
use broker::{
    Broker, Once, Origin, Outbound, PublishFault, Receipt, published_once, published_replacing,
    redelivery_mark,
};
use tokio_util::sync::CancellationToken;

use crate::health::{Health, Obstacle, Unready};
use crate::in_flight::InFlight;

/// The way out of a service: holds on to a message until the server has it.
///
/// A full or absent stream is no failure of the document. It stays in hand, and nothing new is
/// pulled meanwhile: that is the back pressure.
#[derive(Debug, Clone, Copy)]
pub struct Outlet<'a> {
    /// The server.
    pub broker: &'a Broker,
    /// What is in hand.
    pub in_flight: &'a InFlight,
    /// Where to tell that something is stuck.
    pub health: &'a Health,
    /// Asks to stop.
    pub stop: &'a CancellationToken,
}

/// Why a message did not get out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stuck {
    /// Larger than the server takes.
    TooLarge,
    /// The service is to stop while the way is blocked.
    Stopping,
}

/// Which way a message takes, for those who ask why it is blocked.
type Way = fn(Obstacle) -> Unready;

const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

impl Outlet<'_> {
    /// To the next stage. Should the first try fail, the message is made `again`: kept until the
    /// server has answered, each record in hand would be there twice.
    pub async fn forward(
        &self,
        message: Outbound,
        again: impl Fn() -> Outbound,
    ) -> Result<Receipt, Stuck> {
        let mut first = Some(message);
        let mut message = || first.take().unwrap_or_else(&again);
        self.until_stored(Unready::Output, || self.broker.publish(message())).await
    }

    /// Out of the pipeline.
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
                    true => Box::pin(published_replacing(self.broker, id, message)).await,
                    false => published_once(self.broker, id, message).await,
                }
            }
        })
        .await
    }

    /// Into the dead letters.
    pub async fn bury(&self, letter: Outbound) -> Result<Receipt, Stuck> {
        self.until_stored(Unready::DeadLetters, || self.broker.publish(letter.clone())).await
    }

    /// Aside, as filtered or duplicate.
    pub async fn set_aside(&self, mark: Outbound) -> Result<Receipt, Stuck> {
        self.until_stored(Unready::SetAside, || self.broker.publish(mark.clone())).await
    }

    /// How often this stage has begun on a message and ended without a word.
    pub async fn attempts_begun(&self, stage: &str, origin: &Origin) -> Result<u32, Stuck> {
        self.until_stored(Unready::Redelivered, || self.broker.attempts_begun(stage, origin)).await
    }

    /// Notes it.
    pub async fn note_attempts(
        &self,
        stage: &str,
        origin: &Origin,
        begun: u32,
    ) -> Result<(), Stuck> {
        let mark = redelivery_mark(stage, origin, begun);
        self.until_stored(Unready::Redelivered, || self.broker.publish(mark.clone())).await.map(drop)
    }

    async fn until_stored<T, F>(&self, way: Way, mut send: impl FnMut() -> F) -> Result<T, Stuck>
    where
        F: Future<Output = Result<T, PublishFault>>,
    {
        let mut blocked: Option<Blocked<'_>> = None;
        let mut pause = FIRST_PAUSE;
        loop {
            let fault = match send().await {
                Ok(stored) => return Ok(stored),
                Err(PublishFault::TooLarge) => return Err(Stuck::TooLarge),
                Err(fault) => fault,
            };
            let why = way(obstacle(fault));
            if blocked.as_ref().is_none_or(|blocked| blocked.why != why) {
                let advice = advice(fault);
                tracing::warn!(courant.obstacle = %why, error = %fault, advice, "a message can't get out");
                drop(blocked.take());
                blocked = Some(Blocked::new(self, why));
            }
            let jitter = 0.5 + fastrand::f64() / 2.0;
            tokio::select! {
                biased;
                () = self.stop.cancelled() => return Err(Stuck::Stopping),
                () = tokio::time::sleep(pause.mul_f64(jitter)) => {}
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

fn obstacle(fault: PublishFault) -> Obstacle {
    match fault {
        PublishFault::Full => Obstacle::Full,
        PublishFault::Away | PublishFault::NoStream => Obstacle::Away,
        // Only a guarded publish can meet a taken subject, and it deals with it itself.
        PublishFault::Refused(_) | PublishFault::Taken | PublishFault::TooLarge => {
            Obstacle::Refused
        }
    }
}

/// What whoever reads the log can do about it.
fn advice(fault: PublishFault) -> &'static str {
    match fault {
        PublishFault::Full => {
            "let its readers catch up, drop dead letters (`courant dead drop`), or give the streams more (`courant setup --apply --store`)"
        }
        PublishFault::Away | PublishFault::NoStream => {
            "see the server's log: is it up, is JetStream on, is its disk full, may this user publish there"
        }
        PublishFault::Refused(_) | PublishFault::Taken | PublishFault::TooLarge => {
            "compare the streams with their declaration: `courant setup --check`"
        }
    }
}

/// A message that can't get out, told to whom it concerns until this is dropped.
struct Blocked<'a> {
    why: Unready,
    health: &'a Health,
    _held: crate::in_flight::Permit<'a>,
}

impl<'a> Blocked<'a> {
    fn new(outlet: &Outlet<'a>, why: Unready) -> Self {
        outlet.health.block(why);
        Self { why, health: outlet.health, _held: outlet.in_flight.block() }
    }
}

impl Drop for Blocked<'_> {
    fn drop(&mut self) {
        self.health.unblock(self.why);
    }
}
