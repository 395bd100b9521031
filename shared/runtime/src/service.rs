use std::sync::{Arc, LazyLock, Mutex, OnceLock};

use article::Section;
use broker::{Broker, Outbound};
use telemetry::Metrics;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::executor::Executor;
use crate::health::Health;
use crate::in_flight::InFlight;
use crate::metrics::poll_metrics;
use crate::outlet::Outlet;
use crate::pulling::pull;
use crate::quarantine::forgive;
use crate::settings::{Endpoints, Settings};
use crate::worker_pool::WorkerPool;
use stage::{Execution, Stage};

/// One running service: everything that a message needs on its way through.
#[derive(Debug)]
pub struct Service<S> {
    pub settings: Settings,
    pub endpoints: Endpoints,
    pub broker: Broker,
    pub executor: Executor<S>,
    pub in_flight: InFlight,
    pub worker_pool: WorkerPool,
    pub suspects: Semaphore,
    /// The mark as it was before the attempt at the suspect in hand.
    pub noted: Mutex<Option<Outbound>>,
    pub health: Arc<Health>,
    pub metrics: Arc<Metrics>,
    pub stop: CancellationToken,
    pub tracker: TaskTracker,
    gave_up: OnceLock<Fault>,
}

/// Why a service ends of its own accord, with exit code 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No consumer for too long.
    #[error(
        "no working consumer within COURANT_RECOVERY: is the server there, and was `courant setup` run"
    )]
    NotRecovered,
    /// The client library gave up.
    #[error("the connection is gone for good; a restart makes another")]
    ClientLost,
    /// Threads that don't come back are taking the machine.
    #[error("too many threads hang in documents that were given up; a restart frees them")]
    ThreadsLost,
}

/// How a service ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// As asked, everything finished or handed back.
    Stopped,
    /// As asked, but something was still in hand when the grace was over.
    GraceExceeded,
    /// Of its own accord.
    Fault(Fault),
}

/// In hand by default, where the work is cheap and the server is the cost. With half as many it
/// spends a tenth more on each message, woken for fewer at a time; with twice as many no less.
const CHEAP_WINDOW: usize = 128;

impl<S: Stage> Service<S> {
    /// Puts a stage to work at its endpoints.
    pub fn new(
        stage: S,
        settings: Settings,
        endpoints: Endpoints,
        broker: Broker,
        health: Arc<Health>,
        metrics: Arc<Metrics>,
        stop: CancellationToken,
    ) -> Self {
        let threads = threads();
        let window = settings.in_flight.unwrap_or(match S::EXECUTION {
            Execution::Inline => CHEAP_WINDOW,
            Execution::Threads => 2 * threads,
        });
        Self {
            executor: Executor::new(
                stage,
                &endpoints.output,
                settings.deadline,
                threads.min(window),
            ),
            in_flight: InFlight::new(window),
            worker_pool: WorkerPool::new(),
            // One at a time, so that it is known which one a crash was due to.
            suspects: Semaphore::new(1),
            noted: Mutex::default(),
            tracker: TaskTracker::new(),
            gave_up: OnceLock::new(),
            settings,
            endpoints,
            broker,
            health,
            metrics,
            stop,
        }
    }

    /// Works until asked to stop, then finishes or hands back what is in hand.
    pub async fn run(self: Arc<Self>) -> End {
        tracing::info!(
            courant.stage = S::Section::STAGE,
            messaging.nats.stream = self.endpoints.stream,
            messaging.consumer.group.name = &*self.endpoints.durable,
            "working"
        );
        self.tracker.spawn(poll_metrics(Arc::clone(&self)));
        let pulled = pull(&self).await;
        let fault = pulled.err().or_else(|| self.gave_up.get().copied());
        // Retries and blocked messages end at once; what is being worked on has the grace.
        self.stop.cancel();
        self.worker_pool.close();
        self.tracker.close();
        let finished = tokio::time::timeout(self.settings.grace, self.tracker.wait()).await;
        if finished.is_err() {
            forgive(&self).await;
        }
        self.broker.flush().await;
        match (fault, finished) {
            (Some(fault), _) => End::Fault(fault),
            (None, Ok(())) => End::Stopped,
            (None, Err(_)) => End::GraceExceeded,
        }
    }

    /// The way out for messages.
    pub fn outlet(&self) -> Outlet<'_> {
        Outlet {
            broker: &self.broker,
            in_flight: &self.in_flight,
            health: &self.health,
            stop: &self.stop,
        }
    }

    /// Threads that hang eat the machine: when they are twice as many as there should be at all,
    /// the service ends, and whoever supervises it starts it afresh.
    pub fn check_threads(&self) {
        if self.executor.lost() > 2 * threads() && self.gave_up.set(Fault::ThreadsLost).is_ok() {
            self.stop.cancel();
        }
    }
}

/// Asked once: the answer reads the control group's files, and every attempt wants to know it.
fn threads() -> usize {
    static THREADS: LazyLock<usize> =
        LazyLock::new(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get));
    *THREADS
}
