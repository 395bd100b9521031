//! A source that floods its lane doesn't block the others.

use async_nats::jetstream::Context;
use e2e::{Client, Courant, PATIENCE, Pipeline, Server, guarded_with, login, nats_file, password};
use e2e::{until, until_async};

const LIMIT: usize = 50;
const TEXT: &str = "The ferry to the islands runs again from Monday, the harbour office said.";

const SOURCES: &str = r#"
[[source]]
name = "agency"
lanes = ["wire"]

[[source]]
name = "web"
lanes = ["feeds", "crawl"]
"#;

#[tokio::test]
async fn a_source_that_floods_is_refused_while_others_still_publish() {
    let list = nats_file("courant.toml") + SOURCES;
    let mut pipeline =
        Pipeline { server: Server::with(&guarded_with(&list)), services: Vec::new() };
    let setup = ["setup", "--store", "1GB", "--lane-limit", &LIMIT.to_string()];
    let setup = Courant::new(setup).env("NATS_URL", pipeline.server.url()).envs(login("setup"));
    let ended = setup.run(PATIENCE);
    assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);

    let client = async |user: &str| {
        Client::log_in(&pipeline.server.url(), user, &password(user)).await.jetstream
    };
    let (agency, web, source) =
        (client("agency").await, client("web").await, client("source").await);
    for number in 0..LIMIT {
        stored(&agency, "articles.raw.wire", number).await.expect("below the limit");
    }
    let refusal = stored(&agency, "articles.raw.wire", LIMIT).await.expect_err("at the limit");
    assert!(refusal.contains("per subject"), "{refusal}");
    for (other, subject) in
        [(&web, "articles.raw.feeds"), (&web, "articles.raw.crawl"), (&source, "articles.raw")]
    {
        stored(other, subject, 0).await.expect("another lane");
    }
    let status = Courant::new(["status"]).env("NATS_URL", pipeline.server.url());
    let status = status.envs(login("operator")).run(PATIENCE);
    assert!(status.stdout.contains("articles.raw.wire is at its limit"), "{}", status.stdout);
    assert!(!status.stdout.contains("articles.raw.feeds is at"), "{}", status.stdout);
    // The message of the command line about it.
    let mut waiting = Courant::new(["publish", "--lane", "wire", "-"])
        .env("NATS_URL", pipeline.server.url())
        .envs(login("agency"))
        .input(TEXT)
        .start();
    until("publish to say why it waits", PATIENCE, || {
        waiting.stderr().contains("COURANT_LANE_LIMIT").then_some(())
    });

    let login = login("ingestion");
    let login: Vec<(&str, &str)> = login.iter().map(|(name, value)| (*name, &**value)).collect();
    pipeline.start("ingestion", &login);
    assert_eq!(waiting.wait(PATIENCE), Some(0), "{}", waiting.stderr());
    until_async("the lane to have room again", PATIENCE, async || {
        stored(&agency, "articles.raw.wire", LIMIT).await.ok()
    })
    .await;
}

/// Publishes a document and waits until the server has stored it.
async fn stored(source: &Context, subject: &'static str, number: usize) -> Result<(), String> {
    let text = format!("{TEXT} That is number {number} of {subject}.");
    let sent = source.publish(subject, text.into()).await.map_err(|error| error.to_string())?;
    sent.await.map(drop).map_err(|error| error.to_string())
}
