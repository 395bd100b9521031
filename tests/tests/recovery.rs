//! Services recover from faults of the server and the network without a restart, and readiness reports
//! the faults.

use std::time::Duration;

use async_nats::jetstream::stream::Config;
use e2e::{Client, PATIENCE, Pipeline, Proxy, STAGES, balanced, scaled, until};

fn text(number: u64) -> String {
    format!("Number {number}: the gardeners planted new trees along the river on Wednesday.")
}

/// Waits until a service is not ready and returns the reason.
#[track_caller]
fn unready(pipeline: &mut Pipeline, place: usize) -> String {
    until("readiness to tell", Duration::from_secs(60), || {
        let said = pipeline.service(place).ask("/readyz")?;
        Some(said.strip_prefix("not ready: ")?.trim().to_owned())
    })
}

#[track_caller]
fn never_restarted(pipeline: &mut Pipeline) {
    assert_eq!(pipeline.revive(), 0, "a service had to be started again");
}

#[tokio::test]
async fn a_deleted_consumer_is_noticed_and_used_again_when_it_is_back() {
    let mut pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    let stream = client.jetstream.get_stream("ARTICLES_INGESTED").await.expect("there");
    stream.delete_consumer("language-detection").await.expect("deleted");
    assert!(["no_consumer", "rebuilding_consumer"].contains(&unready(&mut pipeline, 1).as_str()));
    client.publish(&[], text(1)).await;
    client.stored("ARTICLES_INGESTED", 1).await;
    pipeline.setup(&[]);
    client.stored("ARTICLES_PUBLISHED", 1).await;
    pipeline.ready();
    never_restarted(&mut pipeline);
    balanced(&mut pipeline);
}

#[tokio::test]
async fn a_deleted_stream_is_noticed_and_used_again_when_it_is_back() {
    let mut pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    client.jetstream.delete_stream("ARTICLES_LANGUAGE_DETECTED").await.expect("deleted");
    unready(&mut pipeline, 2);
    client.publish(&[], text(1)).await;
    assert_eq!(unready(&mut pipeline, 1), "output_away", "the stage before it holds on");
    pipeline.setup(&[]);
    client.stored("ARTICLES_PUBLISHED", 1).await;
    pipeline.ready();
    never_restarted(&mut pipeline);
    balanced(&mut pipeline);
}

#[tokio::test]
async fn the_server_is_restarted_again_and_again_while_documents_flow() {
    let mut pipeline = Pipeline::whole();
    let rounds = scaled(5, 200) as u64;
    for round in 1..=rounds {
        let client = Client::connect(&pipeline.server).await;
        for number in 0..20 {
            client.publish(&[], text(round * 1_000 + number)).await;
        }
        client.stored("ARTICLES_RAW", round * 20).await;
        match round % 2 {
            0 => pipeline.server.kill(),
            _ => pipeline.server.stop(),
        }
        // Depending on timing, the connection is down or has just been restored.
        let reason = unready(&mut pipeline, 0);
        assert!(["connecting", "rebuilding_consumer"].contains(&reason.as_str()), "{reason}");
        pipeline.server.restart();
        pipeline.ready();
    }
    let client = Client::connect(&pipeline.server).await;
    client.stored("ARTICLES_PUBLISHED", rounds * 20).await;
    never_restarted(&mut pipeline);
    let reported = balanced(&mut pipeline);
    assert_eq!(reported["conservation"]["published"], rounds * 20, "{reported}");
    assert_eq!(reported["conservation"]["dead"], 0, "{reported}");
}

#[tokio::test]
async fn the_server_can_be_absent_for_a_while() {
    let mut pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    for number in 0..50 {
        client.publish(&[], text(number)).await;
    }
    client.stored("ARTICLES_RAW", 50).await;
    pipeline.server.kill();
    // Longer than any single wait of the client or the runtime.
    std::thread::sleep(Duration::from_secs(scaled(6, 60) as u64));
    assert_eq!(unready(&mut pipeline, 3), "connecting");
    pipeline.server.restart();
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    client.stored("ARTICLES_PUBLISHED", 50).await;
    never_restarted(&mut pipeline);
    balanced(&mut pipeline);
}

#[tokio::test]
async fn a_silent_connection_is_detected_and_replaced() {
    let mut pipeline = Pipeline::bare();
    pipeline.setup(&["--apply", "--ack-wait", "5"]);
    let proxy = Proxy::to(pipeline.server.url().trim_start_matches("nats://"));
    for stage in STAGES {
        pipeline.start(stage, &[("NATS_URL", &proxy.url())]);
    }
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    client.publish(&[], text(1)).await;
    client.stored("ARTICLES_PUBLISHED", 1).await;
    proxy.go_silent();
    client.publish(&[], text(2)).await;
    unready(&mut pipeline, 0);
    assert_eq!(client.stream("ARTICLES_PUBLISHED").await.last_sequence, 1);
    proxy.speak();
    client.stored("ARTICLES_PUBLISHED", 2).await;
    until("all to be well again", PATIENCE, || {
        let well =
            |service: &mut e2e::Service| service.ask("/readyz").as_deref() == Some("ready\n");
        pipeline.services.iter_mut().all(well).then_some(())
    });
    never_restarted(&mut pipeline);
    balanced(&mut pipeline);
}

#[tokio::test]
async fn every_stream_can_fill_up_in_turn_and_is_used_again() {
    let mut pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    // Each stream, the stage that writes to it, and a document that makes it write.
    let cases = [
        ("ARTICLES_INGESTED", 0, "output_full"),
        ("ARTICLES_LANGUAGE_DETECTED", 1, "output_full"),
        ("ARTICLES_METADATA_EXTRACTED", 2, "output_full"),
        ("ARTICLES_PUBLISHED", 3, "output_full"),
        ("ARTICLES_SET_ASIDE", 0, "set_aside_full"),
        ("ARTICLES_DEAD", 0, "dead_letters_full"),
    ];
    let mut accepted = 0;
    for (name, writer, reason) in cases {
        let stream = client.jetstream.get_stream(name).await.expect("there");
        let config = stream.cached_info().config.clone();
        let full = Config { max_bytes: 1, ..config.clone() };
        client.jetstream.update_stream(full).await.expect("made small");
        let body = match name {
            "ARTICLES_DEAD" => "%PDF-1.7".to_owned(),
            // The first document again, so that its mark can't be stored.
            "ARTICLES_SET_ASIDE" => text(0),
            _ => text(accepted),
        };
        client.publish(&[], body).await;
        accepted += 1;
        assert_eq!(unready(&mut pipeline, writer), reason, "{name}");
        let status = e2e::Courant::new(["status"]).env("NATS_URL", pipeline.server.url());
        let reported = status.run(PATIENCE).stdout;
        let line = reported.lines().find(|line| line.starts_with(name)).expect(name).to_owned();
        let loud = line.contains("nearly full");
        assert!(loud || client.stream(name).await.messages == 0, "{line}");
        client.jetstream.update_stream(config).await.expect("made large");
        pipeline.ready();
        for queue in ["ARTICLES_RAW", "ARTICLES_INGESTED", "ARTICLES_METADATA_EXTRACTED"] {
            client.emptied(queue).await;
        }
    }
    let reported = balanced(&mut pipeline);
    assert_eq!(reported["verdict"], "balanced", "{reported}");
    assert_eq!(reported["conservation"]["accepted"], accepted, "{reported}");
    assert_eq!(reported["conservation"]["dead"], 1, "{reported}");
    assert_eq!(reported["conservation"]["set_aside"], 1, "{reported}");
    never_restarted(&mut pipeline);
}
