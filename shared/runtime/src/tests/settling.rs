use broker::{Ack, Part, PublishFault, Receipt};
use stage::Verdict;

use super::fake::{Event, Fake, delivery};
use super::scripted::{Attempt, process, processor};

const DUPLICATE: Result<Receipt, PublishFault> =
    Ok(Receipt { sequence: 1, part: Part::Whole, duplicate: true });

fn header(fake: &Fake, message: usize, name: &str) -> String {
    fake.state().stored[message].headers.get(name).unwrap_or_default().to_owned()
}

#[tokio::test(start_paused = true)]
async fn a_message_is_acknowledged_after_its_record_is_stored() {
    let fake = Fake::default();
    process(&processor(&fake, []), delivery(7, 1)).await;
    let events = &fake.state().events;
    assert!(
        matches!(&events[..], [Event::Stored(subject, _), Event::Acknowledged(7, Ack::Ack)] if subject == "articles.out"),
        "{events:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_record_that_was_sent_before_leaves_a_duplicate_mark() {
    let fake = Fake::default();
    fake.answer("articles.out", [DUPLICATE]);
    process(&processor(&fake, []), delivery(7, 1)).await;
    assert_eq!(fake.subjects(), ["articles.out", "articles.duplicate.scripted"]);
    assert_eq!(fake.settled(7), ["ack"]);
}

#[tokio::test(start_paused = true)]
async fn an_article_that_was_published_before_leaves_a_duplicate_mark() {
    let fake = Fake::default();
    fake.answer("articles.published", [Err(PublishFault::Taken)]);
    process(&processor(&fake, [Attempt::Publish]), delivery(7, 1)).await;
    assert_eq!(fake.subjects(), ["articles.duplicate.scripted"]);
    assert_eq!(fake.settled(7), ["ack"]);
}

#[tokio::test(start_paused = true)]
async fn a_filtered_article_leaves_a_mark_under_its_rule() {
    let fake = Fake::default();
    process(&processor(&fake, [Attempt::Filter]), delivery(7, 1)).await;
    assert_eq!(fake.subjects(), ["articles.filtered.short"]);
    assert_eq!(fake.settled(7), ["ack"]);
}

#[tokio::test(start_paused = true)]
async fn a_rejected_document_becomes_a_dead_letter_at_once() {
    let fake = Fake::default();
    process(&processor(&fake, [Attempt::Fail(Verdict::Reject)]), delivery(7, 1)).await;
    assert_eq!(fake.subjects(), ["articles.dead.scripted.scripted"]);
    assert_eq!(header(&fake, 0, "Courant-Dead-Attempts"), "1");
    assert_eq!(fake.settled(7), ["term"]);
}

#[tokio::test(start_paused = true)]
async fn a_transient_failure_is_retried_in_place() {
    let fake = Fake::default();
    let script = [Attempt::Fail(Verdict::Retry), Attempt::Fail(Verdict::Retry)];
    process(&processor(&fake, script), delivery(7, 1)).await;
    assert_eq!(fake.subjects(), ["articles.out"]);
    assert_eq!(fake.settled(7), ["ack"]);
}

#[tokio::test(start_paused = true)]
async fn a_transient_failure_becomes_a_dead_letter_when_the_attempts_are_exhausted() {
    let fake = Fake::default();
    process(&processor(&fake, [Attempt::Fail(Verdict::Retry); 9]), delivery(7, 1)).await;
    assert_eq!(fake.subjects(), ["articles.dead.scripted.scripted"]);
    assert_eq!(header(&fake, 0, "Courant-Dead-Attempts"), "3");
    assert_eq!(fake.settled(7), ["term"]);
}

#[tokio::test(start_paused = true)]
async fn a_document_for_another_version_is_returned_to_the_server() {
    let fake = Fake::default();
    process(&processor(&fake, [Attempt::Fail(Verdict::Return)]), delivery(7, 1)).await;
    assert_eq!(fake.subjects(), [""; 0]);
    assert_eq!(fake.settled(7), ["nak"]);
}

#[tokio::test(start_paused = true)]
async fn a_panic_becomes_a_dead_letter() {
    let fake = Fake::default();
    process(&processor(&fake, [Attempt::Panic]), delivery(7, 1)).await;
    assert_eq!(fake.subjects(), ["articles.dead.scripted.panicked"]);
}

#[tokio::test(start_paused = true)]
async fn a_record_that_is_too_large_becomes_a_dead_letter() {
    let fake = Fake::default();
    fake.answer("articles.out", [Err(PublishFault::TooLarge)]);
    process(&processor(&fake, []), delivery(7, 1)).await;
    assert_eq!(fake.subjects(), ["articles.dead.scripted.record_too_large"]);
    assert_eq!(fake.settled(7), ["term"]);
}

#[tokio::test(start_paused = true)]
async fn a_full_stream_costs_no_attempt() {
    let fake = Fake::default();
    fake.answer("articles.out", [Err(PublishFault::Full); 20]);
    let processor = processor(&fake, []);
    process(&processor, delivery(7, 1)).await;
    assert_eq!(fake.subjects(), ["articles.out"]);
    // Heartbeats prevent a redelivery in the meantime.
    assert_eq!(fake.settled(7).last(), Some(&"ack"));
    assert!(fake.settled(7).contains(&"progress"));
}

#[tokio::test(start_paused = true)]
async fn documents_inside_are_published_before_the_record_and_once() {
    let fake = Fake::default();
    fake.answer("articles.raw.attachments", [Err(PublishFault::Full), DUPLICATE]);
    process(&processor(&fake, [Attempt::Parts]), delivery(7, 1)).await;
    let subjects = ["articles.raw.attachments", "articles.raw.attachments", "articles.out"];
    assert_eq!(fake.subjects(), subjects);
    let id = header(&fake, 2, "Courant-Article-Id");
    for number in 0..2 {
        assert_eq!(header(&fake, number, "Nats-Msg-Id"), format!("{id}/part/{number}"));
        assert_eq!(header(&fake, number, "Courant-Part-Of"), id);
    }
    assert_eq!(fake.settled(7).last(), Some(&"ack"));
}

#[tokio::test(start_paused = true)]
async fn a_full_input_blocks_nothing_but_the_document_with_others_inside() {
    let fake = Fake::default();
    fake.answer("articles.raw.attachments", [Err(PublishFault::Full); 1000]);
    let processor = processor(&fake, [Attempt::Parts]);
    let resources = &processor.resources;
    resources.health.bound(resources.place);
    let mut unready = None;
    let work = process(&processor, delivery(7, 1));
    tokio::pin!(work);
    while tokio::time::timeout(std::time::Duration::from_secs(1), &mut work).await.is_err() {
        unready = unready.or(resources.health.unready());
    }
    assert_eq!(unready, None);
    assert_eq!(fake.subjects(), ["articles.dead.scripted.no_room_for_parts"]);
    assert_eq!(fake.settled(7).last(), Some(&"term"));
}

#[tokio::test(start_paused = true)]
async fn while_a_message_is_blocked_the_service_is_unready_and_requests_nothing() {
    let fake = Fake::default();
    fake.answer("articles.out", [Err(PublishFault::Full); 1000]);
    let processor = processor(&fake, []);
    let resources = &processor.resources;
    resources.health.bound(resources.place);
    let watch = async {
        while resources.health.unready().is_none() {
            tokio::task::yield_now().await;
        }
        let unready = resources.health.unready().map(|why| why.to_string());
        assert_eq!(unready.as_deref(), Some("output_full"));
        assert_eq!(resources.in_flight.to_request(0), 0);
        resources.stop.cancel();
    };
    tokio::join!(process(&processor, delivery(7, 1)), watch);
    assert_eq!(fake.settled(7).last(), Some(&"nak"), "a blocked message is returned at the stop");
    assert_eq!(resources.health.unready(), None);
    assert_eq!(fake.subjects(), [""; 0]);
}
