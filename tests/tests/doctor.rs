//! `courant doctor` reports what is wrong with an installation, and nothing about a correct one.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::time::Duration;

use async_nats::jetstream::stream::{DiscardPolicy, StorageType};
use e2e::{Client, Courant, Options, PATIENCE, Pipeline, Server, guarded, login, password};
use serde_json::Value;

fn doctor(server: &Server, more: &[&str], environment: &[(&str, &str)]) -> (Option<i32>, Value) {
    let arguments = ["doctor", "--json"].iter().chain(more);
    let command = Courant::new(arguments).env("NATS_URL", server.url());
    let command =
        environment.iter().fold(command, |command, (name, value)| command.env(name, value));
    let ended = command.run(PATIENCE);
    let reported = serde_json::from_str(&ended.stdout);
    (ended.code, reported.unwrap_or(Value::String(ended.stderr)))
}

/// The checks that found an error, without those that only report that no service is running.
fn errors(reported: &Value) -> Vec<&str> {
    let findings = reported["findings"].as_array().expect("findings").iter();
    let errors = findings.filter(|finding| finding["level"] == "error");
    let checks = errors.filter_map(|finding| finding["check"].as_str());
    checks.filter(|check| *check != "service").collect()
}

fn finding<'a>(reported: &'a Value, check: &str) -> &'a Value {
    let mut findings = reported["findings"].as_array().expect("findings").iter();
    findings.find(|finding| finding["check"] == check).expect(check)
}

#[test]
fn a_good_installation_has_nothing_wrong_and_what_is_unknown_is_not_fine() {
    let pipeline = Pipeline::whole();
    let (code, reported) = doctor(&pipeline.server, &[], &[]);
    assert_eq!(code, Some(0), "{reported:#}");
    assert_eq!(reported["errors"], 0, "{reported:#}");
    for check in ["sync_interval", "max_file_store", "disk", "connections", "users", "alerting"] {
        assert_eq!(finding(&reported, check)["level"], "not_checked", "{check}: {reported:#}");
    }
    let shown = Courant::new(["doctor"]).env("NATS_URL", pipeline.server.url()).run(PATIENCE);
    assert!(shown.stdout.contains("0 errors, 1 warning, "), "{}", shown.stdout);
    assert!(shown.stdout.contains("fix: add users"), "{}", shown.stdout);
}

#[test]
fn stages_without_a_service_are_named() {
    let pipeline = Pipeline::bare();
    let (code, reported) = doctor(&pipeline.server, &[], &[]);
    assert_eq!(code, Some(1));
    assert_eq!(reported["errors"], 4, "{reported:#}");
    let first = finding(&reported, "service");
    assert_eq!(first["what"], "no ingestion service is connected");
    assert!(first["fix"].as_str().is_some_and(|fix| fix.contains("courant service ingestion")));
}

#[tokio::test]
async fn dangerous_settings_of_streams_and_consumers_are_named() {
    let pipeline = Pipeline::bare();
    let client = Client::connect(&pipeline.server).await;
    let found = || doctor(&pipeline.server, &[], &[]).1;
    assert_eq!(errors(&found()), Vec::<&str>::new());

    client.change_stream("ARTICLES_INGESTED", |config| config.discard = DiscardPolicy::Old).await;
    assert_eq!(errors(&found()), ["discard"]);
    client.change_stream("ARTICLES_DEAD", |config| config.max_bytes = -1).await;
    assert_eq!(errors(&found()), ["discard", "max_bytes"]);
    client
        .change_stream("ARTICLES_RAW", |config| config.max_age = Duration::from_secs(3_600))
        .await;
    client
        .change_stream("ARTICLES_PUBLISHED", |config| {
            config.duplicate_window = Duration::from_secs(1);
        })
        .await;
    client.change_consumer(|config| config.max_deliver = 3).await;
    let reported = found();
    let all = ["max_age", "discard", "duplicate_window", "max_bytes", "max_deliver"];
    assert_eq!(errors(&reported), all, "{reported:#}");
    pipeline.setup(&["--apply"]);
    assert_eq!(errors(&found()), Vec::<&str>::new(), "its advice fixes it");

    client.change_consumer(|config| config.ack_wait = Duration::from_millis(500)).await;
    assert_eq!(errors(&found()), ["ack_wait"]);
    client.jetstream.delete_stream("ARTICLES_SET_ASIDE").await.expect("deleted");
    let raw = client.jetstream.get_stream("ARTICLES_RAW").await.expect("there");
    raw.delete_consumer("ingestion").await.expect("deleted");
    let replayed = client.jetstream.get_stream("ARTICLES_REPLAYED").await.expect("there");
    let mut config = replayed.cached_info().config.clone();
    client.jetstream.delete_stream("ARTICLES_REPLAYED").await.expect("deleted");
    config.storage = StorageType::Memory;
    client.jetstream.create_stream(config).await.expect("created");
    let reported = found();
    assert_eq!(errors(&reported), ["stream", "storage", "consumer"], "{reported:#}");
    assert_eq!(finding(&reported, "stream")["what"], "ARTICLES_SET_ASIDE is missing");
}

