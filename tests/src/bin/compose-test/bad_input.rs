use std::time::Duration;

use async_nats::jetstream::consumer::pull;
use e2e::{Client, Compose};

use crate::flow::{Flow, none_lost_none_twice, runtime, send_all, until_true};
use crate::report::Report;
use crate::{SERVICES, WITHOUT_JAEGER, surroundings};

/// With a wrong password, the service logs one line that names the setting, and exits.
pub(crate) fn a_wrong_password_is_named(compose: &Compose, report: &mut Report) {
    let wrong = ["--env", "NATS_PASSWORD=wrong", "--env", "COURANT_RECOVERY=3s"];
    let ended = compose.run(&[&["run", "--rm"], &wrong[..], &["ingestion"]].concat());
    let said = String::from_utf8_lossy(&[ended.stdout, ended.stderr].concat()).into_owned();
    let lines =
        said.lines().filter(|line| line.contains("could not connect to the server")).count();
    let once = lines == 1 && said.contains("check NATS_USER, NATS_PASSWORD");
    report.check("a wrong password: one line says which settings to check", once, || said.clone());
    report.check("a wrong password: exit 1", ended.status.code() == Some(1), || said.clone());
}

/// A changed stream and consumer are reported with the command that restores them.
pub(crate) fn drift_is_told_and_mended(compose: &Compose, report: &mut Report) {
    runtime().block_on(async {
        let url = compose.nats_url();
        let setup = Client::log_in(&url, "setup", &compose.password("setup")).await;
        let stream = setup.jetstream.get_stream("ARTICLES_INGESTED").await.expect("made");
        let mut config = stream.cached_info().config.clone();
        config.max_age = Duration::from_secs(3600);
        setup.jetstream.update_stream(config).await.expect("granted");
        let drifted = pull::Config {
            durable_name: Some("ingestion".into()),
            ack_wait: Duration::from_secs(30),
            max_ack_pending: 10_000,
            max_deliver: 5,
            ..pull::Config::default()
        };
        let made = setup.jetstream.create_consumer_on_stream(drifted, "ARTICLES_RAW").await;
        made.expect("granted");
    });
    let ended = compose.run(&["run", "--rm", "setup"]);
    let said = String::from_utf8_lossy(&[ended.stdout, ended.stderr].concat()).into_owned();
    let is_reported = ended.status.code() == Some(1)
        && said.contains("stream ARTICLES_INGESTED: differs (max_age is 3600s, should be 0ns)")
        && said.contains("`courant setup --apply` changes");
    report
        .check("a drifted stream: setup says how it differs and what to do", is_reported, || said);

    compose.done(&["restart", "ingestion"]);
    let sent = send_all(compose, "the drift", 100);
    until_true("ingestion to tell", || {
        compose
            .logs(&["ingestion"])
            .contains("the max_deliver of the consumer ingestion on ARTICLES_RAW differs")
    });
    let healthcheck = compose.run(&["exec", "-T", "ingestion", "ingestion", "healthcheck"]);
    let said = String::from_utf8_lossy(&healthcheck.stderr).into_owned();
    let is_reported = !healthcheck.status.success() && said.contains("not ready: no_consumer");
    report.check("a drifted consumer: the service is not ready and says why", is_reported, || said);
    compose.done(&["run", "--rm", "setup", "setup", "--apply"]);
    none_lost_none_twice(compose, report, "drifted and mended by setup --apply", &sent);
}

/// Compose names a port that is in use, and the program that uses it is not affected.
pub(crate) fn a_taken_port_is_named(compose: &Compose, report: &mut Report) {
    let port = compose.setting("NATS_PORT");
    let mut taken = surroundings();
    taken.retain(|(name, _)| *name != "NATS_PORT");
    taken.push(("NATS_PORT", port.clone()));
    let second = Compose::new("courant-test-port", &[WITHOUT_JAEGER], &taken);
    let up = second.run(&["up", "--detach", "nats"]);
    let said = String::from_utf8_lossy(&up.stderr).into_owned();
    let is_reported = !up.status.success() && said.contains(&port);
    report.check("a port that is taken: one line names it", is_reported, || said);
}

/// With a full disk, every service waits and reports the reason; work continues once there is space.
pub(crate) fn a_full_disk_loses_nothing(report: &mut Report) {
    let files = [WITHOUT_JAEGER, "tests/compose/small-disk.yml"];
    let compose = Compose::new("courant-test-full", &files, &surroundings());
    compose.done(&["up", "--detach", "--wait", "--wait-timeout", "60"]);
    let flow = Flow::begin(&compose, "the full disk");
    until_true("nats to have no room", || compose.logs(&["nats"]).contains("no space left"));
    until_true("a service to say where to look", || {
        compose.logs(&SERVICES).contains("its disk has space")
    });
    report.check(
        "a full disk: whoever has something to write says where to look",
        true,
        String::new,
    );
    // A service stays ready unless it has messages that it can't send on.
    until_true("readiness to tell", || {
        SERVICES.iter().any(|service| {
            !compose.run(&["exec", "-T", service, service, "healthcheck"]).status.success()
        })
    });
    report.check("a full disk: and is not ready", true, String::new);
    compose.done(&["exec", "-T", "filler", "rm", "/data/filler"]);
    compose.done(&["restart", "nats"]);
    flow.until_sent_more(100);
    none_lost_none_twice(&compose, report, "a full disk, and room again", &flow.end());
}
