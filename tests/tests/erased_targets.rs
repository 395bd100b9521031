//! Targets remove erased articles, and earlier versions don't come back.

use std::fs;
use std::path::Path;

use e2e::{Client, Courant, PATIENCE, Pipeline, Postgres, Receiver, Reply, numbered, until};
use serde_json::Value;

#[tokio::test]
async fn postgresql_deletes_the_row_and_refuses_the_version_of_a_replayed_dead_letter() {
    let postgres = Postgres::start();
    let mut pipeline = Pipeline::with_delivery("postgres");
    let url = postgres.url();
    let place = pipeline.start("delivery postgres", &[("COURANT_POSTGRES_URL", &url)]);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    client.publish_version(numbered(0), "en", "Kept.").await;
    client.publish_version(numbered(1), "en", "Erased.").await;
    let texts = || postgres.ask("SELECT string_agg(text, ' ' ORDER BY text) FROM courant.articles");
    until("both rows", PATIENCE, || (texts().as_deref() == Ok("Erased. Kept.")).then_some(()));
    // The next version has become a dead letter when the article is erased.
    postgres.query("ALTER TABLE courant.articles ADD CHECK (text <> 'Late.')");
    client.publish_version(numbered(1), "en", "Late.").await;
    client.stored("ARTICLES_DEAD", 1).await;
    postgres.query("ALTER TABLE courant.articles DROP CONSTRAINT articles_text_check");
    let sequence = client.publish_tombstone(numbered(1)).await;
    until("the row to be deleted", PATIENCE, || (texts().as_deref() == Ok("Kept.")).then_some(()));
    let replayed = Courant::new(["dead", "replay", "--all"])
        .env("NATS_URL", pipeline.server.url())
        .run(PATIENCE);
    assert_eq!(replayed.code, Some(0), "{}", replayed.stderr);
    client.emptied("ARTICLES_DELIVERY").await;
    assert_eq!(texts().as_deref(), Ok("Kept."), "an earlier version doesn't come back");
    let noted = postgres.query("SELECT id, sequence FROM courant.erased");
    assert_eq!(noted, format!("{}|{sequence}", numbered(1)));
    // A later version comes back.
    client.publish_version(numbered(1), "en", "New.").await;
    until("the later version", PATIENCE, || (texts().as_deref() == Ok("Kept. New.")).then_some(()));
    pipeline.service(place).process.kill();
}

#[tokio::test]
async fn a_webhook_says_that_the_article_is_erased_after_its_versions() {
    let receiver = Receiver::start(|_, _| Reply::Status(200));
    let mut pipeline = Pipeline::with_delivery("webhook");
    let url = receiver.url();
    let settings = [
        ("COURANT_WEBHOOK_URL", url.as_str()),
        ("COURANT_WEBHOOK_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
        ("COURANT_WEBHOOK_ALLOW_PRIVATE", "true"),
    ];
    pipeline.start("delivery webhook", &settings);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    client.publish_version(numbered(1), "en", "Text.").await;
    until("the article", PATIENCE, || (receiver.requests().len() == 1).then_some(()));
    // A receiver that refused it gets it again from the dead letters.
    receiver.answer(|_, _| Reply::Status(422));
    let sequence = client.publish_tombstone(numbered(1)).await;
    client.stored("ARTICLES_DEAD", 1).await;
    receiver.answer(|_, _| Reply::Status(200));
    let replayed = Courant::new(["dead", "replay", "--all"])
        .env("NATS_URL", pipeline.server.url())
        .run(PATIENCE);
    assert_eq!(replayed.code, Some(0), "{}", replayed.stderr);
    let sent = until("the erasure, twice", PATIENCE, || {
        let requests = receiver.requests();
        (requests.len() == 3).then_some(requests)
    });
    assert_eq!(sent[0].body["type"], "article.published");
    assert_eq!(sent[1].body["type"], "article.erased");
    assert_eq!(sent[1].body["version"]["sequence"], sequence);
    assert_eq!(sent[1].body["data"], serde_json::json!({ "id": numbered(1).to_string() }));
    assert_eq!((&sent[1].id, &sent[1].body), (&sent[2].id, &sent[2].body), "a repeat");
}

#[tokio::test]
async fn files_get_a_row_that_says_that_the_article_is_erased() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_str().expect("UTF-8");
    let mut pipeline = Pipeline::with_delivery("files");
    let settings = [("COURANT_FILES_FOLDER", path), ("COURANT_FILES_INTERVAL", "1")];
    pipeline.start("delivery files", &settings);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    client.publish_version(numbered(1), "de", "Text.").await;
    let sequence = client.publish_tombstone(numbered(1)).await;
    let erased = until("the row", PATIENCE, || {
        rows(folder.path()).into_iter().find(|row| row.get("erased").is_some())
    });
    assert_eq!(erased["id"], numbered(1).to_string());
    assert_eq!(erased["delivery"]["sequence"], sequence);
    assert_eq!(erased["erased"]["at"], "2026-11-27T09:00:00Z");
    assert!(erased.get("document").is_none(), "{erased}");
}

fn rows(folder: &Path) -> Vec<Value> {
    let days = fs::read_dir(folder).into_iter().flatten().flatten();
    let files = days.flat_map(|day| fs::read_dir(day.path()).into_iter().flatten().flatten());
    let finished = files.map(|file| file.path()).filter(|path| {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        name.is_some_and(|name| !name.starts_with('.') && name.ends_with(".jsonl.zst"))
    });
    let texts = finished.map(|path| {
        let bytes = zstd::decode_all(&fs::read(path).expect("a file")[..]).expect("whole");
        String::from_utf8(bytes).expect("UTF-8")
    });
    texts
        .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
        .map(|line| serde_json::from_str(&line).expect("JSON"))
        .collect()
}
