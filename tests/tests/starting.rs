//! Starting in any order, before or after the server, and with invalid settings.

use std::time::Duration;

use article::ArticleId;
use e2e::{Client, Courant, PATIENCE, Pipeline, STAGES, until};

const TEXT: &str = "A storm tore the roof off the old mill in Westbrook during the night. Nobody \
    was hurt, the fire brigade said, but the road to the village stays closed until the evening.";

#[tokio::test]
async fn services_start_in_any_order_and_before_the_server() {
    let mut pipeline = Pipeline::bare();
    pipeline.server.stop();
    for stage in STAGES.into_iter().rev() {
        pipeline.start(stage, &[]);
    }
    for service in &mut pipeline.services {
        until("a service to wait for the server", PATIENCE, || {
            (service.ask("/readyz")? == "not ready: connecting\n").then_some(())
        });
        assert_eq!(service.ask("/livez").as_deref(), Some("alive\n"));
    }
    pipeline.server.restart();
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    client.publish(&[], TEXT).await;
    client.published(ArticleId::of("", "", TEXT.as_bytes())).await;
}

#[tokio::test]
async fn a_service_waits_for_its_consumer_and_then_works() {
    let mut pipeline = Pipeline { server: e2e::Server::start(), services: Vec::new() };
    let ingestion = pipeline.start("ingestion", &[]);
    until("the service to miss its consumer", PATIENCE, || {
        (pipeline.service(ingestion).ask("/readyz")? == "not ready: no_consumer\n").then_some(())
    });
    until("the service to say what to do", PATIENCE, || {
        pipeline.service(ingestion).process.stderr().contains("courant setup").then_some(())
    });
    pipeline.setup(&[]);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    client.publish(&[], TEXT).await;
    client.stored("ARTICLES_INGESTED", 1).await;
}

#[tokio::test]
async fn a_service_that_finds_no_consumer_for_too_long_ends_with_1() {
    let mut pipeline = Pipeline { server: e2e::Server::start(), services: Vec::new() };
    let ingestion = pipeline.start("ingestion", &[("COURANT_RECOVERY", "1s")]);
    let process = &mut pipeline.service(ingestion).process;
    assert_eq!(process.wait(PATIENCE), Some(1));
    assert!(process.stderr().contains("COURANT_RECOVERY"), "{}", process.stderr());
}

#[tokio::test]
async fn healthcheck_asks_the_running_service() {
    let mut pipeline = Pipeline::bare();
    let publishing = pipeline.start("publishing", &[]);
    pipeline.ready();
    let admin = format!("127.0.0.1:{}", pipeline.service(publishing).admin);
    let check = || {
        let command = ["service", "publishing", "--admin", &admin, "healthcheck"];
        Courant::new(command).run(Duration::from_secs(20))
    };
    assert_eq!(check().code, Some(0));
    pipeline.server.stop();
    until("the service to be unwell", PATIENCE, || (check().code == Some(1)).then_some(()));
    pipeline.service(publishing).process.kill();
    let said = check();
    assert_eq!(said.code, Some(1));
    assert!(said.stderr.contains("no answer at"), "{}", said.stderr);
}

#[test]
fn a_bad_setting_ends_with_2_and_a_line_that_names_it() {
    let cases = [
        ("COURANT_IN_FLIGHT", "0", "--in-flight"),
        ("COURANT_ATTEMPTS", "none", "--attempts"),
        ("COURANT_DEADLINE", "soon", "--deadline"),
        ("COURANT_TRACEPARENT", "maybe", "--traceparent"),
        ("COURANT_LOG", "a=b=c", "COURANT_LOG"),
        ("NATS_URL", "not an address", "NATS_URL"),
    ];
    for (name, value, named) in cases {
        let ended = Courant::new(["service", "ingestion", "--admin", "127.0.0.1:0"])
            .env(name, value)
            .run(Duration::from_secs(20));
        assert_eq!(ended.code, Some(2), "{name}: {}", ended.stderr);
        assert!(ended.stderr.contains(named), "{name}: {}", ended.stderr);
    }
}

#[test]
fn a_port_that_is_taken_ends_with_1_and_a_line_that_names_it() {
    let holder = std::net::TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = holder.local_addr().expect("bound").to_string();
    let command = ["service", "publishing", "--admin", &address];
    let ended = Courant::new(command).run(Duration::from_secs(20));
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(ended.stderr.contains("COURANT_ADMIN"), "{}", ended.stderr);
}
