//! The queues that a service reads: the only stream of its stage, or some partitions of it.

use std::pin::pin;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use broker::{Delivery, Layout, Part, partition};
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use stage::Stage;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::task::TaskTracker;

use crate::chosen::Chosen;
use crate::edge::Edge;
use crate::executor::Executor;
use crate::fault::Fault;
use crate::health::FIRST;
use crate::processor::Processor;
use crate::pulling::pull;
use crate::quarantine::Quarantine;
use crate::resources::{Queue, Resources};
use crate::shares::{Load, windows};

/// How often the window is redistributed among several queues.
const BALANCE: Duration = Duration::from_millis(250);

/// If there are more queues than permits, a queue without one gets one after this many
/// redistributions: long enough for the requests of the others to end.
const TURN: usize = 8;

/// The queues that a service currently reads, and what they share.
///
/// Each queue has its own subscription and its own part of the window, so a slow or blocked queue
/// doesn't block the others.
#[derive(Debug)]
pub struct Queues<S, E> {
    /// The service's resources. The window is that of all queues together.
    pub resources: Arc<Resources<E>>,
    pub executor: Arc<Executor<S>>,
    pub quarantine: Arc<Quarantine>,
    in_flight: Arc<AtomicUsize>,
    read: Mutex<Read<S, E>>,
}

#[derive(Debug)]
struct Read<S, E> {
    queues: Vec<Arc<Processor<S, E>>>,
    /// How many times the window was divided; decides whose turn it is.
    turn: usize,
}

impl<S: Stage, E: Edge> Queues<S, E> {
    /// Starts without queues.
    pub fn new(resources: Resources<E>, executor: Executor<S>) -> Self {
        // The first queue takes this place.
        resources.health.remove(FIRST);
        Self {
            resources: Arc::new(resources),
            executor: Arc::new(executor),
            quarantine: Arc::new(Quarantine::new()),
            in_flight: Arc::default(),
            read: Mutex::new(Read { queues: Vec::new(), turn: 0 }),
        }
    }

    /// Pulls the messages of all queues until the service is asked to stop, and processes each in a
    /// task of `tracker`. Watches the partitions.
    pub async fn pull(&self, tracker: &TaskTracker) -> Result<(), Fault> {
        let stop = &self.resources.stop;
        let mut layouts = self.resources.edge.follow_layout();
        let mut pulling = FuturesUnordered::new();
        let mut balance = interval(BALANCE);
        balance.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut fault = None;
        loop {
            let layout = layouts.borrow_and_update().clone();
            for queue in self.follow(&layout) {
                pulling.push(self.pull_queue(queue, tracker));
            }
            loop {
                let several = pulling.len() > 1;
                let mut changed = pin!(layouts.changed());
                tokio::select! {
                    biased;
                    Some((queue, pulled)) = pulling.next() => {
                        self.leave(&queue);
                        if let Err(why) = pulled {
                            fault.get_or_insert(why);
                            stop.cancel();
                        }
                    }
                    () = stop.cancelled(), if pulling.is_empty() => return fault.map_or(Ok(()), Err),
                    Ok(()) = &mut changed => break,
                    _ = balance.tick(), if several => self.balance(),
                }
            }
        }
    }

    async fn pull_queue(
        &self,
        queue: Arc<Processor<S, E>>,
        tracker: &TaskTracker,
    ) -> (Arc<Processor<S, E>>, Result<(), Fault>) {
        let begin = |delivery: Delivery, ack_wait: Duration| {
            let processor = Arc::clone(&queue);
            // Three heartbeats within `ack_wait`, so that one may be lost.
            let heartbeat = (ack_wait / 3).max(Duration::from_millis(1));
            tracker.spawn(async move { processor.process(delivery, heartbeat).await });
        };
        let pulled = pull(&queue.resources, begin).await;
        (queue, pulled)
    }

