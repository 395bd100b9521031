use std::time::{Duration, Instant};

use backon::{BackoffBuilder, ExponentialBuilder};
use broker::{Broker, ConnectError};
use tokio_util::sync::CancellationToken;

use crate::health::{FIRST, Health, Unready};
use crate::settings::Settings;

/// 50 to 100 ms at first, then doubled, at most 2 s.
const BACKOFF: ExponentialBuilder = ExponentialBuilder::new()
    .with_jitter()
    .with_min_delay(Duration::from_millis(50))
    .with_max_delay(Duration::from_secs(1))
    .without_max_times();

/// Connects to the server, and retries until the recovery time has expired. `None` if the service
/// was asked to stop.
pub async fn connect(
    settings: &Settings,
    name: &str,
    health: &Health,
    stop: &CancellationToken,
) -> Result<Option<Broker>, ConnectError> {
    let began = Instant::now();
    let mut backoff = BACKOFF.build();
    let mut logged = String::new();
    loop {
        health.beat(FIRST);
        let connected = tokio::select! {
            biased;
            () = stop.cancelled() => return Ok(None),
            connected = Broker::connect(&settings.nats, name) => connected,
        };
        let error = match connected {
            Ok(broker) => return Ok(Some(broker)),
            Err(error) if !error.is_transient() || began.elapsed() > settings.recovery => {
                return Err(error);
            }
            Err(error) => error,
        };
        if matches!(error, ConnectError::Refused) {
            health.unbound(FIRST, Unready::Refused);
        }
        // Once for each reason, not for each attempt.
        let why = error.to_string();
        if why != logged {
            tracing::warn!(error = why, "could not connect to the server, retrying");
            logged = why;
        }
        let wait = backoff.next().expect("the number of retries is not limited");
        let _ = tokio::time::timeout(wait, stop.cancelled()).await;
    }
}
