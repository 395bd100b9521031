use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

/// How many messages a service holds, and so how many more it may ask for.
#[derive(Debug)]
pub struct InFlight {
    window: usize,
    in_hand: AtomicUsize,
    waiting: AtomicUsize,
    blocked: AtomicUsize,
    asked: AtomicUsize,
    more: Notify,
}

/// The waiting room, in windows: documents between two attempts.
const WAITING_ROOM: usize = 4;

impl InFlight {
    /// InFlight for `window` messages in hand.
    pub fn new(window: usize) -> Self {
        let zero = || AtomicUsize::new(0);
        Self {
            window,
            in_hand: zero(),
            waiting: zero(),
            blocked: zero(),
            asked: zero(),
            more: Notify::new(),
        }
    }

    /// How many messages to ask for, with `asked` on their way. Asks for none while a message
    /// can't get out, or while the waiting room is full; else once half the window is free, so
    /// that a request is worth its cost.
    pub fn to_ask(&self, asked: usize) -> usize {
        let blocked = self.blocked.load(Ordering::Relaxed) > 0;
        let full = self.waiting.load(Ordering::Relaxed) >= WAITING_ROOM * self.window;
        let free = self.window.saturating_sub(self.in_hand() + asked);
        let enough = free >= (self.window / 2).max(1) || (asked == 0 && free > 0);
        if blocked || full || !enough { 0 } else { free }
    }

    /// How many messages are being worked on.
    pub fn in_hand(&self) -> usize {
        self.in_hand.load(Ordering::Relaxed)
    }

    /// A message to work on.
    pub fn enter(&self) -> Permit<'_> {
        self.arrive();
        self.take_up()
    }

    /// A message has come, whose task has not begun yet: from now on it is in hand, or the loop
    /// would ask for others in its endpoints. The task takes it up.
    pub fn arrive(&self) {
        self.in_hand.fetch_add(1, Ordering::Relaxed);
    }

    /// A message that has arrived.
    pub fn take_up(&self) -> Permit<'_> {
        Permit { in_flight: self, count: &self.in_hand }
    }

    /// A message between two attempts; it gives its endpoints to another meanwhile.
    pub fn wait(&self) -> Permit<'_> {
        Permit::new(self, &self.waiting)
    }

    /// A message that can't get out.
    pub fn block(&self) -> Permit<'_> {
        Permit::new(self, &self.blocked)
    }

    /// Waits until there is more to ask for than with `asked` on their way. To be woken for every
    /// message would cost more than a cheap stage's own work.
    pub async fn more(&self, asked: usize) {
        self.asked.store(asked, Ordering::Relaxed);
        self.more.notified().await;
    }
}

/// One message counted somewhere, until this is dropped.
#[derive(Debug)]
pub struct Permit<'a> {
    in_flight: &'a InFlight,
    count: &'a AtomicUsize,
}

impl<'a> Permit<'a> {
    fn new(in_flight: &'a InFlight, count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self { in_flight, count }
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        self.count.fetch_sub(1, Ordering::Relaxed);
        if self.in_flight.to_ask(self.in_flight.asked.load(Ordering::Relaxed)) > 0 {
            self.in_flight.more.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asks_for_what_is_free_once_half_the_window_is() {
        let room = InFlight::new(8);
        assert_eq!(room.to_ask(0), 8);
        let held: Vec<_> = (0..5).map(|_| room.enter()).collect();
        assert_eq!(room.to_ask(0), 3, "nothing on its way: asks for what there is");
        assert_eq!(room.to_ask(1), 0, "fewer than half are free: waits");
        drop(held);
        assert_eq!(room.to_ask(4), 4);
        assert_eq!(room.to_ask(8), 0);
    }

    #[test]
    fn what_has_arrived_is_in_hand_before_it_is_taken_up() {
        let room = InFlight::new(2);
        room.arrive();
        room.arrive();
        assert_eq!(room.to_ask(0), 0);
        drop((room.take_up(), room.take_up()));
        assert_eq!(room.to_ask(0), 2);
    }

    #[test]
    fn asks_for_nothing_while_a_message_cannot_get_out() {
        let room = InFlight::new(2);
        let stuck = room.block();
        assert_eq!(room.to_ask(0), 0);
        drop(stuck);
        assert_eq!(room.to_ask(0), 2);
    }

    #[test]
    fn asks_for_nothing_while_the_waiting_room_is_full() {
        let room = InFlight::new(1);
        let mut waiting: Vec<_> = (0..4).map(|_| room.wait()).collect();
        assert_eq!(room.to_ask(0), 0);
        waiting.pop();
        assert_eq!(room.to_ask(0), 1);
    }
}