#[test]
fn a_small_max_payload_is_named() {
    let server = Server::with(&Options { max_payload: 1 << 20, ..Options::default() });
    let pipeline = Pipeline { server, services: Vec::new() };
    pipeline.setup(&[]);
    let (code, reported) = doctor(&pipeline.server, &[], &[]);
    assert_eq!((code, errors(&reported)), (Some(1), vec!["max_payload"]), "{reported:#}");
}

const ACCOUNTS: &str = "accounts: {\n\
    A: { jetstream: enabled, users: [{user: op, password: op}] }\n\
    SYS: { users: [{user: admin, password: admin}] }\n}\nsystem_account: SYS\n";

#[test]
fn a_system_user_shows_what_the_server_keeps_to_itself() {
    let options = |max_file_store, jetstream: &str| Options {
        max_file_store,
        more: format!("{ACCOUNTS}{jetstream}"),
        ..Options::default()
    };
    let server = Server::with(&options(2 << 30, ""));
    let mut pipeline = Pipeline { server, services: Vec::new() };
    let user = [("NATS_USER", "op"), ("NATS_PASSWORD", "op")];
    let system = [("NATS_SYSTEM_USER", "admin"), ("NATS_SYSTEM_PASSWORD", "admin")];
    let all = [user, system].concat();
    setup_as(&pipeline.server, &user);

    let (_, reported) = doctor(&pipeline.server, &[], &all);
    assert_eq!(errors(&reported), Vec::<&str>::new(), "{reported:#}");
    assert_eq!(finding(&reported, "sync_interval")["level"], "warning", "{reported:#}");
    assert_eq!(finding(&reported, "max_file_store")["level"], "fine", "{reported:#}");
    assert_eq!(finding(&reported, "disk")["level"], "fine", "{reported:#}");
    let connected = finding(&reported, "connections")["what"].as_str().expect("a text");
    assert!(connected.contains("admin") && connected.contains("op"), "{connected}");

    let (code, reported) = doctor(&pipeline.server, &["--survives", "power"], &all);
    assert_eq!((code, errors(&reported)), (Some(1), vec!["sync_interval"]), "{reported:#}");

    pipeline.server.restart_with(&options(100 << 20, ""));
    let (_, reported) = doctor(&pipeline.server, &[], &all);
    assert_eq!(errors(&reported), ["max_file_store"], "{reported:#}");

    let (_, reported) = doctor(&pipeline.server, &[], &user);
    assert_eq!(finding(&reported, "sync_interval")["level"], "not_checked", "{reported:#}");
}

fn setup_as(server: &Server, login: &[(&str, &str)]) {
    let setup = Courant::new(["setup", "--store", "1GB"]).env("NATS_URL", server.url());
    let setup = login.iter().fold(setup, |setup, (name, value)| setup.env(name, value));
    let ended = setup.run(PATIENCE);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
}

/// A file with passwords in the format of `.env`.
fn passwords(folder: &std::path::Path, users: &[(&str, String)]) -> String {
    let line = |(user, password): &(&str, String)| {
        format!("NATS_PASSWORD_{}={password}\n", user.replace('-', "_").to_uppercase())
    };
    let file = folder.join("passwords");
    std::fs::write(&file, users.iter().map(line).collect::<String>()).expect("written");
    file.display().to_string()
}

