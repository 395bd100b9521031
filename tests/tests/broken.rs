//! Twelve installations, each with one fault: `courant doctor` reports only that fault, explains it and
//! its fix, and exits with 1.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::time::Duration;

use async_nats::jetstream::stream::{Config, DiscardPolicy, RetentionPolicy};
use e2e::{Client, Courant, Options, PATIENCE, Pipeline, Server};
use serde_json::Value;

type Login = [(&'static str, &'static str)];

const ACCOUNTS: &str = "accounts: {\n\
    A: { jetstream: enabled, users: [{user: op, password: op}] }\n\
    SYS: { users: [{user: admin, password: admin}] }\n}\nsystem_account: SYS\n";
/// A user of the pipeline and one of the system account.
const BOTH: [(&str, &str); 4] = [
    ("NATS_USER", "op"),
    ("NATS_PASSWORD", "op"),
    ("NATS_SYSTEM_USER", "admin"),
    ("NATS_SYSTEM_PASSWORD", "admin"),
];

/// The errors that doctor reports: the check, the finding and the fix.
#[track_caller]
fn errors(url: &str, more: &[&str], login: &Login) -> Vec<[String; 3]> {
    let command = Courant::new(["doctor", "--json"].iter().chain(more)).env("NATS_URL", url);
    let command = login.iter().fold(command, |command, (name, value)| command.env(name, value));
    let ended = command.run(PATIENCE);
    let reported: Value = serde_json::from_str(&ended.stdout).expect(&ended.stderr);
    let errors = reported["findings"].as_array().expect("findings").iter();
    let errors = errors.filter(|finding| finding["level"] == "error");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let errors: Vec<_> = errors
        .inspect(|finding| assert!(!text(&finding["why"]).is_empty(), "{finding}"))
        .map(|finding| ["check", "what", "fix"].map(|member| text(&finding[member])))
        .collect();
    assert_eq!(ended.code, Some(i32::from(!errors.is_empty())), "{reported:#}");
    errors
}

/// Checks that there is exactly one error, from this check, with this finding and fix.
#[track_caller]
fn one(found: &[[String; 3]], check: &str, what: &str, fix: &str) {
    assert_eq!(found.len(), 1, "{found:#?}");
    let [is, about, by] = &found[0];
    assert_eq!(is, check, "{found:#?}");
    assert!(about.contains(what) && by.contains(fix), "{found:#?}");
}

/// Sets up a server with accounts.
fn setup_as(server: &Server, login: &Login) {
    let setup = Courant::new(["setup", "--store", "1GB"]).env("NATS_URL", server.url());
    let setup = login.iter().fold(setup, |setup, (name, value)| setup.env(name, value));
    let ended = setup.run(PATIENCE);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
}

/// A pipeline on a server with these options, whose services log in.
fn pipeline(options: &Options, login: &Login) -> Pipeline {
    let mut pipeline = Pipeline { server: Server::with(options), services: Vec::new() };
    setup_as(&pipeline.server, login);
    for stage in e2e::STAGES {
        pipeline.start(stage, login);
    }
    pipeline.ready();
    pipeline
}

fn with_accounts(max_file_store: u64) -> Options {
    Options { max_file_store, more: ACCOUNTS.to_owned(), ..Options::default() }
}

#[test]
fn a_server_that_is_too_old() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("bound");
    std::thread::spawn(move || {
        let (stream, _) = listener.accept()?;
        let mut answers = stream.try_clone()?;
        let info =
            r#"INFO {"server_id":"x","version":"2.12.4","headers":true,"max_payload":8388608}"#;
        answers.write_all(format!("{info}\r\n").as_bytes())?;
        for line in BufReader::new(stream).lines() {
            if line?.starts_with("PING") {
                answers.write_all(b"PONG\r\n")?;
            }
        }
        std::io::Result::Ok(())
    });
    let found = errors(&format!("nats://{address}"), &[], &[]);
    one(&found, "server_version", "2.12.4 is older than 2.12.5", "upgrade nats-server");
}

#[test]
fn a_server_that_syncs_seldom_where_a_power_cut_has_to_be_survived() {
    let pipeline = pipeline(&with_accounts(2 << 30), &BOTH);
    let found = errors(&pipeline.server.url(), &["--survives", "power"], &BOTH);
    one(&found, "sync_interval", "lose what was stored in the last 120 s", "sync_interval: always");
}

#[test]
fn single_copies_where_the_loss_of_a_server_has_to_be_survived() {
    let pipeline = pipeline(&with_accounts(2 << 30), &BOTH);
    let found = errors(&pipeline.server.url(), &["--survives", "server"], &BOTH);
    one(&found, "replicas", "streams have fewer than 3 copies", "setup --apply --replicas 3");
}

