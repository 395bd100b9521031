//! Articles in files: a reader that takes the newest version of each finds every article once.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

use e2e::{
    Client, Courant, Kills, PATIENCE, Pipeline, Versions, files_below, newest_of, numbered,
    rows_below, scaled, until,
};

#[tokio::test]
async fn files_survive_kills_of_delivery_and_server() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_str().expect("UTF-8");
    let mut pipeline = Pipeline::with_delivery("files");
    let place = pipeline.start(
        "delivery files",
        &[
            ("COURANT_FILES_FOLDER", path),
            ("COURANT_FILES_ROWS", "1000"),
            ("COURANT_FILES_INTERVAL", "0.2"),
            ("COURANT_FILES_COMPACT", "8"),
            ("COURANT_FILES_BY_LANGUAGE", "true"),
        ],
    );
    pipeline.ready();
    let count = scaled(2_000, 20_000);
    let kills = Kills { every: count / 8, first: 0, of_target: false };
    let versions = Versions::publish(
        &mut pipeline,
        place,
        count,
        kills,
        |number, round| {
            let language = if number % 2 == 0 { "en" } else { "de" };
            (language, format!("Number {number},\nversion {round}."))
        },
        |_| {},
    )
    .await;
    let Versions { newest, published, kills } = versions;
    until("the newest version of every article", 3 * PATIENCE, || {
        pipeline.revive();
        (newest_of(&rows_below(folder.path())) == newest).then_some(())
    });
    // A merged file has more than 500 articles; in each of two folders, fewer than 8 are smaller.
    until("small files to be merged", 3 * PATIENCE, || {
        (files_below(folder.path()).len() < published / 500 + 2 * 8).then_some(())
    });
    assert_eq!(newest_of(&rows_below(folder.path())), newest);
    assert_eq!(pipeline.stop().len(), 1, "it stops as asked");
    let unfinished: Vec<PathBuf> = files_below(folder.path())
        .into_iter()
        .filter(|path| path.extension().is_none_or(|ending| ending != "zst"))
        .collect();
    assert!(unfinished.is_empty(), "{unfinished:?}");
    let languages = ["de", "en"]
        .map(|code| folder.path().join("day=2026-11-23").join(format!("language={code}")).is_dir());
    assert_eq!(languages, [true, true]);
    let client = Client::connect(&pipeline.server).await;
    assert_eq!(client.stream("ARTICLES_DEAD").await.last_sequence, 0, "nothing was given up");
    println!(
        "files: {published} versions of {count} articles; SIGKILL of the delivery {}, of NATS {} \
         times: {} rows in {} files, {} ids by the newest row, 0 lost",
        kills[0],
        kills[1],
        rows_below(folder.path()).len(),
        files_below(folder.path()).len(),
        newest.len()
    );
}

#[tokio::test]
async fn a_folder_has_one_writer() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_str().expect("UTF-8");
    let mut pipeline = Pipeline::with_delivery("files");
    pipeline.start("delivery files", &[("COURANT_FILES_FOLDER", path)]);
    pipeline.ready();
    let second = Courant::new(["service", "delivery", "files", "--folder", path])
        .env("NATS_URL", pipeline.server.url())
        .run(PATIENCE);
    assert_eq!(second.code, Some(2), "{}", second.stderr);
    assert!(second.stderr.contains("another delivery writes to"), "{}", second.stderr);
}

#[tokio::test]
async fn what_waits_for_a_file_is_written_at_the_stop() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_str().expect("UTF-8");
    let mut pipeline = Pipeline::with_delivery("files");
    let settings = [("COURANT_FILES_FOLDER", path), ("COURANT_FILES_INTERVAL", "3600")];
    let place = pipeline.start("delivery files", &settings);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    for number in 0..3 {
        client.publish_version(numbered(number), "en", "Waits.").await;
    }
    until("all to be pulled", PATIENCE, || {
        let pulled = pipeline.service(place).metric("messaging_client_consumed_messages_total");
        (pulled >= 3.0).then_some(())
    });
    assert!(rows_below(folder.path()).is_empty(), "the interval is not over");
    pipeline.stop();
    assert_eq!(rows_below(folder.path()).len(), 3);
    assert_eq!(files_below(folder.path()).len(), 1, "one file, and nothing unfinished");
    // They are acknowledged, so another process receives none of them.
    pipeline.revive();
    pipeline.ready();
    client.publish_version(numbered(3), "en", "Later.").await;
    until("the later one to be pulled", PATIENCE, || {
        let pulled = pipeline.service(place).metric("messaging_client_consumed_messages_total");
        (pulled >= 1.0).then_some(())
    });
    let again = "messaging_client_consumed_messages_total";
    assert!(pipeline.service(place).metric(again) < 2.0);
}

