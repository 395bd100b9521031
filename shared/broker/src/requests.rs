//! Counts the messages that are requested and not delivered yet. Pure.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// The open requests, in the order in which they end.
///
/// The server reports how each request ends. If a connection between two servers breaks, the
/// report, the request or its messages may be lost. A request therefore counts as ended when its
/// time has expired, whatever was received.
#[derive(Debug, Default)]
pub struct Requests {
    open: VecDeque<Request>,
}

#[derive(Debug)]
struct Request {
    missing: usize,
    ends: Instant,
}

/// How late the report that a request has ended may arrive.
const LATE: Duration = Duration::from_secs(5);

impl Requests {
    /// Records that this many messages were requested, for this time.
    pub fn begin(&mut self, batch: usize, time: Duration, now: Instant) {
        let ends = now + time + LATE;
        let place = self.open.partition_point(|request| request.ends <= ends);
        self.open.insert(place, Request { missing: batch, ends });
    }

    /// Records that this many messages were delivered or will not be delivered.
    pub fn end(&mut self, mut count: usize) {
        while count > 0
            && let Some(first) = self.open.front_mut()
        {
            let ended = count.min(first.missing);
            first.missing -= ended;
            count -= ended;
            if first.missing == 0 {
                self.open.pop_front();
            }
        }
    }

    /// Records that all requests have ended.
    pub fn end_all(&mut self) {
        self.open.clear();
    }

    /// Ends expired requests, and returns how many messages were missing.
    pub fn expire(&mut self, now: Instant) -> usize {
        let over = self.open.partition_point(|request| request.ends <= now);
        self.open.drain(..over).map(|request| request.missing).sum()
    }

    /// When the next request expires.
    pub fn next_end(&self) -> Option<Instant> {
        self.open.front().map(|request| request.ends)
    }

    /// How many messages are missing.
    pub fn missing(&self) -> usize {
        self.open.iter().map(|request| request.missing).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIME: Duration = Duration::from_secs(30);

    #[test]
    fn messages_end_the_oldest_request_first() {
        let (mut requests, now) = (Requests::default(), Instant::now());
        requests.begin(3, TIME, now);
        requests.begin(4, TIME, now + TIME / 2);
        requests.end(2);
        assert_eq!(requests.missing(), 5);
        requests.end(2);
        assert_eq!((requests.missing(), requests.next_end()), (3, Some(now + TIME * 3 / 2 + LATE)));
        requests.end(9);
        assert_eq!((requests.missing(), requests.next_end()), (0, None));
    }

    #[test]
    fn what_is_lost_is_not_missed_for_ever() {
        let (mut requests, now) = (Requests::default(), Instant::now());
        requests.begin(3, TIME, now);
        requests.begin(4, TIME, now + TIME / 2);
        assert_eq!(requests.expire(now + TIME), 0, "its end may be told late");
        requests.end(1);
        assert_eq!(requests.expire(now + TIME + LATE), 2);
        assert_eq!(requests.missing(), 4);
    }

    #[test]
    fn a_brief_request_ends_before_an_earlier_long_one() {
        let (mut requests, now) = (Requests::default(), Instant::now());
        requests.begin(5, TIME, now);
        requests.begin(1, Duration::from_secs(1), now);
        assert_eq!(requests.expire(now + Duration::from_secs(1) + LATE), 1);
        assert_eq!(requests.missing(), 5);
    }
}
