use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use broker::PublishFault;

/// The state of a service, for the admin port and for the decision to give up.
#[derive(Debug)]
pub struct Health {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    consumer: Option<Unready>,
    blocked: Vec<Unready>,
    beat: Instant,
    bound: Instant,
    returned: Option<Instant>,
}

/// Why a service is not ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unready {
    /// No server is connected.
    Connecting,
    /// The server refuses the credentials.
    Refused,
    /// The consumer is missing or differs from its declaration.
    NoConsumer,
    /// The server gives no answer about the consumer: JetStream is off, or its disk is full.
    NoAnswer,
    /// The subscription broke; the service is resubscribing.
    Rebuilding,
    /// The output stream can't store a message.
    Output(Obstacle),
    /// `ARTICLES_DEAD` can't.
    DeadLetters(Obstacle),
    /// `ARTICLES_SET_ASIDE` can't.
    SetAside(Obstacle),
    /// `ARTICLES_REDELIVERED` can't.
    Redelivered(Obstacle),
    /// `ARTICLES_ORIGINALS` can't.
    Originals(Obstacle),
    /// A delivery's target takes nothing.
    Target,
    /// Records that need a newer version of this service wait in its queue.
    NewerRecords,
    /// The service was asked to stop.
    Stopping,
}

/// Why a message can't be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// The stream is full.
    Full,
    /// The stream or the server is unavailable.
    Away,
    /// The server refuses the message with an error that retries are not known to fix.
    Refused,
}

impl Obstacle {
    /// What a fault of the server means.
    pub fn of(fault: PublishFault) -> Self {
        match fault {
            PublishFault::Full => Self::Full,
            PublishFault::Away | PublishFault::NoStream => Self::Away,
            // Only `publish_once` can meet a taken subject, and it handles that itself.
            PublishFault::Refused(_) | PublishFault::Taken | PublishFault::TooLarge => {
                Self::Refused
            }
        }
    }
}

/// The main loop runs at least once a second. After this long without a run, it is stuck.
const STUCK: Duration = Duration::from_secs(60);

impl Default for Health {
    fn default() -> Self {
        let (beat, bound) = (Instant::now(), Instant::now());
        let consumer = Some(Unready::Connecting);
        Self {
            state: Mutex::new(State { consumer, blocked: Vec::new(), beat, bound, returned: None }),
        }
    }
}

impl Health {
    /// The main loop has run once more.
    pub fn beat(&self) {
        self.state().beat = Instant::now();
    }

    /// The consumer is bound.
    pub fn bound(&self) {
        let mut state = self.state();
        state.consumer = None;
        state.bound = Instant::now();
    }

    /// The consumer is not bound.
    pub fn unbound(&self, why: Unready) {
        self.state().consumer = Some(why);
    }

    /// A message can't be stored.
    pub fn block(&self, why: Unready) {
        self.state().blocked.push(why);
    }

    /// A blocked message was stored or returned to the server.
    pub fn unblock(&self, why: Unready) {
        let blocked = &mut self.state().blocked;
        if let Some(index) = blocked.iter().position(|&known| known == why) {
            blocked.swap_remove(index);
        }
    }

    /// A message was returned for a newer version or another replica: the service counts as not
    /// ready for so long.
    pub fn returned(&self, lasting: Duration) {
        self.state().returned = Some(Instant::now() + lasting);
    }

    /// Why the service is not ready; `None` when it is.
    pub fn unready(&self) -> Option<Unready> {
        let state = self.state();
        let newer = state.returned.filter(|until| Instant::now() < *until);
        let blocked = state.blocked.first().copied();
        state.consumer.or(blocked).or(newer.map(|_| Unready::NewerRecords))
    }

    /// Whether the main loop still runs.
    pub fn alive(&self) -> bool {
        self.state().beat.elapsed() < STUCK
    }

    /// For how long the consumer has not been bound.
    pub fn unbound_for(&self) -> Duration {
        let state = self.state();
        state.consumer.map_or(Duration::ZERO, |_| state.bound.elapsed())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The name in `/readyz` and the logs.
impl fmt::Display for Unready {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, obstacle) = match self {
            Self::Connecting => return f.write_str("connecting"),
            Self::Refused => return f.write_str("credentials_refused"),
            Self::NoConsumer => return f.write_str("no_consumer"),
            Self::NoAnswer => return f.write_str("no_answer"),
            Self::Rebuilding => return f.write_str("rebuilding_consumer"),
            Self::NewerRecords => return f.write_str("newer_records"),
            Self::Target => return f.write_str("target_away"),
            Self::Stopping => return f.write_str("stopping"),
            Self::Output(obstacle) => ("output", obstacle),
            Self::DeadLetters(obstacle) => ("dead_letters", obstacle),
            Self::SetAside(obstacle) => ("set_aside", obstacle),
            Self::Redelivered(obstacle) => ("redelivered", obstacle),
            Self::Originals(obstacle) => ("originals", obstacle),
        };
        let how = match obstacle {
            Obstacle::Full => "full",
            Obstacle::Away => "away",
            Obstacle::Refused => "refused",
        };
        write!(f, "{what}_{how}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_ready_when_bound_and_nothing_is_blocked() {
        let health = Health::default();
        assert_eq!(health.unready(), Some(Unready::Connecting));
        health.bound();
        assert_eq!(health.unready(), None);
        let full = Unready::DeadLetters(Obstacle::Full);
        health.block(full);
        health.block(full);
        health.unblock(full);
        assert_eq!(
            health.unready().map(|why| why.to_string()).as_deref(),
            Some("dead_letters_full")
        );
        health.unblock(full);
        assert_eq!(health.unready(), None);
    }
}