    /// Stops reading the queues that are not in the layout, and returns those that are new in it.
    fn follow(&self, layout: &Layout) -> Vec<Arc<Processor<S, E>>> {
        let settings = self.resources.settings.get();
        let queue = &self.resources.endpoints.stream;
        let streams = streams(queue, layout, settings.partitions.as_ref());
        if streams.is_empty() {
            tracing::warn!(
                messaging.nats.stream = queue,
                "none of the partitions in COURANT_PARTITIONS exists, waiting for them"
            );
        }
        let mut read = self.read();
        for queue in &read.queues {
            if !streams.contains(&queue.resources.endpoints.stream) {
                queue.resources.stop.cancel();
            }
        }
        let is_read = |stream: &String| {
            read.queues.iter().any(|queue| {
                let resources = &queue.resources;
                resources.endpoints.stream == *stream && !resources.stop.is_cancelled()
            })
        };
        let new: Vec<_> =
            streams.into_iter().filter(|stream| !is_read(stream)).map(|s| self.queue(s)).collect();
        read.queues.extend(new.iter().cloned());
        drop(read);
        self.changed();
        new
    }

    fn queue(&self, stream: String) -> Arc<Processor<S, E>> {
        let place = self.resources.health.add();
        let resources = self.resources.of_queue(stream, place, &self.in_flight);
        let (executor, quarantine) = (Arc::clone(&self.executor), Arc::clone(&self.quarantine));
        Arc::new(Processor { resources, executor, quarantine })
    }

    fn leave(&self, queue: &Arc<Processor<S, E>>) {
        self.read().queues.retain(|read| !Arc::ptr_eq(read, queue));
        // During shutdown, health keeps reporting that the service stops.
        if !self.resources.stop.is_cancelled() {
            self.resources.health.remove(queue.resources.place);
        }
        self.changed();
    }

    fn changed(&self) {
        let queues = self
            .read()
            .queues
            .iter()
            .map(|queue| &queue.resources)
            .map(|resources| {
                let stream = resources.endpoints.stream.clone();
                Queue { stream, ack_pending: Arc::clone(&resources.ack_pending) }
            })
            .collect();
        self.resources.queues.set(queues);
        self.balance();
    }

    /// Divides the window among the queues.
    pub fn balance(&self) {
        let mut read = self.read();
        let (total, _) = self.resources.in_flight.taken();
        let load = |queue: &Arc<Processor<S, E>>| {
            let in_flight = &queue.resources.in_flight;
            let (window, taken) = in_flight.taken();
            Load { window, taken, peak: in_flight.take_peak() }
        };
        let loads: Vec<Load> = read.queues.iter().map(load).collect();
        let windows = windows(total, &loads, read.turn / TURN);
        for (queue, window) in read.queues.iter().zip(windows) {
            queue.resources.in_flight.be_brief(total < loads.len());
            queue.resources.in_flight.resize(window);
        }
        read.turn = read.turn.wrapping_add(1);
    }

    fn read(&self) -> MutexGuard<'_, Read<S, E>> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The streams of a queue to read. A stream that is named as a partition, or is not Courant's, is
/// read as it is.
fn streams(queue: &str, layout: &Layout, chosen: Option<&Chosen>) -> Vec<String> {
    if !queue.starts_with("ARTICLES_") || partition::of_stream(queue).1 != Part::Whole {
        return vec![queue.to_owned()];
    }
    let parts = layout.all().into_iter();
    let chosen = parts.filter(|part| chosen.is_none_or(|chosen| chosen.contains(part.number())));
    chosen.map(|part| part.stream(queue)).collect()
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU16;

    use super::*;

    #[test]
    fn a_service_reads_all_partitions_or_those_that_it_is_given() {
        let four = Layout::of(NonZeroU16::new(4).expect("not zero"));
        let chosen: Chosen = "1-2".parse().expect("a range");
        assert_eq!(streams("ARTICLES_RAW", &Layout::default(), None), ["ARTICLES_RAW"]);
        assert_eq!(streams("ARTICLES_RAW", &four, None).len(), 4);
        assert_eq!(
            streams("ARTICLES_RAW", &four, Some(&chosen)),
            ["ARTICLES_RAW_1", "ARTICLES_RAW_2"]
        );
        assert_eq!(streams("ARTICLES_RAW_3", &four, Some(&chosen)), ["ARTICLES_RAW_3"]);
        assert_eq!(streams("OWN", &four, None), ["OWN"]);
    }

    #[test]
    fn what_is_drained_is_read_with_the_first_partition() {
        let moving = Layout::default().moved_to(NonZeroU16::new(2).expect("not zero"));
        let first: Chosen = "0".parse().expect("a number");
        assert_eq!(
            streams("ARTICLES_RAW", &moving, Some(&first)),
            ["ARTICLES_RAW", "ARTICLES_RAW_0"]
        );
    }
}
