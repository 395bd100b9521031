use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use broker::Delivery;
use stage::{Settlement, settle};
use tokio::time::{Instant, Sleep};

use crate::act::{Act, Ended};
use crate::in_flight::Permit;
use crate::quarantine::{Halt, Suspect};
use crate::service::Service;
use stage::Stage;

/// Between two attempts: from 250 to 500 ms at first, doubled each time, at most 30 s.
const RETRY_BACKOFF: ExponentialBuilder = ExponentialBuilder::new()
    .with_jitter()
    .with_min_delay(Duration::from_millis(250))
    .with_max_delay(Duration::from_secs(15))
    .without_max_times();

/// How long a message that another version or replica can process stays with the server.
const RETURN_DELAY: Duration = Duration::from_secs(30);

/// Carries one message after another, until nothing more will come.
pub async fn carry<S: Stage>(service: Arc<Service<S>>) {
    let mut sign_of_life = pin!(tokio::time::sleep(Duration::ZERO));
    while let Some((delivery, ack_wait)) = service.worker_pool.take().await {
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
    let held = service.in_flight.take_up();
    match act.delivery().origin.delivered {
        1 => live(service, act, held).await,
        // Boxed, as everything that is rare: each message's task has room for all it may await.
        _ => Box::pin(suspected(service, act, held)).await,
    }
}

async fn suspected<S: Stage>(service: &Service<S>, act: &Act<'_, S>, held: Permit<'_>) -> Ended {
    match Suspect::begin(service, act.delivery(), held).await {
        Ok(suspect) => {
            let ended = live(service, act, service.in_flight.enter()).await;
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
    mut held: Permit<'a>,
) -> Ended {
    let mut attempt = 1;
    let mut backoff = RETRY_BACKOFF.build();
    service.metrics.in_flight(service.in_flight.in_hand());
    loop {
        let message = act.delivery().to_raw();
        let Some(result) =
            service.executor.attempt(message, attempt, &act.span, &service.stop).await
        else {
            return act.hand_back(Duration::ZERO, attempt, None).await;
        };
        service.check_threads();
        match settle(result, attempt, service.settings.attempts) {
            Settlement::Done(worked) => return act.done(worked, attempt).await,
            Settlement::DeadLetter(failed) => return act.dead(failed, attempt).await,
            Settlement::Return(failed) => {
                return act.hand_back(RETURN_DELAY, attempt, Some(failed)).await;
            }
            Settlement::Retry(failed) => {
                let wait = backoff.next().expect("it has no maximum of times");
                act.tell_retry(&failed, attempt, wait);
                drop(held);
                let waiting = service.in_flight.wait();
                if stopped_within(service, wait).await {
                    return act.hand_back(Duration::ZERO, attempt, Some(failed)).await;
                }
                drop(waiting);
                held = service.in_flight.enter();
                attempt += 1;
            }
        }
    }
}

async fn stopped_within<S: Stage>(service: &Service<S>, wait: Duration) -> bool {
    tokio::time::timeout(wait, service.stop.cancelled()).await.is_ok()
}
