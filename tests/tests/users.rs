//! Each user of `deploy/nats/` can do its work, with a real server and the real files.
//! `least_privilege.rs` checks that they can do nothing else.

use std::time::Duration;

use article::ArticleId;
use async_nats::jetstream::consumer::{Consumer, pull};
use e2e::{
    Client, Courant, Ended, PATIENCE, Pipeline, STAGES, Server, Wire, guarded, guarded_with, login,
    nats_file, password, until, until_async,
};
use futures_util::StreamExt;

/// A stage's input stream and the subject it writes.
const PLACES: [(&str, &str, &str); 4] = [
    ("ingestion", "ARTICLES_RAW", "articles.ingested"),
    ("language-detection", "ARTICLES_INGESTED", "articles.language-detected"),
    ("metadata-extraction", "ARTICLES_LANGUAGE_DETECTED", "articles.metadata-extracted"),
    ("publishing", "ARTICLES_METADATA_EXTRACTED", "articles.published.en.1"),
];

fn wire(server: &Server, user: &str) -> Wire {
    Wire::connect(&server.url(), user, &password(user)).expect("a user of deploy/nats")
}

/// The committed configuration is generated from the list.
#[test]
fn the_servers_configuration_is_made_from_the_list() {
    let check = ["setup", "--nats-config", "deploy/nats", "--check"];
    let ended = Courant::new(check).run(Duration::from_secs(30));
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
}

#[test]
fn setup_names_what_differs_from_the_running_server() {
    let list = nats_file("courant.toml")
        .replace("[[source]]\nname = \"source\"", "[[source]]\nname = \"agency\"");
    let check = |server: &Server, user: &str| {
        courant(&server.url(), user, &["setup", "--nats-config", "deploy/nats", "--check"])
    };
    let same = check(&Server::with(&guarded()), "system");
    assert_eq!(same.code, Some(0), "{}{}", same.stdout, same.stderr);
    let server = Server::with(&guarded_with(&list));
    let other = check(&server, "system");
    assert_eq!(other.code, Some(1), "{}", other.stderr);
    for (what, user) in [("missing", "SOURCE"), ("not in courant.toml", "AGENCY")] {
        for subject in ["articles.raw", "$O.ARTICLES_LARGE.C.*", "$O.ARTICLES_LARGE.M.*"] {
            let line = format!("{what}: {user} imports the service {subject} of COURANT");
            assert!(other.stdout.lines().any(|said| said == line), "{}", other.stdout);
        }
    }
    assert_eq!(other.stdout.lines().count(), 6, "{}", other.stdout);
    let refused = check(&server, "operator");
    assert!(refused.stderr.contains("NATS_USER=system"), "{}", refused.stderr);
}

/// Requests that a stage needs only rarely.
#[test]
fn a_stage_has_what_it_needs_in_an_emergency() {
    let server = Server::with(&guarded());
    for (stage, input, output) in PLACES {
        let mut wire = wire(&server, stage);
        let granted = [
            output.to_owned(),
            format!("articles.dead.{stage}.crashed"),
            format!("articles.duplicate.{stage}"),
            format!("articles.redelivered.{stage}.17"),
            format!("$JS.API.DIRECT.GET.ARTICLES_REDELIVERED.articles.redelivered.{stage}.17"),
            format!("$JS.API.STREAM.INFO.{input}"),
            "$JS.API.STREAM.INFO.ARTICLES_DEAD".to_owned(),
            "$JS.API.STREAM.INFO.ARTICLES_SET_ASIDE".to_owned(),
            // The acknowledgement subjects before nats-server 2.15, and since.
            format!("$JS.ACK.{input}.{stage}.1.1.1.1.0"),
            format!("$JS.ACK._.account.{input}.{stage}.1.1.1.1.0"),
        ];
        for subject in granted {
            wire.publish(&subject).unwrap_or_else(|refusal| panic!("{stage}: {refusal}"));
        }
    }
    let special = [
        ("ingestion", "$JS.API.STREAM.MSG.GET.ARTICLES_RAW"),
        ("ingestion", "articles.raw.attachments"),
        ("ingestion", "$JS.API.STREAM.MSG.DELETE.ARTICLES_RAW"),
        ("publishing", "articles.filtered.too_short"),
        ("publishing", "$JS.API.DIRECT.GET.ARTICLES_PUBLISHED"),
        ("publishing", "$JS.API.STREAM.MSG.DELETE.ARTICLES_PUBLISHED"),
    ];
    for (user, subject) in special {
        wire(&server, user).publish(subject).unwrap_or_else(|refusal| panic!("{user}: {refusal}"));
    }
}

const TEXT: &str = "The ferry to the islands runs again from Monday, the harbour office said.";

