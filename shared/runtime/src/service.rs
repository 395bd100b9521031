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
use crate::queues::Queues;
use crate::resources::Resources;
use crate::settings::{Endpoints, Settings};
use crate::shared::Followers;
use crate::threads::cores;

/// A running service: pulls messages and processes each in its own task.
#[derive(Debug)]
pub struct Service<S, E> {
    queues: Queues<S, E>,
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

/// How long the storing of a replica's last shared entries may take during shutdown.
const LAST_ENTRIES: Duration = Duration::from_secs(2);

/// Default number of messages in flight for a stage so cheap that most of the cost is the server's.
/// With half as many, a message costs a tenth more; with twice as many, no less.
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
        let window = window::<S>(&settings);
        let keeps_originals = stage.keeps_originals();
        let largest_object = stage.largest_object();
        let executor =
            Executor::new(stage, &endpoints.output, settings.deadline, cores().min(window));
        let resources =
            Resources::new::<S>(settings, endpoints, edge, window, health, metrics, stop);
        resources.keeps_originals.set(keeps_originals);
        resources.objects.set_limit(largest_object);
        Self { queues: Queues::new(resources, executor), tracker: TaskTracker::new() }
    }

    /// Changes the settings, and the stage if there is a new one.
    pub fn change(&self, stage: Option<S>, settings: Settings) {
        let window = window::<S>(&settings);
        let Queues { resources, executor, .. } = &self.queues;
        if let Some(stage) = &stage {
            resources.keeps_originals.set(stage.keeps_originals());
            resources.objects.set_limit(stage.largest_object());
        }
        executor.change(stage, settings.deadline, cores().min(window));
        resources.settings.set(settings);
        resources.in_flight.resize(window);
        self.queues.balance();
    }

    /// Runs until the service is asked to stop, then settles the messages in flight or returns
    /// them to the server.
    pub async fn run(&self) -> End {
        let resources = &self.queues.resources;
        tracing::info!(
            courant.stage = resources.stage,
            messaging.nats.stream = resources.endpoints.stream,
            messaging.consumer.group.name = &*resources.endpoints.durable,
            "started"
        );
        // If this fails, the first poll of the metrics reads it.
        let _ = resources.edge.read_layout().await;
        let mut followers = Followers::default();
        let executor = Arc::clone(&self.queues.executor);
        if let Err(fault) = followers.load(executor.shared(), resources).await {
            return End::Fault(fault);
        }
        let (followed, ended) = (Arc::clone(resources), CancellationToken::new());
        let (following, last) = (TaskTracker::new(), ended.clone());
        following.spawn(async move {
            followers.follow(|| executor.shared(), &followed, last).await;
        });
        following.close();
        let polled = Arc::clone(resources);
        self.tracker.spawn(async move { poll_metrics(&polled).await });
        let pulled = self.queues.pull(&self.tracker).await;
        let fault = pulled.err().or_else(|| resources.fault());
        // Waiting and blocked messages end at once. What is being processed has the grace period.
        resources.stop.cancel();
        self.tracker.close();
        let grace = resources.settings.get().grace;
        let finished = tokio::time::timeout(grace, self.tracker.wait()).await;
        if finished.is_err() {
            self.queues.quarantine.clear(resources).await;
        }
        ended.cancel();
        // The last entries are stored only if the server answers.
        let _ = tokio::time::timeout(LAST_ENTRIES, following.wait()).await;
        resources.edge.flush().await;
        match (fault, finished) {
            (Some(fault), _) => End::Fault(fault),
            (None, Ok(())) => End::Stopped,
            (None, Err(_)) => End::GraceExceeded,
        }
    }
}

/// How many messages may be in flight.
fn window<S: Stage>(settings: &Settings) -> usize {
    settings.in_flight.unwrap_or(match S::EXECUTION {
        Execution::Inline => INLINE_WINDOW,
        Execution::Threads => 2 * cores(),
    })
}
