use std::sync::Mutex;
use std::time::Duration;

use broker::PullFault;

use super::fake::{Event, Fake, delivery};
use super::scripted::resources;
use crate::fault::Fault;
use crate::pulling::pull;

const RECOVERY: Duration = Duration::from_secs(60);

fn requested(fake: &Fake) -> Vec<usize> {
    let state = fake.state();
    let requests = state.events.iter().filter_map(|event| match event {
        Event::Requested(batch) => Some(*batch),
        Event::Acknowledged(..) | Event::Stored(..) => None,
    });
    requests.collect()
}

#[tokio::test(start_paused = true)]
async fn requests_no_more_messages_than_fit_into_the_window() {
    let fake = Fake::default();
    let sender = fake.subscription();
    let resources = resources(&fake, 4, RECOVERY);
    let test = async {
        fake.until(|state| state.events == [Event::Requested(4)]).await;
        for sequence in 1..=4 {
            sender.send(Ok(Some(delivery(sequence, 1)))).expect("the subscription is open");
        }
        // All four are in flight, so nothing more is requested until half of them are settled.
        tokio::time::sleep(Duration::from_secs(10)).await;
        assert_eq!(requested(&fake), [4]);
        drop(resources.in_flight.claim());
        tokio::time::sleep(Duration::from_secs(10)).await;
        assert_eq!(requested(&fake), [4, 1], "nothing is requested, so one free place is enough");
        resources.stop.cancel();
    };
    let (pulled, ()) = tokio::join!(pull(&resources, |_, _| {}), test);
    assert_eq!(pulled, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn a_broken_subscription_is_replaced_and_its_messages_are_processed() {
    let fake = Fake::default();
    let (first, _second) = (fake.subscription(), fake.subscription());
    let resources = resources(&fake, 4, RECOVERY);
    first.send(Err(PullFault::Disconnected)).expect("the subscription is open");
    first.send(Ok(Some(delivery(7, 1)))).expect("the subscription is open");
    let begun = Mutex::new(Vec::new());
    let begin =
        |delivery: broker::Delivery, _| begun.lock().expect("alive").push(delivery.origin.sequence);
    let test = async {
        fake.until(|state| state.subscriptions.is_empty()).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(resources.health.unready(), None);
        resources.stop.cancel();
    };
    let (pulled, ()) = tokio::join!(pull(&resources, begin), test);
    assert_eq!(pulled, Ok(()));
    assert_eq!(*begun.lock().expect("alive"), [7]);
    assert_eq!(fake.settled(7), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn at_the_stop_unread_messages_are_returned_to_the_server() {
    let fake = Fake::default();
    let sender = fake.subscription();
    let resources = resources(&fake, 4, RECOVERY);
    let begin = |_, _| unreachable!("nothing is processed after the stop");
    let test = async {
        fake.until(|state| state.events == [Event::Requested(4)]).await;
        resources.stop.cancel();
        sender.send(Ok(Some(delivery(7, 1)))).expect("the subscription is open");
    };
    let (pulled, ()) = tokio::join!(pull(&resources, begin), test);
    assert_eq!(pulled, Ok(()));
    assert_eq!(fake.settled(7), ["nak"]);
}

#[tokio::test(start_paused = true)]
async fn a_consumer_that_stays_missing_is_a_fault() {
    let fake = Fake::default();
    let resources = resources(&fake, 4, Duration::ZERO);
    assert_eq!(pull(&resources, |_, _| {}).await, Err(Fault::NotRecovered));
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_is_lost_for_good_is_replaced() {
    let fake = Fake::default();
    let (first, _second) = (fake.subscription(), fake.subscription());
    let resources = resources(&fake, 4, RECOVERY);
    let test = async {
        fake.until(|state| state.events == [Event::Requested(4)]).await;
        fake.state().lost = true;
        first.send(Err(PullFault::Ended)).expect("the subscription is open");
        fake.until(|state| state.events == [Event::Requested(4), Event::Requested(4)]).await;
        assert!(!fake.state().lost);
        resources.stop.cancel();
    };
    let (pulled, ()) = tokio::join!(pull(&resources, |_, _| {}), test);
    assert_eq!(pulled, Ok(()));
}