#[test]
fn the_shipped_users_may_do_only_what_their_role_needs() {
    // Less than any machine has free.
    let server = Server::with(&Options { max_file_store: 2 << 30, ..guarded() });
    let folder = tempfile::tempdir().expect("a folder");
    let users = e2e::USERS.iter().chain(&["system"]);
    let users: Vec<_> = users.map(|user| (*user, password(user))).collect();
    let file = passwords(folder.path(), &users);
    let setup = login("setup");
    setup_as(&server, &setup.each_ref().map(|(name, value)| (*name, &**value)));
    let operator = login("operator");
    let operator = operator.each_ref().map(|(name, value)| (*name, &**value));
    let (_, reported) = doctor(&server, &["--users", &file], &operator);
    assert_eq!(errors(&reported), Vec::<&str>::new(), "{reported:#}");
    assert_eq!(finding(&reported, "users")["what"], "11 users may do only what their role needs");
    assert_eq!(finding(&reported, "max_file_store")["level"], "fine", "{reported:#}");
    let levels: Vec<_> = reported["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|finding| finding["level"] == "not_checked")
        .map(|finding| finding["check"].as_str().unwrap_or_default())
        .collect();
    assert_eq!(levels, ["alerting"], "the shipped users see all the rest: {reported:#}");
    for (_, secret) in users {
        assert!(!reported.to_string().contains(&secret));
    }
}

#[tokio::test]
async fn a_user_that_may_do_more_than_its_role_is_named_and_the_probe_stores_nothing() {
    let source = "{user: source, password: s, permissions: {publish: [\"articles.>\"], \
                  subscribe: [\"_INBOX_source.>\"]}}";
    let more = ACCOUNTS.replace("users: [{user: op,", &format!("users: [{source}, {{user: op,"));
    let server = Server::with(&Options { more, ..Options::default() });
    let user = [("NATS_USER", "op"), ("NATS_PASSWORD", "op")];
    setup_as(&server, &user);
    let folder = tempfile::tempdir().expect("a folder");
    let file = passwords(
        folder.path(),
        &[("source", "s".into()), ("reader", "wrong".into()), ("agency", "a".into())],
    );
    let (code, reported) = doctor(&server, &["--users", &file], &user);
    assert_eq!(code, Some(1));
    let named = |text: &str| reported.to_string().contains(text);
    assert!(named("source may publish to articles.ingested"), "{reported:#}");
    assert!(named("source may publish to articles.published.und"), "{reported:#}");
    assert!(!named("source may publish to articles.raw"), "{reported:#}");
    assert!(named("not checked, needs the right password of reader"), "{reported:#}");
    assert!(named("not checked, needs a role that doctor knows, of agency"), "{reported:#}");
    let options = async_nats::ConnectOptions::with_user_and_password("op".into(), "op".into());
    let nats = options.connect(server.url()).await.expect("the server is up");
    let client = Client { jetstream: async_nats::jetstream::new(nats.clone()), nats };
    for stream in ["ARTICLES_INGESTED", "ARTICLES_PUBLISHED", "ARTICLES_DEAD"] {
        assert_eq!(client.stream(stream).await.last_sequence, 0, "{stream}");
    }
}

#[test]
fn a_server_that_is_too_old_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("bound");
    std::thread::spawn(move || {
        let (stream, _) = listener.accept()?;
        let mut answers = stream.try_clone()?;
        let info =
            r#"INFO {"server_id":"x","version":"2.11.0","headers":true,"max_payload":8388608}"#;
        answers.write_all(format!("{info}\r\n").as_bytes())?;
        for line in BufReader::new(stream).lines() {
            if line?.starts_with("PING") {
                answers.write_all(b"PONG\r\n")?;
            }
        }
        std::io::Result::Ok(())
    });
    let ended = Courant::new(["doctor"]).env("NATS_URL", format!("nats://{address}")).run(PATIENCE);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(ended.stdout.contains("2.11.0 is older than 2.12.5"), "{}", ended.stdout);
}
