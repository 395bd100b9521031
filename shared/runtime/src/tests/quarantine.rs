use std::sync::Arc;
use std::time::{Duration, Instant};

use broker::{Ack, PublishFault};

use super::fake::{Event, Fake, delivery};
use super::scripted::{process, processor, resources};
use crate::delivery_span::DeliverySpan;
use crate::quarantine::Quarantine;

const MARK: &str = "articles.redelivered.scripted.7-0";

fn stored(subject: &str, body: &str) -> Event {
    Event::Stored(subject.to_owned(), body.to_owned())
}

#[tokio::test(start_paused = true)]
async fn a_redelivered_message_is_marked_before_its_attempt_and_cleared_after_it() {
    let fake = Fake::default();
    process(&processor(&fake, []), delivery(7, 2)).await;
    let state = fake.state();
    let [first, record, ack, last] = &state.events[..] else { unreachable!("{:?}", state.events) };
    assert_eq!(*first, stored(MARK, "1"));
    assert!(matches!(record, Event::Stored(subject, _) if subject == "articles.out"));
    assert_eq!(*ack, Event::Acknowledged(7, Ack::Ack));
    assert_eq!(*last, stored(MARK, "0"));
}

#[tokio::test(start_paused = true)]
async fn a_first_delivery_is_not_marked() {
    let fake = Fake::default();
    process(&processor(&fake, []), delivery(7, 1)).await;
    assert_eq!(fake.subjects(), ["articles.out"]);
}

#[tokio::test(start_paused = true)]
async fn three_attempts_that_never_settled_make_a_dead_letter() {
    let fake = Fake::default();
    for begun in 1..=3 {
        // The process crashes: the attempt is recorded, and nothing else happens.
        let processor = processor(&fake, []);
        let span = span(&processor.resources, 7);
        let permit = processor.resources.in_flight.acquire();
        let entered = processor.quarantine.enter(&processor.resources, &span, permit).await;
        assert!(entered.is_ok(), "attempt {begun}");
        assert_eq!(fake.state().events.last(), Some(&stored(MARK, &begun.to_string())));
    }
    process(&processor(&fake, []), delivery(7, 5)).await;
    assert_eq!(fake.subjects().last().map(String::as_str), Some("articles.dead.scripted.crashed"));
    assert_eq!(fake.settled(7), ["term"]);
}

#[tokio::test(start_paused = true)]
async fn redelivered_messages_are_processed_one_at_a_time() {
    let fake = Fake::default();
    let resources = resources(&fake, 8, Duration::from_secs(60));
    let quarantine = Quarantine::new();
    let (first, second) = (span(&resources, 7), span(&resources, 8));
    let enter = |span| quarantine.enter(&resources, span, resources.in_flight.acquire());
    let entered = enter(&first).await.expect("it is empty");
    let waiting = tokio::time::timeout(Duration::from_secs(60), enter(&second));
    assert!(waiting.await.is_err(), "the second must wait for the first");
    drop(entered);
    enter(&second).await.expect("the first has left");
}

#[tokio::test(start_paused = true)]
async fn a_redelivered_message_that_waits_holds_no_permit() {
    let fake = Fake::default();
    let resources = resources(&fake, 8, Duration::from_secs(60));
    let quarantine = Quarantine::new();
    let (first, second) = (span(&resources, 7), span(&resources, 8));
    let enter = |span| quarantine.enter(&resources, span, resources.in_flight.acquire());
    let _entered = enter(&first).await.expect("it is empty");
    let watch = async {
        tokio::task::yield_now().await;
        assert_eq!(resources.in_flight.processing(), 0);
        resources.stop.cancel();
    };
    let (denied, ()) = tokio::join!(enter(&second), watch);
    assert!(denied.is_err(), "a stop ends the wait");
}

#[tokio::test(start_paused = true)]
async fn no_attempt_begins_before_its_mark_is_stored() {
    let fake = Fake::default();
    fake.answer("articles.redelivered", [Err(PublishFault::Away), Err(PublishFault::Full)]);
    process(&processor(&fake, []), delivery(7, 2)).await;
    assert_eq!(fake.subjects(), [MARK, "articles.out", MARK]);
}

fn span(resources: &crate::resources::Resources<Fake>, sequence: u64) -> Arc<DeliverySpan> {
    let delivery = delivery(sequence, 2);
    Arc::new(DeliverySpan::new(delivery, Instant::now(), &resources.endpoints, None))
}