#[tokio::test]
async fn small_files_are_merged_and_what_is_erased_leaves_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_str().expect("UTF-8");
    let mut pipeline = Pipeline::with_delivery("files");
    let settings = [
        ("COURANT_FILES_FOLDER", path),
        ("COURANT_FILES_ROWS", "50"),
        ("COURANT_FILES_INTERVAL", "0.1"),
        ("COURANT_FILES_COMPACT", "4"),
    ];
    let place = pipeline.start("delivery files", &settings);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    let mut newest = HashMap::new();
    let mut written = 0;
    for number in 0..120 {
        let id = numbered(number % 60);
        let text = format!("Number {number}, secret {}.", number % 60);
        newest.insert(id, client.publish_version(id, "en", &text).await);
        if number % 10 == 9 {
            written += 1;
            until("the articles in files", PATIENCE, || {
                (newest_of(&rows_below(folder.path())) == newest).then_some(())
            });
        }
    }
    assert!(written > 10);
    until("small files to be merged", PATIENCE, || {
        (files_below(folder.path()).len() < 8).then_some(())
    });
    assert_eq!(newest_of(&rows_below(folder.path())), newest);

    newest.insert(numbered(7), client.publish_tombstone(numbered(7)).await);
    until("the erased article to leave the files", PATIENCE, || {
        let rows = rows_below(folder.path());
        let text = rows.iter().any(|row| row.to_string().contains("secret 7."));
        (!text && newest_of(&rows) == newest).then_some(())
    });
    // Neither a new process nor an earlier version brings it back.
    pipeline.service(place).process.kill();
    pipeline.revive();
    client.publish_version(numbered(60), "en", "Later.").await;
    until("a later article", PATIENCE, || {
        rows_below(folder.path())
            .iter()
            .any(|row| row["document"]["text"] == "Later.")
            .then_some(())
    });
    let rows = rows_below(folder.path());
    assert!(rows.iter().all(|row| !row.to_string().contains("secret 7.")), "{rows:?}");
    pipeline.stop();
}

#[tokio::test]
async fn what_is_erased_leaves_files_of_both_formats_though_another_one_is_damaged() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_str().expect("UTF-8");
    let mut pipeline = Pipeline::with_delivery("files");
    let settings = [("COURANT_FILES_FOLDER", path), ("COURANT_FILES_INTERVAL", "0.1")];
    let parquet = [("COURANT_FILES_FORMAT", "parquet")];
    pipeline.start("delivery files", &[&settings[..], &parquet].concat());
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    client.publish_version(numbered(1), "en", "Secret.").await;
    let is_parquet = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "parquet");
    let has_parquet = || files_below(folder.path()).iter().any(is_parquet);
    until("the article in Parquet", PATIENCE, || has_parquet().then_some(()));
    pipeline.stop();

    // It precedes the other one in the list.
    let damaged = folder.path().join("day=2026-01-01");
    fs::create_dir(&damaged).expect("the folder is ours");
    fs::write(damaged.join("x.jsonl.zst"), "damaged").expect("the folder is ours");
    let lines = pipeline.start("delivery files", &settings);
    client.publish_tombstone(numbered(1)).await;
    until("the article to leave Parquet", PATIENCE, || (!has_parquet()).then_some(()));
    let log = pipeline.service(lines).process.stderr();
    assert!(log.contains("day=2026-01-01/x.jsonl.zst"), "{log}");
    let swept = folder.path().join(".swept");
    assert!(!swept.exists(), "the damaged file may hold the article");

    // The next start finds the remaining files.
    fs::remove_dir_all(&damaged).expect("it is there");
    pipeline.service(lines).process.kill();
    pipeline.start("delivery files", &settings);
    until("the list to be swept", PATIENCE, || swept.exists().then_some(()));
}
