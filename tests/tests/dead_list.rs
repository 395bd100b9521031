//! Listing, exporting, replaying and dropping many dead letters.

use async_nats::HeaderMap;
use e2e::{Client, Courant, Ended, PATIENCE, Pipeline};
use serde_json::Value;

fn run(pipeline: &Pipeline, arguments: &[&str]) -> Ended {
    Courant::new(arguments).env("NATS_URL", pipeline.server.url()).run(PATIENCE)
}

/// Stores a dead letter, as a stage does, or somebody who forges one.
async fn store(client: &Client, stage: &str, code: &str, more: &[(&str, &str)], body: &str) {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("Courant-Dead-Stage", stage),
        ("Courant-Dead-Subject", "articles.raw"),
        ("Courant-Dead-Code", code),
        ("Courant-Dead-Detail", "a reason"),
        ("Courant-Dead-Attempts", "1"),
        ("Courant-Dead-At", "2026-11-23T00:00:00Z"),
    ] {
        if !more.iter().any(|(own, _)| *own == name) {
            headers.append(name, value);
        }
    }
    for &(name, value) in more {
        headers.append(name, value);
    }
    let subject = "articles.dead.ingestion.".to_owned() + code;
    let body = body.to_owned().into();
    let sent = client.jetstream.publish_with_headers(subject, headers, body).await;
    sent.expect("sent").await.expect("stored");
}

#[tokio::test]
async fn dead_letters_name_their_origin_in_list_json_and_export() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("empty.html").display().to_string();
    std::fs::write(&file, "<p></p>").expect("written");
    assert_eq!(run(&pipeline, &["publish", "--wait", &file]).code, Some(1));
    client.publish(&[("Courant-Url", "https://a.example/1")], "%PDF-1.7").await;
    client.stored("ARTICLES_DEAD", 2).await;

    let list = run(&pipeline, &["dead", "list", "--each"]).stdout;
    assert!(list.contains(&file) && list.contains("https://a.example/1"), "{list}");
    let json = run(&pipeline, &["dead", "list", "--json"]).stdout;
    let letters: Vec<Value> =
        json.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(letters[0]["file"], file.as_str());
    assert_eq!(letters[1]["url"], "https://a.example/1");

    let exported = folder.path().join("out").display().to_string();
    assert_eq!(run(&pipeline, &["dead", "export", "--dir", &exported]).code, Some(0));
    let read = |name: &str| std::fs::read_to_string(format!("{exported}/{name}")).expect(name);
    assert_eq!(read("1.html"), "<p></p>");
    assert_eq!(read("2.bin"), "%PDF-1.7");
    assert!(read("2.dead-letter.json").contains("https://a.example/1"));

    for (arguments, right) in [
        (["dead", "list", "--stage", "ingest"], "did you mean ingestion?"),
        (["dead", "list", "--code", "damagd"], "did you mean damaged?"),
    ] {
        let refused = run(&pipeline, &arguments);
        assert_eq!(refused.code, Some(2), "{}", refused.stderr);
        assert!(refused.stderr.contains(right), "{}", refused.stderr);
    }
}

#[tokio::test]
async fn a_forged_dead_letter_does_not_act_on_the_terminal() {
    let pipeline = Pipeline::bare();
    let client = Client::connect(&pipeline.server).await;
    let hostile = "x\u{202e}y\u{2066}z\u{200b}\u{9b}2J";
    let lane = format!("articles.raw.{hostile}");
    let more = [
        ("Courant-Dead-Stage", hostile),
        ("Courant-Dead-Subject", lane.as_str()),
        ("Courant-Dead-Detail", hostile),
        ("Courant-Url", hostile),
        ("X-Own", hostile),
    ];
    store(&client, "ingestion", "forged", &more, &format!("<p>{hostile}\u{1b}[2J")).await;
    for arguments in [
        &["dead", "list"][..],
        &["dead", "list", "--each"],
        &["dead", "list", "--json"],
        &["dead", "show", "1"],
        &["dead", "replay", "1", "--dry-run"],
        &["dead", "replay", "1"],
        &["status"],
    ] {
        let ended = run(&pipeline, arguments);
        let text = ended.stdout + &ended.stderr;
        let acting = text.chars().find(|&c| (c.is_control() && c != '\n') || hostile_mark(c));
        assert_eq!(acting, None, "{arguments:?}: {text:?}");
    }
}

fn hostile_mark(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
}

#[tokio::test]
async fn narrow_screens_wrap_nothing() {
    let pipeline = Pipeline::bare();
    let client = Client::connect(&pipeline.server).await;
    store(&client, "ingestion", "a_code_that_is_long", &[], "x").await;
    client.publish(&[], "A document that waits, because there is no service.").await;
    client.stored("ARTICLES_RAW", 1).await;
    for arguments in [&["status"][..], &["dead", "list"], &["dead", "list", "--each"]] {
        let ended = Courant::new(arguments)
            .env("NATS_URL", pipeline.server.url())
            .env("COLUMNS", "40")
            .run(PATIENCE);
        let wide: Vec<&str> =
            ended.stdout.lines().filter(|line| line.chars().count() > 40).collect();
        assert!(!ended.stdout.is_empty() && wide.is_empty(), "{arguments:?}: {wide:#?}");
    }
}

#[tokio::test]
async fn many_are_replayed_and_drop_asks() {
    let pipeline = Pipeline::bare();
    let client = Client::connect(&pipeline.server).await;
    const LETTERS: usize = 200;
    for number in 0..LETTERS {
        store(&client, "ingestion", "mended", &[], &format!("document {number}")).await;
    }
    let replayed = run(&pipeline, &["dead", "replay", "--all", "--rate", "100"]);
    assert_eq!(replayed.code, Some(0), "{}", replayed.stderr);
    assert_eq!(client.stream("ARTICLES_RAW").await.messages, LETTERS as u64);

    for number in 0..LETTERS {
        store(&client, "ingestion", "mended", &[], &format!("document {number}")).await;
    }
    let kept = run(&pipeline, &["dead", "drop", "--code", "mended"]);
    assert_eq!(kept.code, Some(1));
    assert!(kept.stderr.contains("--yes"), "{}", kept.stderr);
    let some = run(&pipeline, &["dead", "drop", "--yes", "201", "202"]);
    assert!(some.stderr.contains("dropped 2 dead letters"), "{}", some.stderr);
    let all = run(&pipeline, &["dead", "drop", "--yes", "--code", "mended"]);
    assert!(all.stderr.contains("dropped 198 dead letters"), "{}", all.stderr);
    assert_eq!(client.stream("ARTICLES_DEAD").await.messages, 0);
    assert_eq!(client.stream("ARTICLES_SET_ASIDE").await.messages, LETTERS as u64, "marks");
}
