use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use broker::PublishFault;
use tokio::time::Instant;

/// The state of a service, for the admin port and for the decision to exit.
#[derive(Debug)]
pub struct Health {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// One for each queue that the service reads; `None` for one that it no longer reads.
    queues: Vec<Option<Queue>>,
    blocked: Vec<Unready>,
    returned: Option<Instant>,
}

#[derive(Debug)]
struct Queue {
    consumer: Option<Unready>,
    beat: Instant,
    bound: Instant,
}

/// The queue that every process has.
pub const FIRST: usize = 0;

/// Why a service is not ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unready {
    /// No server is connected.
    Connecting,
    /// The server refuses the credentials.
    Refused,
    /// The consumer is missing or differs from its declaration.
    NoConsumer,
    /// The server doesn't answer about the consumer: JetStream is off, or its disk is full.
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
    /// A delivery's target accepts nothing.
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
    /// The server refuses the message with another error, which retries may not fix.
    Refused,
}

impl Obstacle {
    /// The obstacle behind a publishing error.
    pub fn of(fault: PublishFault) -> Self {
        match fault {
            PublishFault::Full => Self::Full,
            PublishFault::Away | PublishFault::NoStream => Self::Away,
            // Only `publish_once` can find a subject taken, and it handles that itself.
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
        let queues = vec![Some(Queue::new())];
        Self { state: Mutex::new(State { queues, blocked: Vec::new(), returned: None }) }
    }
}

impl Queue {
    fn new() -> Self {
        let consumer = Some(Unready::Connecting);
        Self { consumer, beat: Instant::now(), bound: Instant::now() }
    }
}

impl State {
    fn queue(&mut self, place: usize) -> Option<&mut Queue> {
        self.queues.get_mut(place)?.as_mut()
    }
}

impl Health {
    /// Adds a queue that the service reads. Returns its place for the other calls.
    pub fn add(&self) -> usize {
        let queues = &mut self.state().queues;
        match queues.iter().position(Option::is_none) {
            Some(place) => {
                queues[place] = Some(Queue::new());
                place
            }
            None => {
                queues.push(Some(Queue::new()));
                queues.len() - 1
            }
        }
    }

    /// Removes a queue that the service no longer reads.
    pub fn remove(&self, place: usize) {
        if let Some(queue) = self.state().queues.get_mut(place) {
            *queue = None;
        }
    }

    /// Records that the main loop of this queue has run.
    pub fn beat(&self, place: usize) {
        if let Some(queue) = self.state().queue(place) {
            queue.beat = Instant::now();
        }
    }

    /// Records that the consumer is bound.
    pub fn bound(&self, place: usize) {
        if let Some(queue) = self.state().queue(place) {
            queue.consumer = None;
            queue.bound = Instant::now();
        }
    }

    /// Records that the consumer is not bound.
    pub fn unbound(&self, place: usize, why: Unready) {
        if let Some(queue) = self.state().queue(place) {
            // The recovery time begins when the consumer was lost, not when it was last bound.
            if queue.consumer.is_none() {
                queue.bound = Instant::now();
            }
            queue.consumer = Some(why);
        }
    }

    /// Records that a message can't be stored.
    pub fn block(&self, why: Unready) {
        self.state().blocked.push(why);
    }

    /// Records that a blocked message was stored or returned to the server.
    pub fn unblock(&self, why: Unready) {
        let blocked = &mut self.state().blocked;
        if let Some(index) = blocked.iter().position(|&known| known == why) {
            blocked.swap_remove(index);
        }
    }

    /// Records that a message was returned for a newer version or another replica: the service
    /// counts as not ready for this long.
    pub fn returned(&self, lasting: Duration) {
        self.state().returned = Some(Instant::now() + lasting);
    }

    /// Why the service is not ready; `None` when it is.
    pub fn unready(&self) -> Option<Unready> {
        let state = self.state();
        let newer = state.returned.filter(|until| Instant::now() < *until);
        let blocked = state.blocked.first().copied();
        let mut consumers = state.queues.iter().flatten().map(|queue| queue.consumer);
        // Without a queue the service has nothing to do, which an operator should notice.
        let consumer = match consumers.clone().next() {
            Some(_) => consumers.find_map(|unbound| unbound),
            None => Some(Unready::NoConsumer),
        };
        consumer.or(blocked).or(newer.map(|_| Unready::NewerRecords))
    }

    /// Whether the main loop of every queue still runs.
    pub fn alive(&self) -> bool {
        self.state().queues.iter().flatten().all(|queue| queue.beat.elapsed() < STUCK)
    }

    /// For how long the consumer has not been bound.
    pub fn unbound_for(&self, place: usize) -> Duration {
        let mut state = self.state();
        let queue = state.queue(place).filter(|queue| queue.consumer.is_some());
        queue.map_or(Duration::ZERO, |queue| queue.bound.elapsed())
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
    use tokio::time::advance;

    use super::*;

    #[test]
    fn is_ready_when_bound_and_nothing_is_blocked() {
        let health = Health::default();
        assert_eq!(health.unready(), Some(Unready::Connecting));
        health.bound(FIRST);
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

    #[test]
    fn is_ready_when_every_queue_is_bound() {
        let health = Health::default();
        health.bound(FIRST);
        let second = health.add();
        assert_eq!(health.unready(), Some(Unready::Connecting));
        health.bound(second);
        assert_eq!(health.unready(), None);
        health.unbound(second, Unready::NoAnswer);
        assert_eq!(health.unready(), Some(Unready::NoAnswer));
        health.remove(second);
        assert_eq!(health.unready(), None);
        assert_eq!(health.add(), second, "its place is free");
        health.remove(FIRST);
        health.remove(second);
        assert_eq!(health.unready(), Some(Unready::NoConsumer), "it reads nothing");
    }

    #[tokio::test(start_paused = true)]
    async fn the_recovery_time_begins_when_the_consumer_is_lost() {
        let health = Health::default();
        health.bound(FIRST);
        advance(Duration::from_secs(3_600)).await;
        health.unbound(FIRST, Unready::NoAnswer);
        assert_eq!(health.unbound_for(FIRST), Duration::ZERO);
        advance(Duration::from_secs(7)).await;
        health.unbound(FIRST, Unready::NoAnswer);
        assert_eq!(health.unbound_for(FIRST), Duration::from_secs(7));
    }
}
