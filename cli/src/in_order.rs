//! Work on many threads, its results in the order of the items, in bounded memory.

mod caught;
mod room;

use std::io;
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

pub(crate) use caught::Panicked;
use caught::caught;
use room::{Held, Room};

/// One piece of work, and what is to be known of it at the end.
pub(crate) struct Item<K, T> {
    /// Comes back beside the result.
    pub(crate) key: K,
    /// How many bytes it holds.
    pub(crate) weight: u64,
    /// What is worked on.
    pub(crate) work: T,
}

/// The results of a work on many threads, in the order of the items.
///
/// Dropped before the end, it stops the work: no further item is begun.
pub(crate) struct InOrder<K, R> {
    queue: Receiver<Awaited<K, R>>,
    head: Option<Awaited<K, R>>,
}

/// An item's place in the order: its result comes by a channel of its own.
struct Awaited<K, R> {
    key: K,
    result: Receiver<Result<R, Panicked>>,
    _held: Held,
}

type Job<T, R> = (T, SyncSender<Result<R, Panicked>>);

/// How many items may be begun and not yet taken, for each thread.
const AHEAD: usize = 32;

/// HTML nested to the parsers' own limits needs more than the 2 MB that threads have by default.
const STACK: usize = 16 << 20;

/// How many bytes of items may be in work for each core: a few of the largest documents.
const ROOM_PER_CORE: u64 = 16 << 20;

/// Works on `items` on all cores, as [`on_threads`] does.
pub(crate) fn in_order<I, K, T, R>(
    items: impl FnOnce() -> I + Send + 'static,
    work: impl Fn(T) -> R + Send + Sync + 'static,
) -> io::Result<InOrder<K, R>>
where
    I: Iterator<Item = Item<K, T>>,
    K: Send + 'static,
    T: Send + 'static,
    R: Send + 'static,
{
    let cores = thread::available_parallelism().map_or(1, usize::from);
    on_threads(items, cores, ROOM_PER_CORE * cores as u64, work)
}

/// Works on `items` on `threads` threads, another one reading them. Holds at most [`AHEAD`] items
/// a thread, and of their bytes at most `room` (or one item, where it is larger), beside the one
/// that waits for room.
fn on_threads<I, K, T, R>(
    items: impl FnOnce() -> I + Send + 'static,
    threads: usize,
    room: u64,
    work: impl Fn(T) -> R + Send + Sync + 'static,
) -> io::Result<InOrder<K, R>>
where
    I: Iterator<Item = Item<K, T>>,
    K: Send + 'static,
    T: Send + 'static,
    R: Send + 'static,
{
    let (awaited, queue) = sync_channel(AHEAD * threads);
    let (jobs, todo) = sync_channel::<Job<T, R>>(threads);
    let todo = Arc::new(Mutex::new(todo));
    let work = Arc::new(work);
    for number in 1..=threads {
        let (todo, work) = (todo.clone(), work.clone());
        let name = format!("worker-{number}");
        thread::Builder::new()
            .name(name)
            .stack_size(STACK)
            .spawn(move || work_off(&todo, &*work))?;
    }
    // Nobody waits for these threads: each ends when the one before it in the row has, and where
    // the command ends early, a reader that hangs on a silent stdin must not hold it up.
    thread::Builder::new().name("reader".to_owned()).spawn(move || {
        let room = Room::new(room);
        for Item { key, weight, work } in items() {
            let _held = room.hold(weight);
            let (done, result) = sync_channel(1);
            if awaited.send(Awaited { key, result, _held }).is_err() {
                break;
            }
            if jobs.send((work, done)).is_err() {
                break;
            }
        }
    })?;
    Ok(InOrder { queue, head: None })
}

fn work_off<T, R>(todo: &Mutex<Receiver<Job<T, R>>>, work: &impl Fn(T) -> R) {
    loop {
        let next = todo.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((item, done)) = next else { return };
        // Where nobody waits for the result any more, the next item is the last.
        let _ = done.send(caught(|| work(item)));
    }
}

impl<K, R> InOrder<K, R> {
    /// The next result, if it is there already.
    pub(crate) fn ready(&mut self) -> Option<(K, Result<R, Panicked>)> {
        if self.head.is_none() {
            self.head = self.queue.try_recv().ok();
        }
        match self.head.as_ref()?.result.try_recv() {
            Ok(result) => self.head.take().map(|awaited| (awaited.key, result)),
            Err(TryRecvError::Empty | TryRecvError::Disconnected) => None,
        }
    }
}

impl<K, R> Iterator for InOrder<K, R> {
    type Item = (K, Result<R, Panicked>);

    /// The next result, waited for.
    fn next(&mut self) -> Option<Self::Item> {
        let Awaited { key, result, _held } = match self.head.take() {
            Some(head) => head,
            None => self.queue.recv().ok()?,
        };
        let result = result.recv().expect("a worker answers every job, with a panic if need be");
        Some((key, result))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items_however_long_each_takes() {
        let work = |n: u64| {
            thread::sleep(Duration::from_micros(n * 7919 % 300));
            n * n
        };
        let results = on_threads(|| (0..2000).map(light), 4, 1000, work).unwrap();
        let expected = (0..2000).map(|n| (n, n * n));
        assert!(results.map(|(key, result)| (key, result.unwrap())).eq(expected));
    }

    #[test]
    fn a_panic_is_the_result_of_its_item_alone() {
        let work = |n: u64| if n % 3 == 1 { panic!("SECRET") } else { n };
        let results = on_threads(|| (0..100).map(light), 2, 1000, work).unwrap();
        for (key, result) in results {
            assert_eq!(result.is_err(), key % 3 == 1, "{key}");
        }
    }

    #[test]
    fn no_more_is_read_than_there_is_room_for() {
        for (weight, room, most) in [(0, 10, 2 * AHEAD), (10, 35, 3), (100, 35, 1)] {
            let read = Arc::new(AtomicUsize::new(0));
            let counted = read.clone();
            let items = move || {
                (0..500).map(move |n| {
                    counted.fetch_add(1, Ordering::SeqCst);
                    Item { key: n, weight, work: n }
                })
            };
            let results = on_threads(items, 2, room, |n: usize| n).unwrap();
            for (taken, _) in results.enumerate() {
                // Beside what is held: one at the head, one in the reader's hand, one just taken.
                let ahead = read.load(Ordering::SeqCst) - taken;
                assert!(ahead <= most + 3, "{ahead} read ahead with room for {most}");
            }
            assert_eq!(read.load(Ordering::SeqCst), 500);
        }
    }

    #[test]
    fn dropped_early_it_stops_reading() {
        let (alive, ended) = sync_channel::<()>(0);
        let items = move || {
            (0_u64..).map(move |n| {
                let _ = &alive;
                light(n)
            })
        };
        let mut results = on_threads(items, 2, 1000, |n| n).unwrap();
        assert_eq!(results.next().map(|(key, _)| key), Some(0));
        drop(results);
        // The items' own end of the channel falls when the reader has ended.
        let end = ended.recv_timeout(Duration::from_secs(10));
        assert_eq!(end, Err(std::sync::mpsc::RecvTimeoutError::Disconnected));
    }

    fn light(n: u64) -> Item<u64, u64> {
        Item { key: n, weight: 1, work: n }
    }
}
