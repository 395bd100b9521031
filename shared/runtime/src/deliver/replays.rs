use std::sync::Arc;

use broker::Broker;
use telemetry::Metrics;
use tokio_util::sync::CancellationToken;

use crate::health::Health;
use crate::resources::{Named, Resources};
use crate::settings::{Endpoints, Settings};

/// How many replayed articles are in flight at a time.
const WINDOW: usize = 16;

/// The resources of the subscription to replayed dead letters. It has its own health and metrics,
/// so the admin port shows those of published articles.
pub fn resources(
    named: Named,
    settings: Settings,
    endpoints: Endpoints,
    broker: Broker,
    stop: CancellationToken,
) -> Resources<Broker> {
    let metrics = Metrics::new(named.stage, env!("CARGO_PKG_VERSION"), Arc::default());
    let health = Arc::new(Health::default());
    Resources::named(named, settings, endpoints, broker, WINDOW, health, Arc::new(metrics), stop)
}
