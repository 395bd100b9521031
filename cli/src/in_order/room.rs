use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Room for a number of bytes; who wants to hold some waits until there is.
#[derive(Debug, Clone)]
pub(super) struct Room(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    limit: u64,
    held: Mutex<u64>,
    freed: Condvar,
}

/// Bytes held in a [`Room`] until dropped.
#[derive(Debug)]
pub(super) struct Held {
    room: Room,
    bytes: u64,
}

impl Room {
    pub(super) fn new(limit: u64) -> Self {
        Self(Arc::new(Shared { limit, held: Mutex::new(0), freed: Condvar::new() }))
    }

    /// Waits until there is room. What is larger than the room waits until it is empty.
    pub(super) fn hold(&self, bytes: u64) -> Held {
        let full = |held: &mut u64| *held > 0 && held.saturating_add(bytes) > self.0.limit;
        let freed = self.0.freed.wait_while(self.held(), full);
        *freed.unwrap_or_else(PoisonError::into_inner) += bytes;
        Held { room: self.clone(), bytes }
    }

    fn held(&self) -> MutexGuard<'_, u64> {
        self.0.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        *self.room.held() -= self.bytes;
        self.room.0.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_larger_than_the_room_gets_it_alone() {
        let room = Room::new(10);
        let first = room.hold(1000);
        let waiting = room.clone();
        let second = std::thread::spawn(move || waiting.hold(1).bytes);
        assert_eq!(*room.held(), 1000);
        drop(first);
        assert_eq!(second.join().unwrap(), 1);
        assert_eq!(*room.held(), 0);
    }
}
