use std::sync::atomic::AtomicU64;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use article::Section;
use stage::{Input, Stage};
use telemetry::Metrics;
use tokio_util::sync::CancellationToken;

use crate::fault::Fault;
use crate::health::Health;
use crate::in_flight::InFlight;
use crate::live::Live;
use crate::oldest::Oldest;
use crate::settings::{Endpoints, Settings};

/// What every layer of a running service uses.
#[derive(Debug)]
pub struct Resources<E> {
    /// The stage's name.
    pub stage: &'static str,
    /// Whether any publisher may have sent the messages.
    pub from_outside: bool,
    pub settings: Live<Settings>,
    pub endpoints: Endpoints,
    pub edge: E,
    pub in_flight: InFlight,
    pub health: Arc<Health>,
    pub metrics: Arc<Metrics>,
    /// How many messages the consumer has delivered that are not acknowledged, at the last poll.
    pub ack_pending: AtomicU64,
    /// How long the raw documents are kept, if they are.
    pub keeps_originals: Live<Option<Duration>>,
    /// When the messages in flight were stored. Only a delivery enters them.
    pub oldest: Oldest,
    /// Cancelled when the service should stop.
    pub stop: CancellationToken,
    fault: OnceLock<Fault>,
}

/// Whose resources they are.
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
        Self {
            stage: named.stage,
            from_outside: named.from_outside,
            settings: Live::new(settings),
            endpoints,
            edge,
            in_flight: InFlight::new(window),
            health,
            metrics,
            ack_pending: AtomicU64::new(0),
            keeps_originals: Live::new(None),
            oldest: Oldest::default(),
            stop,
            fault: OnceLock::new(),
        }
    }

    /// Stops the service because of a fault.
    pub fn fail(&self, fault: Fault) {
        // The first fault is the one to report.
        let _ = self.fault.set(fault);
        self.stop.cancel();
    }

    /// The fault that stopped the service.
    pub fn fault(&self) -> Option<Fault> {
        self.fault.get().copied()
    }

    /// Waits, but not after the service is asked to stop. Returns whether it was.
    pub async fn stopped_within(&self, wait: Duration) -> bool {
        tokio::time::timeout(wait, self.stop.cancelled()).await.is_ok()
    }
}
