use std::time::Duration;

/// When a feed is requested again. Adapts to how often the feed has new entries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Schedule {
    shortest: Duration,
    longest: Duration,
    interval: Duration,
}

/// The result of a request for a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Polled {
    /// It has new entries.
    New,
    /// It has no new entries.
    Nothing,
    /// It failed.
    Failed,
    /// Its server asks to wait.
    Wait(Duration),
}

/// The first requests are spread over this time per feed, so a long list doesn't start all at once,
/// and a short one starts immediately.
const EACH: Duration = Duration::from_millis(100);
/// Maximum time over which they are spread.
const SPREAD: Duration = Duration::from_secs(60);
/// Fraction by which an interval varies at random, up and down.
const JITTER: f64 = 0.1;

impl Schedule {
    pub(crate) fn new(shortest: Duration, longest: Duration) -> Self {
        let longest = longest.max(shortest);
        Self { shortest, longest, interval: shortest.saturating_mul(3).min(longest) }
    }

    /// The wait before the first request, if this many feeds start.
    pub(crate) fn first(&self, feeds: usize) -> Duration {
        let feeds = u32::try_from(feeds).unwrap_or(u32::MAX);
        let spread = EACH.saturating_mul(feeds).min(SPREAD);
        self.shortest.min(spread).mul_f64(fastrand::f64())
    }

    /// The wait after a request. `at_least` is what the feed requests.
    pub(crate) fn next(&mut self, polled: Polled, at_least: Duration) -> Duration {
        self.interval = match polled {
            Polled::New => self.interval / 2,
            Polled::Nothing => self.interval.mul_f64(1.5),
            Polled::Failed => self.interval * 2,
            Polled::Wait(_) => self.interval,
        };
        self.interval = self.interval.clamp(self.shortest, self.longest);
        let asked = match polled {
            Polled::Wait(asked) => asked,
            Polled::New | Polled::Nothing | Polled::Failed => at_least.min(self.longest),
        };
        let varied = self.interval.mul_f64(1.0 + JITTER * (2.0 * fastrand::f64() - 1.0));
        // The requested wait is never shortened by jitter.
        varied.max(asked.mul_f64(1.0 + JITTER * fastrand::f64()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn near(found: Duration, wanted: Duration) -> bool {
        found >= wanted.mul_f64(1.0 - JITTER) && found <= wanted.mul_f64(1.0 + JITTER)
    }

    #[test]
    fn a_lively_feed_is_asked_for_often_and_a_quiet_one_seldom() {
        let mut schedule = Schedule::new(5 * MINUTE, 240 * MINUTE);
        assert!(schedule.first(1) <= EACH);
        assert!((0..100).any(|_| schedule.first(1_000_000) > SPREAD / 2));
        assert!((0..100).all(|_| schedule.first(1_000_000) <= SPREAD));
        let mut next = |polled| (0..20).map(|_| schedule.next(polled, Duration::ZERO)).last();
        assert!(near(next(Polled::New).unwrap(), 5 * MINUTE));
        assert!(near(next(Polled::Nothing).unwrap(), 240 * MINUTE));
        assert!(near(next(Polled::New).unwrap(), 5 * MINUTE));
        assert!(near(next(Polled::Failed).unwrap(), 240 * MINUTE));
    }

    #[test]
    fn a_wait_that_is_asked_for_is_kept() {
        let mut schedule = Schedule::new(MINUTE, 10 * MINUTE);
        for _ in 0..100 {
            assert!(schedule.next(Polled::Wait(60 * MINUTE), Duration::ZERO) >= 60 * MINUTE);
            assert!(schedule.next(Polled::New, 5 * MINUTE) >= 5 * MINUTE);
            assert!(schedule.next(Polled::New, 500 * MINUTE) <= 11 * MINUTE);
        }
    }
}
