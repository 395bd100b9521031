use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use stage::{Execution, Stage};
use telemetry::Metrics;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::edge::Edge;
use crate::executor::Executor;
use crate::fault::Fault;
use crate::health::Health;
use crate::poll_metrics::poll_metrics;
use crate::processor::Processor;
use crate::pulling::pull;
use crate::quarantine::Quarantine;
use crate::resources::Resources;
use crate::settings::{Endpoints, Settings};
use crate::threads::cores;
use crate::worker_pool::WorkerPool;

/// A running service: pulls messages and has a pool of tasks process them.
#[derive(Debug)]
pub struct Service<S, E> {
    processor: Arc<Processor<S, E>>,
    workers: Arc<WorkerPool>,
    tracker: TaskTracker,
}

/// How a service ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// As asked: every message is settled or returned to the server.
    Stopped,
    /// As asked, but messages were still in flight when the grace period expired.
    GraceExceeded,
    /// Without being asked to.
    Fault(Fault),
}

/// How many messages are in flight by default where a stage is so cheap that most of the cost is
/// the server's. With half as many, a message costs a tenth more; with twice as many, no less.
const INLINE_WINDOW: usize = 128;

impl<S: Stage, E: Edge> Service<S, E> {
    /// A service that runs `stage`.
    pub fn new(
        stage: S,
        settings: Settings,
        endpoints: Endpoints,
        edge: E,
        health: Arc<Health>,
        metrics: Arc<Metrics>,
        stop: CancellationToken,
    ) -> Self {
        let window = settings.in_flight.unwrap_or(match S::EXECUTION {
            Execution::Inline => INLINE_WINDOW,
            Execution::Threads => 2 * cores(),
        });
        let parallel = cores().min(window);
        let executor = Executor::new(stage, &endpoints.output, settings.deadline, parallel);
        let resources =
            Resources::new::<S>(settings, endpoints, edge, window, health, metrics, stop);
        let processor = Processor { resources, executor, quarantine: Quarantine::new() };
        Self {
            processor: Arc::new(processor),
            workers: Arc::new(WorkerPool::new()),
            tracker: TaskTracker::new(),
        }
    }

    /// Runs until the service is asked to stop, then settles the messages in flight or returns
    /// them to the server.
    pub async fn run(self) -> End {
        let resources = &self.processor.resources;
        tracing::info!(
            courant.stage = resources.stage,
            messaging.nats.stream = resources.endpoints.stream,
            messaging.consumer.group.name = &*resources.endpoints.durable,
            "started"
        );
        let processor = Arc::clone(&self.processor);
        self.tracker.spawn(async move { poll_metrics(&processor.resources).await });
        let pulled = pull(resources, |delivery, ack_wait| self.begin(delivery, ack_wait)).await;
        let fault = pulled.err().or_else(|| resources.fault());
        // Waiting and blocked messages end at once. What is being processed has the grace period.
        resources.stop.cancel();
        self.workers.close();
        self.tracker.close();
        let finished = tokio::time::timeout(resources.settings.grace, self.tracker.wait()).await;
        if finished.is_err() {
            self.processor.quarantine.clear(resources).await;
        }
        resources.edge.flush().await;
        match (fault, finished) {
            (Some(fault), _) => End::Fault(fault),
            (None, Ok(())) => End::Stopped,
            (None, Err(_)) => End::GraceExceeded,
        }
    }

    /// Gives a message to a worker, and starts another worker if all are busy.
    fn begin(&self, delivery: broker::Delivery, ack_wait: Duration) {
        if self.workers.give((delivery, ack_wait)) {
            let (processor, workers) = (Arc::clone(&self.processor), Arc::clone(&self.workers));
            self.tracker.spawn(work(processor, workers));
        }
    }
}

/// Processes one message after another until the pool is closed.
async fn work<S: Stage, E: Edge>(processor: Arc<Processor<S, E>>, workers: Arc<WorkerPool>) {
    let mut timer = pin!(tokio::time::sleep(Duration::ZERO));
    while let Some((delivery, ack_wait)) = workers.take().await {
        // Three heartbeats within `ack_wait`, so that one may be lost.
        processor.process(delivery, ack_wait / 3, timer.as_mut()).await;
    }
}
