use std::time::Duration;

use tokio::time::Instant;

/// How long after the last document of another source further fresh documents are expected.
const FRESH: Duration = Duration::from_secs(10);
/// Maximum pause, because an original may have waited behind many fresh documents.
const LONGEST: Duration = Duration::from_secs(5);

/// When the next original may be sent.
///
/// While an original is processed, fresh documents wait for the cores. While there are fresh
/// documents, each original is therefore followed by a pause in proportion to its processing time.
#[derive(Debug)]
pub(super) struct Pace {
    /// The time between two documents.
    pause: Duration,
    /// The percentage of the time in which originals are processed.
    share: u32,
    sent_at: Option<Instant>,
    /// How many documents the first stream has accepted, and how many of them are originals.
    accepted: Option<u64>,
    sent: u64,
    fresh_at: Option<Instant>,
}

impl Pace {
    /// At most `rate` documents a second, and `share` percent of the time.
    pub(super) fn new(rate: Option<u32>, share: u32) -> Self {
        let pause = rate.map_or(Duration::ZERO, |rate| Duration::from_secs(1) / rate);
        Self { pause, share, sent_at: None, accepted: None, sent: 0, fresh_at: None }
    }

    /// Records how many documents the first stream has accepted so far, from any source.
    pub(super) fn accepted(&mut self, count: u64, now: Instant) {
        let others = count.saturating_sub(self.sent);
        if self.accepted.replace(others).is_some_and(|before| before != others) {
            self.fresh_at = Some(now);
        }
    }

    /// Records that an original was sent.
    pub(super) fn sent(&mut self, now: Instant) {
        self.sent += 1;
        self.sent_at = Some(now);
    }

    /// When the next original may be sent, now that the last one is processed.
    pub(super) fn next(&self, now: Instant) -> Instant {
        let Some(sent_at) = self.sent_at else { return now };
        let by_rate = sent_at + self.pause;
        if !self.has_fresh(now) {
            return by_rate;
        }
        let rest = (now - sent_at) * (100 - self.share) / self.share;
        by_rate.max(now + rest.min(LONGEST))
    }

    fn has_fresh(&self, now: Instant) -> bool {
        self.fresh_at.is_some_and(|at| now - at < FRESH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOOK: Duration = Duration::from_millis(6);

    fn seconds(number: u64) -> Duration {
        Duration::from_secs(number)
    }

    #[test]
    fn it_rests_in_proportion_while_others_send() {
        let start = Instant::now();
        let mut pace = Pace::new(None, 10);
        assert_eq!(pace.next(start), start, "the first one waits for nothing");
        pace.accepted(100, start);
        pace.sent(start);
        // Its own document is not a fresh one.
        pace.accepted(101, start + TOOK);
        assert!(pace.next(start + TOOK) <= start + TOOK);
        pace.accepted(102, start + TOOK);
        assert_eq!(pace.next(start + TOOK), start + TOOK + 9 * TOOK);
        // Long after the last one, it doesn't rest.
        pace.sent(start + seconds(11));
        let now = start + seconds(11) + TOOK;
        pace.accepted(103, now);
        assert!(pace.next(now) <= now);
    }

    #[test]
    fn a_rest_has_an_end() {
        let start = Instant::now();
        let mut pace = Pace::new(None, 1);
        pace.accepted(0, start);
        pace.sent(start);
        pace.accepted(2, start + seconds(60));
        assert_eq!(pace.next(start + seconds(60)), start + seconds(65));
    }

    #[test]
    fn the_whole_share_is_no_rest_and_the_rate_counts_from_one_document_to_the_next() {
        let start = Instant::now();
        let mut pace = Pace::new(Some(20), 100);
        pace.accepted(5, start);
        pace.sent(start);
        pace.accepted(7, start + TOOK);
        assert_eq!(pace.next(start + TOOK), start + Duration::from_millis(50));
        let mut both = Pace::new(Some(20), 10);
        both.accepted(5, start);
        both.sent(start);
        both.accepted(7, start + 2 * TOOK);
        assert_eq!(both.next(start + 2 * TOOK), start + 20 * TOOK, "the longer of the two");
    }
}
