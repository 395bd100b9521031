//! A changed page of a feed replaces its earlier version.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use article::ArticleId;
use e2e::{Client, PATIENCE, Page, Pipeline, Postgres, Site, newest_of, rows_below, until};
use serde_json::Value;

fn watch(pipeline: &mut Pipeline, list: &Path) {
    let own = [
        ("COURANT_FEEDS_LIST", list.to_str().expect("UTF-8")),
        ("COURANT_FEEDS_MIN_INTERVAL", "1"),
        ("COURANT_FEEDS_MAX_INTERVAL", "2"),
        ("COURANT_FEEDS_HOST_DELAY", "0"),
        ("COURANT_FEEDS_ALLOW_PRIVATE", "true"),
        ("COURANT_LANE", "feeds"),
    ];
    pipeline.start("feeds", &own);
}

fn feed(links: &[&str], updated: &str) -> Page {
    let entry =
        |link: &&str| format!("<entry><link href=\"{link}\"/><updated>{updated}</updated></entry>");
    let entries: String = links.iter().map(entry).collect();
    let feed = format!("<feed xmlns=\"http://www.w3.org/2005/Atom\">{entries}</feed>");
    Page::ok("application/atom+xml", feed)
}

fn html(text: &str) -> Page {
    Page::ok("text/html; charset=utf-8", format!("<p>{text}</p>"))
}

/// From the feed to the targets: one record and one row, with the new text.
#[tokio::test]
async fn a_changed_page_takes_the_place_of_its_earlier_version_in_every_target() {
    let version = Arc::new(AtomicUsize::new(0));
    let now = Arc::clone(&version);
    let site = Site::start(move |head| match head.split(' ').nth(1).unwrap_or_default() {
        "/feed" => feed(
            &["/a"],
            ["2026-11-26T09:00:00Z", "2026-11-26T10:00:00Z"][now.load(Ordering::SeqCst)],
        ),
        "/a" => html(
            ["The ferry runs at nine.", "Die Fähre fährt um zehn Uhr, sagt der Hafen."]
                [now.load(Ordering::SeqCst)],
        ),
        _ => Page::Answer(404, String::new(), Vec::new()),
    });
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("feeds.txt");
    fs::write(&list, site.url("/feed")).expect("written");
    let archive = folder.path().join("archive");
    let postgres = Postgres::start();
    let mut pipeline = Pipeline::with_delivery("postgres");
    pipeline.setup(&["--ack-wait", "2", "--delivery", "files"]);
    for stage in e2e::STAGES {
        pipeline.start(stage, &[]);
    }
    pipeline.start("delivery postgres", &[("COURANT_POSTGRES_URL", &postgres.url())]);
    let files = [
        ("COURANT_FILES_FOLDER", archive.to_str().expect("UTF-8")),
        ("COURANT_FILES_INTERVAL", "1"),
    ];
    pipeline.start("delivery files", &files);
    watch(&mut pipeline, &list);
    pipeline.ready();
    let rows = || postgres.ask("SELECT id, text FROM courant.articles");
    let text_of = |row: &Value| row["document"]["text"].as_str().map(str::to_owned);
    let newest = || {
        let rows = rows_below(&archive);
        let versions = newest_of(&rows);
        let current = rows.iter().filter(|row| {
            let id = row["id"].as_str().and_then(|id| id.parse().ok());
            id.and_then(|id| versions.get(&id).copied()) == row["delivery"]["sequence"].as_u64()
        });
        current.filter_map(text_of).collect::<Vec<_>>()
    };
    let id = ArticleId::of_key(Some("feeds"), &site.url("/a"));
    for text in ["The ferry runs at nine.", "Die Fähre fährt um zehn Uhr, sagt der Hafen."] {
        until("the version in the table", PATIENCE, || {
            (rows() == Ok(format!("{id}|{text}"))).then_some(())
        });
        until("the version in the files", PATIENCE, || (newest() == [text]).then_some(()));
        version.store(1, Ordering::SeqCst);
    }
    let client = Client::connect(&pipeline.server).await;
    let published = client.stream("ARTICLES_PUBLISHED").await;
    assert_eq!((published.messages, published.last_sequence), (1, 2), "one record, the second");
    let record = client.message("ARTICLES_PUBLISHED", 2).await;
    let record: Value = serde_json::from_slice(&record.payload).expect("a record");
    assert_eq!(record["id"], id.to_string());
    assert_eq!(client.stream("ARTICLES_SET_ASIDE").await.last_sequence, 0);
    assert_eq!(client.stream("ARTICLES_DEAD").await.last_sequence, 0);
    pipeline.stop();
}

/// An entry from before pages had keys: the page is not published again until it changes.
#[tokio::test]
async fn entries_that_an_earlier_version_has_seen_stay_known() {
    let site = Site::start(|head| match head.split(' ').nth(1).unwrap_or_default() {
        "/feed" => feed(&["/old", "/new"], "2026-11-26T09:00:00Z"),
        "/old" | "/new" => html("Fine."),
        _ => Page::Answer(404, String::new(), Vec::new()),
    });
    let folder = tempfile::tempdir().expect("a folder");
    let list = folder.path().join("feeds.txt");
    fs::write(&list, site.url("/feed")).expect("written");
    let mut pipeline = Pipeline::bare();
    let client = Client::connect(&pipeline.server).await;
    let page = ArticleId::of(&site.url("/old"), "", b"<p>Fine.</p>");
    let note = format!(
        "{{\"updated\":\"2026-11-26T09:00:00Z\",\"fetched\":\"2026-11-26T09:05:00Z\",\"id\":\"{page}\"}}"
    );
    let place = ArticleId::of(&site.url("/old"), "", b"");
    let noted =
        client.jetstream.publish(format!("$KV.ARTICLES_SEEN.feeds.{place}"), note.into()).await;
    noted.expect("sent").await.expect("stored");
    watch(&mut pipeline, &list);
    pipeline.ready();
    client.stored("ARTICLES_RAW", 1).await;
    // In each round, the old one is fetched before the new one.
    let asked = site.requests("/feed").len();
    until("another round", PATIENCE, || (site.requests("/feed").len() > asked + 1).then_some(()));
    assert_eq!(client.stream("ARTICLES_RAW").await.last_sequence, 1, "only the new one");
    assert!(site.requests("/old").is_empty());
    pipeline.stop();
}