#[tokio::test]
async fn a_stream_that_deletes_when_it_is_full() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    client.change_stream("ARTICLES_INGESTED", |config| config.discard = DiscardPolicy::Old).await;
    let found = errors(&pipeline.server.url(), &[], &[]);
    one(&found, "discard", "ARTICLES_INGESTED deletes old messages", "courant setup --apply");
    pipeline.setup(&["--apply"]);
    assert_eq!(errors(&pipeline.server.url(), &[], &[]), Vec::<[String; 3]>::new());
}

#[tokio::test]
async fn a_stream_with_another_retention() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    let stream = client.jetstream.get_stream("ARTICLES_DELIVERY").await.expect("there");
    let config =
        Config { retention: RetentionPolicy::Limits, ..stream.cached_info().config.clone() };
    client.jetstream.delete_stream("ARTICLES_DELIVERY").await.expect("deleted");
    client.jetstream.create_stream(config).await.expect("created");
    let found = errors(&pipeline.server.url(), &[], &[]);
    one(
        &found,
        "retention",
        "ARTICLES_DELIVERY has the retention limits",
        "delete ARTICLES_DELIVERY",
    );
}

#[tokio::test]
async fn a_stream_that_forgets_message_ids_before_messages_are_delivered_again() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    let second = Duration::from_secs(1);
    client.change_stream("ARTICLES_RAW", |config| config.duplicate_window = second).await;
    let found = errors(&pipeline.server.url(), &[], &[]);
    one(&found, "duplicate_window", "ARTICLES_RAW remembers message ids for 1s", "--apply");
}

#[test]
fn a_server_that_takes_only_small_messages() {
    let options = Options { max_payload: 1 << 20, ..Options::default() };
    let pipeline = pipeline(&options, &[]);
    let found = errors(&pipeline.server.url(), &[], &[]);
    one(&found, "max_payload", "messages may have only 1048576 bytes", "max_payload: 8MB");
}

#[tokio::test]
async fn a_consumer_that_delivers_again_while_the_work_goes_on() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    client.change_consumer(|config| config.ack_wait = Duration::from_millis(500)).await;
    let found = errors(&pipeline.server.url(), &[], &[]);
    one(&found, "ack_wait", "consumer ARTICLES_RAW/ingestion", "courant setup --apply");
}

#[test]
fn a_user_that_may_do_more_than_its_role() {
    let source = "{user: source, password: s, permissions: {publish: [\"articles.raw\", \
                  \"articles.ingested\"], subscribe: [\"_INBOX_source.>\"]}}";
    let more = ACCOUNTS.replace("users: [{user: op,", &format!("users: [{source}, {{user: op,"));
    let login = &BOTH[..2];
    let pipeline = pipeline(&Options { more, ..Options::default() }, login);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("passwords");
    std::fs::write(&file, "NATS_PASSWORD_SOURCE=s\n").expect("written");
    let found = errors(&pipeline.server.url(), &["--users", file.to_str().expect("UTF-8")], login);
    one(&found, "users", "source may publish to articles.ingested", "setup --nats-config");
}

#[test]
fn a_server_with_less_space_than_its_streams_may_take() {
    let mut pipeline = pipeline(&with_accounts(2 << 30), &BOTH);
    pipeline.server.restart_with(&with_accounts(100 << 20));
    pipeline.ready();
    let found = errors(&pipeline.server.url(), &[], &BOTH);
    one(&found, "max_file_store", "the server's max_file_store is 104857600", "max_file_store");
}

#[test]
fn a_stage_without_replicas() {
    let mut pipeline = Pipeline::whole();
    let mut extraction = pipeline.services.remove(2);
    extraction.process.terminate();
    assert_eq!(extraction.process.wait(PATIENCE), Some(0));
    let found = errors(&pipeline.server.url(), &[], &[]);
    let fix = "courant service metadata-extraction";
    one(&found, "service", "no metadata-extraction service is connected", fix);
}

#[tokio::test]
async fn a_consumer_that_differs() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    client.change_consumer(|config| config.max_deliver = 3).await;
    let found = errors(&pipeline.server.url(), &[], &[]);
    one(&found, "max_deliver", "consumer ARTICLES_RAW/ingestion", "courant setup --apply");
    pipeline.setup(&["--apply"]);
    assert_eq!(errors(&pipeline.server.url(), &[], &[]), Vec::<[String; 3]>::new());
}
