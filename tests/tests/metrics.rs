//! The admin port's metrics agree with the server and the collector.

use std::collections::BTreeSet;

use article::ArticleId;
use e2e::{Client, Collector, PATIENCE, Pipeline, until};

#[tokio::test]
async fn the_sum_balances_and_exemplars_point_at_traces() {
    let collector = Collector::start();
    let pipeline = Pipeline::with(&collector.settings());
    let client = Client::connect(&pipeline.server).await;
    let text = |number| format!("Number {number}: the orchestra plays in the park on Sunday.");
    for number in 0..20 {
        client.publish(&[], text(number)).await;
    }
    client.publish(&[], "%PDF-1.7").await;
    client.publish(&[], text(0)).await;
    client.stored("ARTICLES_PUBLISHED", 20).await;
    client.stored("ARTICLES_DEAD", 1).await;
    client.stored("ARTICLES_SET_ASIDE", 1).await;

    let last = |place: usize, stream: &str| {
        let service = &pipeline.services[place];
        let name = "courant_stream_last_sequence";
        service.metric(&format!("{name}{{stage=\"{}\",stream=\"{stream}\"}}", service.stage))
    };
    let queued = || -> f64 {
        let waiting = pipeline.services.iter().map(|service| {
            service.metric("courant_queue_pending{") + service.metric("courant_queue_ack_pending{")
        });
        waiting.sum()
    };
    until("the figures of the server to be told", PATIENCE, || {
        let came_in = last(0, "ARTICLES_RAW") + last(3, "ARTICLES_REPLAYED");
        let went_out = last(3, "ARTICLES_PUBLISHED")
            + last(3, "ARTICLES_DEAD")
            + last(3, "ARTICLES_SET_ASIDE");
        (came_in == 22.0 && came_in == went_out && queued() == 0.0).then_some(())
    });

    let ids: BTreeSet<_> =
        (0..20).map(|number| ArticleId::of("", "", text(number).as_bytes()).to_string()).collect();
    for service in &pipeline.services {
        let text = service.ask("/metrics").expect("it runs");
        assert!(text.ends_with("# EOF\n"), "{text}");
        let exemplar = |line: &str| Some(line.split_once("# {trace_id=\"")?.1[..32].to_owned());
        let points_at: BTreeSet<_> = text
            .lines()
            .filter(|line| line.starts_with("messaging_process_duration_seconds_bucket"))
            .filter_map(exemplar)
            .collect();
        assert!(points_at.iter().any(|id| ids.contains(id)), "{text}");
        assert_eq!(service.metric("courant_ready{"), 1.0);
        assert!(service.metric("courant_stream_max_bytes{") > 0.0);
    }
    let settled = |place: usize, outcome: &str| {
        let service = &pipeline.services[place];
        let name = "courant_articles_total";
        service.metric(&format!("{name}{{stage=\"{}\",outcome=\"{outcome}\"}}", service.stage))
    };
    assert_eq!(
        (settled(0, "forwarded"), settled(0, "dead"), settled(0, "duplicate")),
        (20.0, 1.0, 1.0)
    );
    assert_eq!(settled(3, "published"), 20.0);
    assert_eq!(pipeline.services[0].metric("messaging_client_consumed_messages_total{"), 22.0);
    // The dead letter and the mark are also sent messages.
    assert_eq!(pipeline.services[0].metric("messaging_client_sent_messages_total{"), 23.0);
}

#[tokio::test]
async fn a_backlog_has_a_length_and_an_age() {
    let mut pipeline = Pipeline::bare();
    let client = Client::connect(&pipeline.server).await;
    for number in 0..5 {
        let text = format!("Number {number}: the choir sang on Sunday, and the hall was full.");
        client.publish(&[], text).await;
    }
    // Without its output stream, messages stay in flight, and the rest waits.
    client.jetstream.delete_stream("ARTICLES_INGESTED").await.expect("deleted");
    pipeline.start("ingestion", &[("COURANT_IN_FLIGHT", "2")]);
    let service = pipeline.service(0);
    until("the backlog to be told", PATIENCE, || {
        let waiting = service.metric("courant_queue_pending{");
        let in_hand = service.metric("courant_queue_ack_pending{");
        let reported = waiting == 3.0 && in_hand == 2.0;
        (reported && service.metric("courant_oldest_age_seconds{") > 0.0).then_some(())
    });
    assert_eq!(service.metric("courant_ready{"), 0.0);
    assert_eq!(service.metric("courant_in_flight{"), 2.0);
}

#[tokio::test]
async fn a_missing_consumer_is_no_empty_queue() {
    let mut pipeline = Pipeline::bare();
    pipeline.start("ingestion", &[]);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    let service = pipeline.service(0);
    until("the consumer to be there", PATIENCE, || {
        (service.metric("courant_consumer_exists{") == 1.0).then_some(())
    });
    let stream = client.jetstream.get_stream("ARTICLES_RAW").await.expect("there");
    stream.delete_consumer("ingestion").await.expect("deleted");
    for number in 0..3 {
        client.publish(&[], format!("Number {number}: the museum is closed on Mondays.")).await;
    }
    until("the metrics to show what waits", PATIENCE, || {
        let missing = service.metric("courant_consumer_exists{") == 0.0;
        let waiting = service.metric("courant_queue_pending{") == 3.0;
        let old = service.metric("courant_oldest_age_seconds{") > 0.0;
        (missing && waiting && old && service.metric("courant_ready{") == 0.0).then_some(())
    });
}
