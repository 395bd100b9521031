//! Articles in files: a reader who takes the newest version of each finds all of them, once.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use article::ArticleId;
use e2e::{Client, Courant, PATIENCE, Pipeline, numbered, scaled, until};
use serde_json::Value;

/// Every file below the folder, but the lock.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => found.extend(files(&path)),
            path if path.ends_with(".lock") => {}
            path => found.push(path),
        }
    }
    found
}

/// The rows of every finished file.
fn rows(folder: &Path) -> Vec<Value> {
    let finished = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "zst");
    let visible = |path: &PathBuf| {
        path.file_name().is_some_and(|name| !name.to_string_lossy().starts_with('.'))
    };
    let mut rows = Vec::new();
    for path in files(folder).into_iter().filter(finished).filter(visible) {
        let compressed = fs::read(&path).expect("a file");
        let text = zstd::decode_all(&compressed[..]).expect("a finished file is whole");
        let text = String::from_utf8(text).expect("UTF-8");
        rows.extend(text.lines().map(|line| serde_json::from_str(line).expect("JSON")));
    }
    rows
}

/// The newest version of each article, as a reader takes it.
fn newest_of(rows: &[Value]) -> HashMap<ArticleId, u64> {
    let mut newest = HashMap::new();
    for row in rows {
        let id = row["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
        let sequence = row["delivery"]["sequence"].as_u64().expect("a sequence");
        let known = newest.entry(id).or_insert(sequence);
        *known = sequence.max(*known);
    }
    newest
}

#[tokio::test]
async fn files_survive_kills_of_delivery_and_server() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_str().expect("UTF-8");
    let mut pipeline = Pipeline::with_delivery("files");
    let place = pipeline.start(
        "delivery files",
        &[
            ("COURANT_FILES_FOLDER", path),
            ("COURANT_FILES_ROWS", "100"),
            ("COURANT_FILES_INTERVAL", "1"),
            ("COURANT_FILES_BY_LANGUAGE", "true"),
        ],
    );
    pipeline.ready();
    let count = scaled(2_000, 20_000);
    let mut newest = HashMap::new();
    for round in 0..2 {
        let client = Client::connect(&pipeline.server).await;
        for number in 0..count {
            if round == 0 || number % 3 == 0 {
                let text = format!("Number {number},\nversion {round}.");
                let language = if number % 2 == 0 { "en" } else { "de" };
                let sequence = client.publish_version(numbered(number), language, &text).await;
                newest.insert(numbered(number), sequence);
            }
            if number % (count / 4) == count / 8 {
                pipeline.service(place).process.kill();
                pipeline.revive();
            }
        }
        pipeline.server.kill();
        pipeline.server.restart();
    }
    until("the newest version of every article", 3 * PATIENCE, || {
        pipeline.revive();
        (newest_of(&rows(folder.path())) == newest).then_some(())
    });
    assert_eq!(pipeline.stop().len(), 1, "it stops as asked");
    let unfinished: Vec<PathBuf> = files(folder.path())
        .into_iter()
        .filter(|path| path.extension().is_none_or(|ending| ending != "zst"))
        .collect();
    assert!(unfinished.is_empty(), "{unfinished:?}");
    let languages = ["de", "en"]
        .map(|code| folder.path().join("day=2026-11-23").join(format!("language={code}")).is_dir());
    assert_eq!(languages, [true, true]);
    let client = Client::connect(&pipeline.server).await;
    assert_eq!(client.stream("ARTICLES_DEAD").await.last_sequence, 0, "nothing was given up");
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
