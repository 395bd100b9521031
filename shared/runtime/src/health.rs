use std::fmt;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// What a service knows of its own state, for the admin port and for the decision to give up.
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
}

/// Why a service is not ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unready {
    /// No server answers.
    Connecting,
    /// The server refuses who asks.
    Refused,
    /// The consumer is missing, or not as declared.
    NoConsumer,
    /// The server does not answer for it: JetStream is off, or its disk is full.
    NoAnswer,
    /// The subscription broke and is being made anew.
    Rebuilding,
    /// The output stream is full, or away, or refuses.
    Output(Obstacle),
    /// `ARTICLES_DEAD` is.
    DeadLetters(Obstacle),
    /// `ARTICLES_SET_ASIDE` is.
    SetAside(Obstacle),
    /// `ARTICLES_REDELIVERED` is.
    Redelivered(Obstacle),
    /// Asked to stop.
    Stopping,
}

/// Why a message can't get out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// The stream is full.
    Full,
    /// The stream or the server is away.
    Away,
    /// The server refuses the message with an error that no retry is known to mend.
    Refused,
}

/// The main loop turns at least once a second; so long without a turn, and it is stuck.
const STUCK: Duration = Duration::from_secs(60);

impl Default for Health {
    fn default() -> Self {
        let (beat, bound) = (Instant::now(), Instant::now());
        let consumer = Some(Unready::Connecting);
        Self { state: Mutex::new(State { consumer, blocked: Vec::new(), beat, bound }) }
    }
}

impl Health {
    /// The main loop turned.
    pub fn beat(&self) {
        self.state().beat = Instant::now();
    }

    /// The consumer is bound and the server was heard.
    pub fn bound(&self) {
        let mut state = self.state();
        state.consumer = None;
        state.bound = Instant::now();
    }

    /// The consumer is not bound.
    pub fn unbound(&self, why: Unready) {
        self.state().consumer = Some(why);
    }

    /// A message can't get out.
    pub fn block(&self, why: Unready) {
        self.state().blocked.push(why);
    }

    /// A message that could not get out did, or was handed back.
    pub fn unblock(&self, why: Unready) {
        let blocked = &mut self.state().blocked;
        if let Some(place) = blocked.iter().position(|&known| known == why) {
            blocked.swap_remove(place);
        }
    }

    /// Why the service is not ready; `None` when it is.
    pub fn unready(&self) -> Option<Unready> {
        let state = self.state();
        state.consumer.or(state.blocked.first().copied())
    }

    /// Whether the main loop still turns.
    pub fn alive(&self) -> bool {
        self.state().beat.elapsed() < STUCK
    }

    /// For how long the consumer has not been bound.
    pub fn unbound_for(&self) -> Duration {
        let state = self.state();
        state.consumer.map_or(Duration::ZERO, |_| state.bound.elapsed())
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

/// As `/readyz` and the logs name it.
impl fmt::Display for Unready {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (what, obstacle) = match self {
            Self::Connecting => return f.write_str("connecting"),
            Self::Refused => return f.write_str("credentials_refused"),
            Self::NoConsumer => return f.write_str("no_consumer"),
            Self::NoAnswer => return f.write_str("no_answer"),
            Self::Rebuilding => return f.write_str("rebuilding_consumer"),
            Self::Stopping => return f.write_str("stopping"),
            Self::Output(obstacle) => ("output", obstacle),
            Self::DeadLetters(obstacle) => ("dead_letters", obstacle),
            Self::SetAside(obstacle) => ("set_aside", obstacle),
            Self::Redelivered(obstacle) => ("redelivered", obstacle),
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
    fn is_ready_when_bound_and_nothing_is_stuck() {
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
