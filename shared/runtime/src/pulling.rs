use std::sync::Arc;
use std::time::{Duration, Instant};

use broker::{BindError, Delivery, PullFault, Puller};

use crate::carry::carry;
use crate::health::Unready;
use crate::service::{Fault, Service};
use crate::unreadable::bury_unreadable;
use stage::Stage;

/// How often the main loop turns when nothing happens.
const TURN: Duration = Duration::from_secs(1);

/// A subscription that held for so long was a good one.
const HELD: Duration = Duration::from_secs(30);

/// Pulls messages and has each carried, until asked to stop. Mends the subscription as often as
/// it breaks, and gives up only when that has failed for the whole of `COURANT_RECOVERY`.
pub async fn pull<S: Stage>(service: &Arc<Service<S>>) -> Result<(), Fault> {
    let mut failures = 0;
    while let Some(mut puller) = bind(service, &mut failures).await? {
        let began = Instant::now();
        let ack_wait = puller.ack_wait();
        let broke = turn(service, &mut puller).await;
        service.health.unbound(match broke {
            Some(_) if !service.broker.link().borrow().up => Unready::Connecting,
            Some(_) => Unready::Rebuilding,
            None => Unready::Stopping,
        });
        // What was delivered and not read is work in hand, unless the service is to stop.
        for delivery in puller.drain().await {
            match broke {
                Some(_) => begin(service, delivery, ack_wait),
                None => delivery.hand_back(Duration::from_millis(100)).await,
            }
        }
        let Some(fault) = broke else { break };
        tracing::warn!(error = %fault, "the subscription broke, making another");
        service.metrics.rebuilt();
        if began.elapsed() > HELD {
            failures = 0;
        }
        pause(service, &mut failures).await;
    }
    Ok(())
}

/// Binds to the consumer, as often as it takes. `None` when asked to stop meanwhile.
async fn bind<S: Stage>(service: &Service<S>, failures: &mut u32) -> Result<Option<Puller>, Fault> {
    let endpoints = &service.endpoints;
    let mut told = String::new();
    while !service.stop.is_cancelled() {
        service.health.beat();
        match Puller::bind(&service.broker, &endpoints.stream, &endpoints.durable).await {
            Ok(puller) => {
                bury_unreadable(service).await;
                service.health.bound();
                return Ok(Some(puller));
            }
            Err(_) if service.broker.is_lost() => return Err(Fault::ClientLost),
            Err(_) if !service.broker.link().borrow().up => {
                service.health.unbound(Unready::Connecting);
            }
            Err(error) => {
                service.health.unbound(match error {
                    BindError::Missing { .. } | BindError::Drifted { .. } => Unready::NoConsumer,
                    BindError::Away { .. } => Unready::NoAnswer,
                });
                // Once for each reason, however often it is tried.
                let why = error.to_string();
                if why != told {
                    tracing::warn!(error = why, "can't bind to the consumer");
                    told = why;
                }
            }
        }
        if service.health.unbound_for() > service.settings.recovery {
            return Err(Fault::NotRecovered);
        }
        pause(service, failures).await;
    }
    Ok(None)
}

/// The main loop. Ends with the fault that broke the subscription, or `None` when asked to stop.
async fn turn<S: Stage>(service: &Arc<Service<S>>, puller: &mut Puller) -> Option<PullFault> {
    loop {
        service.health.beat();
        let batch = service.in_flight.to_ask(puller.asked());
        if batch > 0
            && let Err(fault) = puller.ask(batch).await
        {
            return Some(fault);
        }
        service.metrics.in_flight(service.in_flight.in_hand());
        let asked = puller.asked();
        let mut next = tokio::select! {
            biased;
            () = service.stop.cancelled() => return None,
            next = puller.next() => Some(next),
            () = service.in_flight.more(asked) => None,
            () = tokio::time::sleep(TURN) => None,
        };
        // What came with it needs no turn of its own. It is no more than was asked for.
        while let Some(word) = next {
            match word {
                Ok(Some(delivery)) => begin(service, delivery, puller.ack_wait()),
                Ok(None) => {}
                Err(fault) => return Some(fault),
            }
            next = puller.ready();
        }
    }
}

fn begin<S: Stage>(service: &Arc<Service<S>>, delivery: Delivery, ack_wait: Duration) {
    service.in_flight.arrive();
    if service.worker_pool.give((delivery, ack_wait)) {
        service.tracker.spawn(carry(Arc::clone(service)));
    }
}

/// 100 ms, doubled with each failure up to 5 s, half of it left to chance; ended by the stop.
async fn pause<S: Stage>(service: &Service<S>, failures: &mut u32) {
    let longest = Duration::from_secs(5);
    let pause = Duration::from_millis(100).saturating_mul(1 << (*failures).min(10)).min(longest);
    *failures += 1;
    let pause = pause.mul_f64(0.5 + fastrand::f64() / 2.0);
    let _ = tokio::time::timeout(pause, service.stop.cancelled()).await;
}
