use std::sync::Arc;
use std::time::Duration;

use broker::{Ack, Delivery, Reference};

use super::fake::{Event, Fake, delivery};
use super::scripted::{Attempt, process, processor};
use crate::objects::Objects;

/// A delivery that refers to an existing object of `size` bytes.
fn referring(fake: &Fake, size: usize) -> Delivery {
    let content = vec![b'x'; size];
    let reference = Reference::of(&content);
    fake.state().objects.insert(reference.name().to_owned(), content);
    let mut delivery = delivery(7, 1);
    reference.write(&mut delivery.headers);
    delivery
}

#[tokio::test(start_paused = true)]
async fn an_object_is_removed_after_the_message_is_acknowledged_and_not_with_a_dead_letter() {
    let fake = Fake::default();
    let mut processor = processor(&fake, []);
    processor.resources.from_outside = true;
    processor.resources.objects.set_limit(1 << 20);
    process(&processor, referring(&fake, 5)).await;
    let stored =
        |events: &[Event]| matches!(events, [Event::Stored(..), Event::Acknowledged(7, Ack::Ack)]);
    assert!(stored(&fake.state().events), "{:?}", fake.state().events);
    assert!(fake.state().objects.is_empty());

    process(&processor, referring(&fake, 2 << 20)).await;
    assert_eq!(
        fake.subjects().last().map(String::as_str),
        Some("articles.dead.scripted.too_large")
    );
    assert_eq!(fake.state().objects.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_missing_object_is_looked_for_again_before_it_is_a_dead_letter() {
    let fake = Fake::default();
    let mut processor = processor(&fake, []);
    processor.resources.from_outside = true;
    processor.resources.objects.set_limit(1 << 20);
    let delivery = referring(&fake, 5);
    fake.state().objects.clear();
    process(&processor, delivery).await;
    assert_eq!(fake.subjects(), ["articles.dead.scripted.object_missing"]);
    let state = fake.state();
    assert_eq!(state.stored[0].headers.get("Courant-Dead-Attempts"), Some("3"));
}

#[tokio::test(start_paused = true)]
async fn later_stages_know_no_objects() {
    let fake = Fake::default();
    let processor = processor(&fake, [Attempt::Filter]);
    process(&processor, referring(&fake, 5)).await;
    assert_eq!(fake.settled(7), ["ack"]);
    assert_eq!(fake.state().objects.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_does_not_fit_into_memory_waits_until_content_is_dropped() {
    let fake = Fake::default();
    let objects = Arc::new(Objects::default());
    objects.set_limit(64 << 20);
    let large = |delivery: Delivery| {
        let reference = Reference::read(&delivery.headers).unwrap().unwrap();
        let (objects, fake) = (Arc::clone(&objects), fake.clone());
        async move { objects.content(&fake, &reference).await.unwrap() }
    };
    let first = large(referring(&fake, 60 << 20)).await;
    let second = large(referring(&fake, 60 << 20)).await;
    let mut third = Box::pin(large(referring(&fake, 10 << 20)));
    let wait = Duration::from_secs(60);
    assert!(tokio::time::timeout(wait, &mut third).await.is_err(), "no room");
    let copy = first.slice(1..2);
    drop(first);
    assert!(tokio::time::timeout(wait, &mut third).await.is_err(), "a copy keeps the memory");
    drop(copy);
    assert_eq!(third.await.len(), 10 << 20);
    drop(second);
}
