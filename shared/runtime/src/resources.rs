use std::sync::atomic::{AtomicU64, AtomicUsize};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use article::Section;
use stage::{Input, Stage};
use telemetry::Metrics;
use tokio_util::sync::CancellationToken;

use crate::fault::Fault;
use crate::health::{FIRST, Health};
use crate::in_flight::InFlight;
use crate::live::Live;
use crate::objects::Objects;
use crate::oldest::Oldest;
use crate::settings::{Endpoints, Settings};

/// What all layers of a running service share.
#[derive(Debug)]
pub struct Resources<E> {
    /// The stage's name.
    pub stage: &'static str,
    /// Whether any publisher may have sent the messages.
    pub from_outside: bool,
    pub settings: Arc<Live<Settings>>,
    pub endpoints: Endpoints,
    pub edge: E,
    pub in_flight: InFlight,
    pub health: Arc<Health>,
    /// The place of the queue in [`Health`].
    pub place: usize,
    pub metrics: Arc<Metrics>,
    /// How many messages were delivered and not acknowledged at the last poll.
    pub ack_pending: Arc<AtomicU64>,
    /// The queues that the process reads: one, or some partitions.
    pub queues: Live<Vec<Queue>>,
    /// How long the raw documents are kept, if they are.
    pub keeps_originals: Arc<Live<Option<Duration>>>,
    /// The memory for the content of large raw documents.
    pub objects: Arc<Objects>,
    /// When the messages in flight were stored. Only a delivery enters them.
    pub oldest: Oldest,
    /// Cancelled when the service should stop, or should no longer read this queue.
    pub stop: CancellationToken,
    /// Cancelled when the service should stop.
    service: CancellationToken,
    fault: Arc<OnceLock<Fault>>,
}

/// A queue that a service reads.
#[derive(Debug, Clone)]
pub struct Queue {
    /// The stream.
    pub stream: String,
    /// [`Resources::ack_pending`] of its readers.
    pub ack_pending: Arc<AtomicU64>,
}

/// The owner of the resources.
#[derive(Debug, Clone, Copy)]
pub struct Named {
    /// The stage's name, or `delivery-<name>`.
    pub stage: &'static str,
    /// Whether any publisher may have sent the messages.
    pub from_outside: bool,
}

impl<E> Resources<E> {
    /// The resources of a service that runs `S`, with at most `window` messages in flight.
    pub fn new<S: Stage>(
        settings: Settings,
        endpoints: Endpoints,
        edge: E,
        window: usize,
        health: Arc<Health>,
        metrics: Arc<Metrics>,
        stop: CancellationToken,
    ) -> Self {
        let named = Named { stage: S::Section::STAGE, from_outside: S::Input::FROM_OUTSIDE };
        Self::named(named, settings, endpoints, edge, window, health, metrics, stop)
    }

    /// The resources of a service with this name.
    #[expect(clippy::too_many_arguments, reason = "everything that a service uses, once")]
    pub fn named(
        named: Named,
        settings: Settings,
        endpoints: Endpoints,
        edge: E,
        window: usize,
        health: Arc<Health>,
        metrics: Arc<Metrics>,
        stop: CancellationToken,
    ) -> Self {
        let ack_pending: Arc<AtomicU64> = Arc::default();
        let stream = endpoints.stream.clone();
        let queue = Queue { stream, ack_pending: Arc::clone(&ack_pending) };
        Self {
            stage: named.stage,
            from_outside: named.from_outside,
            settings: Arc::new(Live::new(settings)),
            endpoints,
            edge,
            in_flight: InFlight::new(window),
            health,
            place: FIRST,
            metrics,
            ack_pending,
            queues: Live::new(vec![queue]),
            keeps_originals: Arc::new(Live::new(None)),
            objects: Arc::default(),
            oldest: Oldest::default(),
            service: stop.clone(),
            stop,
            fault: Arc::default(),
        }
    }

    /// The resources of one queue among several of the same service. `all` counts the messages of all.
    pub fn of_queue(&self, stream: String, place: usize, all: &Arc<AtomicUsize>) -> Self
    where
        E: Clone,
    {
        let ack_pending: Arc<AtomicU64> = Arc::default();
        let queue = Queue { stream: stream.clone(), ack_pending: Arc::clone(&ack_pending) };
        Self {
            stage: self.stage,
            from_outside: self.from_outside,
            settings: Arc::clone(&self.settings),
            endpoints: Endpoints { stream, ..self.endpoints.clone() },
            edge: self.edge.clone(),
            in_flight: InFlight::beside(0, Arc::clone(all)),
            health: Arc::clone(&self.health),
            place,
            metrics: Arc::clone(&self.metrics),
            ack_pending,
            queues: Live::new(vec![queue]),
            keeps_originals: Arc::clone(&self.keeps_originals),
            objects: Arc::clone(&self.objects),
            oldest: Oldest::default(),
            stop: self.service.child_token(),
            service: self.service.clone(),
            fault: Arc::clone(&self.fault),
        }
    }

    /// Stops the service because of a fault.
    pub fn fail(&self, fault: Fault) {
        // The first fault is the one to report.
        let _ = self.fault.set(fault);
        self.service.cancel();
    }

    /// The fault that stopped the service.
    pub fn fault(&self) -> Option<Fault> {
        self.fault.get().copied()
    }

    /// Waits, but at most until the service is asked to stop. Returns whether it was.
    pub async fn stopped_within(&self, wait: Duration) -> bool {
        tokio::time::timeout(wait, self.stop.cancelled()).await.is_ok()
    }
}
