//! Processes items on all cores, with results in the order of the items, in bounded memory.

mod panics;

use std::sync::Arc;
use std::thread;

use futures_util::stream::{Stream, StreamExt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::spawn_blocking;

pub(crate) use panics::Panicked;
use panics::caught;

use crate::fault::Fault;

/// A piece of work with a key.
pub(crate) struct Item<K, T> {
    /// Returned with the result.
    pub(crate) key: K,
    /// How many bytes it holds.
    pub(crate) weight: u64,
    /// The input of the work.
    pub(crate) work: T,
}

/// How many items may be started before their results are taken, for each thread.
const AHEAD: usize = 32;

/// HTML nested to the parsers' own limits needs more than the 2 MB that threads have by default.
const STACK: usize = 16 << 20;

/// How many bytes of items may be in memory for each core: a few of the largest documents.
const BYTES_PER_CORE: usize = 16 << 20;

/// Runs `work` in a runtime with one blocking thread per core, and one that reads.
pub(crate) fn run<T>(work: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .max_blocking_threads(cores() + 1)
        .thread_stack_size(STACK)
        .build()
        .map_err(Fault::Threads)?;
    let result = runtime.block_on(work);
    // A reader that waits for a silent stdin must not delay the end.
    runtime.shutdown_background();
    result
}

/// Processes `items` on all cores, while another thread reads them.
pub(crate) fn in_order<I, K, T, R>(
    items: impl FnOnce() -> I + Send + 'static,
    work: impl Fn(T) -> R + Send + Sync + 'static,
) -> impl Stream<Item = (K, Result<R, Panicked>)> + Unpin
where
    I: Iterator<Item = Item<K, T>>,
    K: Send + 'static,
    T: Send + 'static,
    R: Send + 'static,
{
    bounded(items, AHEAD * cores(), BYTES_PER_CORE * cores(), work)
}

/// Holds at most `ahead` items with at most `bytes` bytes (or a single larger item), besides the
/// one that waits for its permit. If it is dropped early, it stops reading.
fn bounded<I, K, T, R>(
    items: impl FnOnce() -> I + Send + 'static,
    ahead: usize,
    bytes: usize,
    work: impl Fn(T) -> R + Send + Sync + 'static,
) -> impl Stream<Item = (K, Result<R, Panicked>)> + Unpin
where
    I: Iterator<Item = Item<K, T>>,
    K: Send + 'static,
    T: Send + 'static,
    R: Send + 'static,
{
    let (sender, receiver) = mpsc::channel(1);
    spawn_blocking(move || read(items(), bytes, &sender));
    let work = Arc::new(work);
    let received = futures_util::stream::unfold(receiver, async |mut receiver| {
        receiver.recv().await.map(|next| (next, receiver))
    });
    let results = received.map(move |(Item { key, work: input, .. }, permit)| {
        let work = Arc::clone(&work);
        async move {
            let done = spawn_blocking(move || caught(|| work(input))).await;
            (key, done.expect("a panic is caught, and nothing cancels a blocking task"), permit)
        }
    });
    // A result keeps its permit until it is taken.
    Box::pin(results.buffered(ahead).map(|(key, done, _permit)| (key, done)))
}

type Permitted<K, T> = (Item<K, T>, OwnedSemaphorePermit);

/// Sends each item on as soon as there is memory for its bytes.
fn read<K, T>(
    items: impl Iterator<Item = Item<K, T>>,
    bytes: usize,
    sender: &mpsc::Sender<Permitted<K, T>>,
) {
    let (runtime, memory) = (tokio::runtime::Handle::current(), Arc::new(Semaphore::new(bytes)));
    for item in items {
        // An item that is larger than the limit takes all permits.
        let weight = usize::try_from(item.weight).unwrap_or(bytes).min(bytes);
        let weight = u32::try_from(weight).unwrap_or(u32::MAX);
        let sent = runtime.block_on(async {
            tokio::select! {
                permit = Arc::clone(&memory).acquire_many_owned(weight) => {
                    let Ok(permit) = permit else { return false };
                    sender.send((item, permit)).await.is_ok()
                }
                () = sender.closed() => false,
            }
        });
        if !sent {
            return;
        }
    }
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc::{RecvTimeoutError, sync_channel};
    use std::time::Duration;

    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items_however_long_each_takes() {
        let work = |n: u64| {
            thread::sleep(Duration::from_micros(n * 7919 % 300));
            n * n
        };
        let results = run(async {
            let results = bounded(|| (0..2000).map(light), 64, 1000, work);
            Ok(results.map(|(key, result)| (key, result.unwrap())).collect::<Vec<_>>().await)
        });
        let expected = (0..2000).map(|n| (n, n * n));
        assert!(results.unwrap().into_iter().eq(expected));
    }

    #[test]
    fn a_panic_is_the_result_of_its_item_alone() {
        let work = |n: u64| if n % 3 == 1 { panic!("SECRET") } else { n };
        let results = run(async {
            Ok(bounded(|| (0..100).map(light), 8, 1000, work).collect::<Vec<_>>().await)
        });
        for (key, result) in results.unwrap() {
            assert_eq!(result.is_err(), key % 3 == 1, "{key}");
        }
    }

    #[test]
    fn no_more_is_read_than_there_is_room_for() {
        for (weight, bytes, most) in [(0, 10, 64), (10, 35, 3), (100, 35, 1)] {
            let read = Arc::new(AtomicUsize::new(0));
            let counted = Arc::clone(&read);
            let items = move || {
                (0..500).map(move |n| {
                    counted.fetch_add(1, Ordering::SeqCst);
                    Item { key: n, weight, work: n }
                })
            };
            let outcome = run(async {
                let mut results = bounded(items, 64, bytes, |n: usize| n);
                let mut taken = 0;
                while results.next().await.is_some() {
                    // Besides the held items: one in the channel, one that waits, one just taken.
                    let ahead = read.load(Ordering::SeqCst) - taken;
                    assert!(ahead <= most + 3, "{ahead} read ahead with room for {most}");
                    taken += 1;
                }
                Ok(taken)
            });
            assert_eq!(outcome.unwrap(), 500);
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
        let first = run(async {
            let mut results = bounded(items, 8, 1000, |n| n);
            Ok(results.next().await.map(|(key, _)| key))
        });
        assert_eq!(first.unwrap(), Some(0));
        // The items' own end of the channel is dropped when the reader has ended.
        let end = ended.recv_timeout(Duration::from_secs(10));
        assert_eq!(end, Err(RecvTimeoutError::Disconnected));
    }

    fn light(n: u64) -> Item<u64, u64> {
        Item { key: n, weight: 1, work: n }
    }
}
