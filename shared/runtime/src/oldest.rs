use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use article::Timestamp;

/// When the messages in flight were stored, which shows how far a delivery is behind.
///
/// The stream keeps delivered articles, so the age of its oldest message doesn't show this.
#[derive(Debug, Default)]
pub struct Oldest(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    in_flight: BTreeMap<Timestamp, usize>,
    latest: Option<Timestamp>,
}

/// A message in flight, until it is dropped.
#[derive(Debug)]
pub struct Entered<'a> {
    oldest: &'a Oldest,
    stored_at: Timestamp,
}

impl Oldest {
    /// Adds a message in flight.
    pub fn enter(&self, stored_at: Timestamp) -> Entered<'_> {
        *self.state().in_flight.entry(stored_at).or_default() += 1;
        Entered { oldest: self, stored_at }
    }

    /// The age of the oldest message in flight. If there is none, the age of the latest one: the
    /// next one was stored after it.
    pub fn age(&self) -> Duration {
        let state = self.state();
        let oldest = state.in_flight.keys().next().copied().or(state.latest);
        let age = oldest.map(|stored_at| Timestamp::now().duration_since(stored_at));
        age.and_then(|age| age.try_into().ok()).unwrap_or_default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        let mut state = self.oldest.state();
        if let Some(count) = state.in_flight.get_mut(&self.stored_at) {
            *count -= 1;
            if *count == 0 {
                state.in_flight.remove(&self.stored_at);
            }
        }
        state.latest = state.latest.max(Some(self.stored_at));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_message_in_flight_counts_and_then_the_latest_settled() {
        let ago = |seconds| Timestamp::now() - Duration::from_secs(seconds);
        let oldest = Oldest::default();
        assert_eq!(oldest.age(), Duration::ZERO);
        let (old, new) = (oldest.enter(ago(1_000)), oldest.enter(ago(100)));
        assert!(oldest.age() >= Duration::from_secs(1_000));
        drop(old);
        assert!(oldest.age() < Duration::from_secs(1_000));
        drop(new);
        assert!(oldest.age() >= Duration::from_secs(100));
    }
}
