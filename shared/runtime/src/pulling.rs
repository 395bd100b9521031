use std::time::{Duration, Instant};

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use broker::{BindError, Delivery, Part, PullFault, partition};

use crate::edge::{Edge, Subscription};
use crate::fault::Fault;
use crate::health::Unready;
use crate::resources::Resources;
use crate::unreadable::dead_letter_unreadable;

/// How often the main loop runs when nothing happens.
const IDLE: Duration = Duration::from_secs(1);

/// A subscription that lasted this long resets the backoff.
const STABLE: Duration = Duration::from_secs(30);

/// Redelivery delay of messages that were delivered but not read before the stop.
const RETURN_DELAY: Duration = Duration::from_millis(100);

/// 50 to 100 ms at first, then doubled, at most 5 s.
const BACKOFF: ExponentialBuilder = ExponentialBuilder::new()
    .with_jitter()
    .with_min_delay(Duration::from_millis(50))
    .with_max_delay(Duration::from_millis(2_500))
    .without_max_times();

/// Pulls messages until the service is asked to stop, and calls `begin` with each of them and the
/// consumer's `ack_wait`. Resubscribes whenever the subscription breaks; fails only if that has not
/// worked for `COURANT_RECOVERY`.
pub async fn pull<E: Edge>(
    resources: &Resources<E>,
    begin: impl Fn(Delivery, Duration),
) -> Result<(), Fault> {
    let mut backoff = BACKOFF.build();
    while let Some(mut subscription) = bind(resources, &mut backoff).await? {
        let began = Instant::now();
        let ack_wait = subscription.ack_wait();
        let broke = read(resources, &mut subscription, &begin).await;
        resources.health.unbound(
            resources.place,
            match broke {
                Some(_) if !resources.edge.is_up() => Unready::Connecting,
                Some(_) => Unready::Rebuilding,
                None => Unready::Stopping,
            },
        );
        // Messages that were delivered but not read are processed, unless the service stops.
        for delivery in subscription.drain().await {
            match broke {
                Some(_) => start(resources, &begin, delivery, ack_wait),
                None => resources.edge.acknowledge(&delivery, broker::Ack::Nak(RETURN_DELAY)).await,
            }
        }
        let Some(fault) = broke else { break };
        tracing::warn!(error = %fault, "the subscription broke, resubscribing");
        resources.metrics.rebuilt();
        if began.elapsed() > STABLE {
            backoff = BACKOFF.build();
        }
        wait(resources, &mut backoff).await;
    }
    Ok(())
}

/// Binds to the consumer, and retries until it succeeds. `None` if the service was asked to stop.
async fn bind<E: Edge>(
    resources: &Resources<E>,
    backoff: &mut ExponentialBackoff,
) -> Result<Option<E::Subscription>, Fault> {
    let Resources { edge, endpoints, health, place, .. } = resources;
    let mut logged = String::new();
    while !resources.stop.is_cancelled() {
        health.beat(*place);
        if edge.is_lost() {
            // An unreadable message has ended the client.
            let connected = edge.reconnect().await;
            tracing::warn!(connected = connected.is_ok(), "the connection was lost, reconnecting");
        }
        match edge.bind(&endpoints.stream, &endpoints.durable).await {
            Ok(subscription) => {
                if dead_letter_unreadable(resources).await > 0 {
                    // The message that broke the last subscription is gone, so the next one needs no
                    // delay.
                    *backoff = BACKOFF.build();
                }
                health.bound(*place);
                return Ok(Some(subscription));
            }
            Err(_) if !edge.is_up() => health.unbound(*place, Unready::Connecting),
            Err(error) => {
                health.unbound(
                    *place,
                    match error {
                        BindError::Missing { .. } | BindError::Drifted { .. } => {
                            Unready::NoConsumer
                        }
                        BindError::Away { .. } => Unready::NoAnswer,
                    },
                );
                if matches!(error, BindError::Missing { .. }) && is_partition(resources) {
                    // The stream may have been drained and removed; the service then stops reading it.
                    let _ = edge.read_layout().await;
                }
                // Once for each reason, not for each attempt.
                let why = error.to_string();
                if why != logged {
                    tracing::warn!(error = why, "could not bind to the consumer, retrying");
                    logged = why;
                }
            }
        }
        if health.unbound_for(*place) > resources.settings.get().recovery {
            return Err(Fault::NotRecovered);
        }
        wait(resources, backoff).await;
    }
    Ok(None)
}

/// Whether the stream is one of several partitions, or was the only one.
fn is_partition<E: Edge>(resources: &Resources<E>) -> bool {
    let (_, part) = partition::of_stream(&resources.endpoints.stream);
    part != Part::Whole || resources.edge.follow_layout().borrow().count().get() > 1
}

/// The main loop. Returns the fault that broke the subscription, or `None` if the service was
/// asked to stop.
async fn read<E: Edge>(
    resources: &Resources<E>,
    subscription: &mut E::Subscription,
    begin: &impl Fn(Delivery, Duration),
) -> Option<PullFault> {
    let in_flight = &resources.in_flight;
    loop {
        resources.health.beat(resources.place);
        let batch = in_flight.to_request(subscription.requested());
        if batch > 0
            && let Err(fault) = subscription.request(batch, in_flight.is_brief()).await
        {
            return Some(fault);
        }
        in_flight.note_requested(subscription.requested());
        resources.metrics.in_flight(in_flight.all());
        let requested = subscription.requested();
        let mut next = tokio::select! {
            biased;
            () = resources.stop.cancelled() => return None,
            next = subscription.next() => Some(next),
            () = in_flight.capacity(requested) => None,
            () = tokio::time::sleep(IDLE) => None,
        };
        // Messages that arrived together are read together. There are never more than were requested.
        while let Some(read) = next {
            match read {
                Ok(Some(delivery)) => start(resources, begin, delivery, subscription.ack_wait()),
                Ok(None) => {}
                Err(fault) => return Some(fault),
            }
            next = subscription.ready();
        }
    }
}

fn start<E>(
    resources: &Resources<E>,
    begin: &impl Fn(Delivery, Duration),
    delivery: Delivery,
    ack_wait: Duration,
) {
    resources.in_flight.reserve();
    begin(delivery, ack_wait);
}

async fn wait<E>(resources: &Resources<E>, backoff: &mut ExponentialBackoff) {
    let wait = backoff.next().expect("the number of retries is not limited");
    resources.stopped_within(wait).await;
}