/// Everything that people and services normally do, each as its own user. The server logs permission
/// violations.
#[tokio::test]
async fn the_whole_pipeline_works_under_its_own_users() {
    let mut pipeline = Pipeline { server: Server::with(&guarded()), services: Vec::new() };
    let url = pipeline.server.url();
    let courant = |user: &str, arguments: &[&str]| courant(&url, user, arguments);
    // A short `ack_wait`, so that the messages of a killed service are redelivered soon.
    let setup = ["setup", "--store", "1GB", "--config", "deploy/nats/courant.toml"];
    done(courant("setup", &[&setup[..], &["--ack-wait", "2"]].concat()));
    done(courant("setup", &[&setup[..], &["--ack-wait", "3", "--apply"]].concat()));
    for stage in STAGES {
        let login = login(stage);
        let login: Vec<(&str, &str)> =
            login.iter().map(|(name, value)| (*name, &**value)).collect();
        pipeline.start(stage, &login);
    }
    pipeline.ready();

    let source = client(&pipeline.server, "source").await;
    source.publish(&[], TEXT).await;
    let id = ArticleId::of("", "", TEXT.as_bytes()).to_string();
    until("the article to be out", PATIENCE, || {
        let shown = courant("tools", &["show", &id]);
        (shown.code == Some(0)).then_some(())
    });
    // When published again, they are duplicates; replacements are accepted.
    done(courant("tools", &["publish", "--wait", "samples/"]));
    done(courant("tools", &["publish", "--wait", "samples/el-faros.txt"]));
    done(courant("tools", &["publish", "--wait", "--replace", "samples/el-faros.txt"]));
    attachments_come_out(&source, &courant).await;
    // An empty document is dead-lettered; the operator replays it without success, and drops it.
    source.publish(&[], "").await;
    until("the letter to lie there", PATIENCE, || {
        courant("operator", &["dead", "list"]).stdout.contains("empty").then_some(())
    });
    done(courant("operator", &["dead", "show", "1"]));
    done(courant("operator", &["dead", "replay", "1"]));
    until("the letter to be back", PATIENCE, || {
        (courant("operator", &["dead", "show", "2"]).code == Some(0)).then_some(())
    });
    done(courant("operator", &["dead", "drop", "--yes"]));
    done(courant("operator", &["erase", "--id", &id, "--yes"]));
    assert_eq!(courant("tools", &["show", &id]).code, Some(1), "it is erased");
    done(courant("operator", &["status"]));

    crash_and_come_back(&mut pipeline, &source).await;
    read_as_a_program(&pipeline.server).await;
    // The services answer across accounts.
    let reported = courant("operator", &["status", "--json"]).stdout;
    let reported: serde_json::Value = serde_json::from_str(&reported).expect("JSON");
    for stage in reported["stages"].as_array().expect("stages") {
        assert_eq!(stage["replicas"], 1, "{reported:#}");
    }
    until("the accounts to balance", PATIENCE, || {
        let reported = courant("operator", &["status"]).stdout;
        (reported.contains("balanced")).then_some(())
    });
    assert_eq!(pipeline.service(0).ask("/readyz").as_deref(), Some("ready\n"));
    let log = pipeline.server.log();
    let refused: Vec<&str> = log.lines().filter(|line| line.contains("Violation")).collect();
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}

/// Ingestion may publish attachments.
async fn attachments_come_out(source: &Client, courant: &dyn Fn(&str, &[&str]) -> Ended) {
    let email = format!(
        "From: a@example.org\nMessage-ID: <1@x>\nSubject: Notes\nContent-Type: multipart/mixed; boundary=b\n\n\
         --b\n\n{TEXT}\n--b\nContent-Type: text/plain; name=notes.txt\nContent-Disposition: attachment\n\n\
         {TEXT} These are the notes.\n--b--\n"
    );
    source.publish(&[("Content-Type", "message/rfc822")], email.as_str()).await;
    let parent = ArticleId::of("", "", email.as_bytes());
    let content = format!("{TEXT} These are the notes.");
    let id = ArticleId::of("", &format!("{parent}/0"), content.as_bytes()).to_string();
    until("the attachment to be out", PATIENCE, || {
        (courant("tools", &["show", &id]).code == Some(0)).then_some(())
    });
}

/// Messages of killed services are redelivered and quarantined.
async fn crash_and_come_back(pipeline: &mut Pipeline, source: &Client) {
    for number in 0..200 {
        source.publish(&[], format!("{TEXT} That was number {number}.")).await;
    }
    for service in &mut pipeline.services {
        service.process.kill();
    }
    pipeline.revive();
    pipeline.ready();
    source.publish(&[("Courant-Run", "again")], TEXT).await;
}

/// The durable consumer that `setup` created for a reader, used by an independent client.
async fn read_as_a_program(server: &Server) {
    let reader = client(server, "reader").await;
    let consumer: Result<Consumer<pull::Config>, _> =
        reader.jetstream.get_consumer_from_stream("reader", "ARTICLES_PUBLISHED").await;
    let mut messages = consumer.expect("granted").messages().await.expect("granted");
    for _ in 0..10 {
        let next = tokio::time::timeout(PATIENCE, messages.next()).await;
        let message = next.expect("in time").expect("more").expect("granted");
        message.ack().await.expect("granted");
    }
    let stream = reader.jetstream.get_stream("ARTICLES_PUBLISHED").await.expect("granted");
    until_async("the acks to be counted", PATIENCE, async || {
        let info = stream.consumer_info("reader").await.expect("granted");
        (info.ack_floor.stream_sequence >= 10).then_some(())
    })
    .await;
}

fn courant(url: &str, user: &str, arguments: &[&str]) -> Ended {
    Courant::new(arguments).env("NATS_URL", url).envs(login(user)).run(Duration::from_secs(60))
}

#[track_caller]
fn done(ended: Ended) {
    assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
}

async fn client(server: &Server, user: &str) -> Client {
    Client::log_in(&server.url(), user, &password(user)).await
}
