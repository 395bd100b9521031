use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use broker::Delivery;
use tokio::time::{Instant, Sleep};

use crate::Stage;
use crate::act::{Act, Ended};
use crate::room::Held;
use crate::service::Service;
use crate::settle::{Settlement, settle};
use crate::suspect::{Halt, Suspect};

/// Carries one message after another, until nothing more will come.
pub async fn carry<S: Stage>(service: Arc<Service<S>>) {
    let mut sign_of_life = pin!(tokio::time::sleep(Duration::ZERO));
    while let Some((delivery, ack_wait)) = service.hands.take().await {
        one(&service, delivery, ack_wait / 3, sign_of_life.as_mut()).await;
    }
}

/// One message's life in this process, from delivery to settlement.
///
/// Until its end the server is told that work goes on, however long that takes: at the latest
/// after `at_most`. What is left of the last message's wait is waited out first, so that most
/// messages set no timer.
async fn one<S: Stage>(
    service: &Service<S>,
    delivery: Delivery,
    at_most: Duration,
    mut sign_of_life: Pin<&mut Sleep>,
) {
    let began = Instant::now();
    let due = began + at_most;
    if sign_of_life.deadline() < began || sign_of_life.deadline() > due {
        sign_of_life.as_mut().reset(due);
    }
    service.metrics.consumed(delivery.origin.delivered > 1);
    let act = Act::new(service, delivery, began.into_std());
    let mut life = pin!(begin(service, &act));
    let ended = loop {
        tokio::select! {
            biased;
            ended = &mut life => break ended,
            () = &mut sign_of_life => {
                sign_of_life.as_mut().reset(Instant::now() + at_most);
                act.delivery().progress().await;
            }
        }
    };
    act.tell(&ended, began.elapsed());
}

/// A message that came a second time is a suspect and waits its turn; any other goes ahead.
async fn begin<S: Stage>(service: &Service<S>, act: &Act<'_, S>) -> Ended {
    let held = service.room.take_up();
    match act.delivery().origin.delivered {
        1 => live(service, act, held).await,
        // Boxed, as everything that is rare: each message's task has room for all it may await.
        _ => Box::pin(suspected(service, act, held)).await,
    }
}

async fn suspected<S: Stage>(service: &Service<S>, act: &Act<'_, S>, held: Held<'_>) -> Ended {
    match Suspect::begin(service, act.delivery(), held).await {
        Ok(suspect) => {
            let ended = live(service, act, service.room.enter()).await;
            suspect.forgive().await;
            ended
        }
        Err(Halt::Deadly(failed, begun)) => act.dead(failed, begun).await,
        Err(Halt::Stopping) => act.hand_back(Duration::ZERO, 1, None).await,
    }
}

/// Attempt after attempt, until one settles the message.
async fn live<'a, S: Stage>(
    service: &'a Service<S>,
    act: &Act<'_, S>,
    mut held: Held<'a>,
) -> Ended {
    let mut attempt = 1;
    service.metrics.in_flight(service.room.in_hand());
    loop {
        let message = act.delivery().to_raw();
        let Some(result) = service.bench.attempt(message, attempt, &act.span, &service.stop).await
        else {
            return act.hand_back(Duration::ZERO, attempt, None).await;
        };
        service.check_threads();
        match settle(result, attempt, &service.policy, fastrand::f64()) {
            Settlement::Done(worked) => return act.done(worked, attempt).await,
            Settlement::Dead(failed) => return act.dead(failed, attempt).await,
            Settlement::HandBack(delay, failed) => {
                return act.hand_back(delay, attempt, Some(failed)).await;
            }
            Settlement::Retry(wait, failed) => {
                act.tell_retry(&failed, attempt, wait);
                drop(held);
                let waiting = service.room.wait();
                if stopped_within(service, wait).await {
                    return act.hand_back(Duration::ZERO, attempt, Some(failed)).await;
                }
                drop(waiting);
                held = service.room.enter();
                attempt += 1;
            }
        }
    }
}

async fn stopped_within<S: Stage>(service: &Service<S>, wait: Duration) -> bool {
    tokio::time::timeout(wait, service.stop.cancelled()).await.is_ok()
}
