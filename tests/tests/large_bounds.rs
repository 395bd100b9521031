//! Large documents that are hostile, dead, retained or erased, and the permissions for them.

use std::fs;

use article::ArticleId;
use e2e::{
    Client, Courant, Ended, LARGE, PATIENCE, Pipeline, Referring, STAGES, Server, Wire, guarded,
    login, password, pdf, until,
};

const MB: usize = 1 << 20;

fn run(pipeline: &Pipeline, arguments: &[&str]) -> Ended {
    Courant::new(arguments).env("NATS_URL", pipeline.server.url()).run(PATIENCE)
}

#[tokio::test]
async fn a_hostile_reference_is_a_dead_letter_that_says_why() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    let content = pdf(MB, 5);
    let valid = client.put_object("valid", &content).await;
    let with = |name: &str, size: &str, sha256: &str| Referring {
        name: name.to_owned(),
        size: size.to_owned(),
        sha256: sha256.to_owned(),
    };
    let (size, longer, shorter) =
        (&valid.size, (content.len() + 1).to_string(), (content.len() - 1).to_string());
    let other = &"0".repeat(64);
    let cases = [
        (with("valid.x", size, &valid.sha256), "object_invalid"),
        (with(">", size, &valid.sha256), "object_invalid"),
        (with("../ARTICLES_SEEN", size, &valid.sha256), "object_invalid"),
        (with("valid", "-1", &valid.sha256), "object_invalid"),
        (with("valid", size, "x"), "object_invalid"),
        (with("valid", "18446744073709551615", &valid.sha256), "too_large"),
        (with("valid", "70000000", &valid.sha256), "too_large"),
        (with("valid", &shorter, &valid.sha256), "object_altered"),
        (with("valid", size, other), "object_altered"),
        (with("valid", &longer, &valid.sha256), "object_incomplete"),
        (with("ARTICLES_SEEN", size, &valid.sha256), "object_missing"),
    ];
    for (number, (reference, code)) in (1..).zip(&cases) {
        client.refer(reference, "").await;
        client.stored("ARTICLES_DEAD", number).await;
        assert_eq!(client.dead_code(number).await, *code, "{reference:?}");
    }
    // None of them has removed the object of another document.
    client.refer(&valid, "").await;
    client.document(ArticleId::of("", "", &content)).await;
    // Ingestion has removed the object after reading it.
    client.emptied(LARGE).await;
    client.refer(&valid, "").await;
    let last = cases.len() as u64 + 1;
    client.stored("ARTICLES_DEAD", last).await;
    assert_eq!(client.dead_code(last).await, "object_missing");
    let listed = run(&pipeline, &["dead", "list"]);
    assert!(listed.stdout.contains("object_altered"), "{}", listed.stdout);
}

#[tokio::test]
async fn the_object_of_a_dead_letter_waits_for_its_replay() {
    let mut pipeline = Pipeline::bare();
    let limited = pipeline.start("ingestion", &[("COURANT_MAX_DOCUMENT_BYTES", "1MiB")]);
    for stage in &STAGES[1..] {
        pipeline.start(stage, &[]);
    }
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    let content = pdf(2 * MB, 6);
    let object = client.put_object("replayed", &content).await;
    client.refer(&object, "").await;
    client.stored("ARTICLES_DEAD", 1).await;
    assert_eq!(client.dead_code(1).await, "too_large");
    let folder = tempfile::tempdir().expect("a folder");
    let exported = folder.path().to_str().expect("UTF-8");
    let ended = run(&pipeline, &["dead", "export", "--dir", exported]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    assert!(fs::read(folder.path().join("1.bin")).expect("exported") == content);

    pipeline.service(limited).process.terminate();
    pipeline.service(limited).process.wait(PATIENCE);
    pipeline.start("ingestion", &[]);
    let replayed = run(&pipeline, &["dead", "replay", "1"]);
    assert_eq!(replayed.code, Some(0), "{}", replayed.stderr);
    client.document(ArticleId::of("", "", &content)).await;
    client.emptied(LARGE).await;
    assert_eq!(run(&pipeline, &["audit"]).code, Some(0));

    // Dropping a dead letter also removes its object.
    let object = client.put_object("dropped", &vec![1; MB]).await;
    client.refer(&object, "").await;
    client.stored("ARTICLES_DEAD", 2).await;
    assert!(client.stream(LARGE).await.messages > 0);
    assert_eq!(run(&pipeline, &["dead", "drop", "--yes", "2"]).code, Some(0));
    client.emptied(LARGE).await;
}

#[tokio::test]
async fn a_kept_large_document_is_shown_reprocessed_and_erased() {
    let pipeline = Pipeline::with(&[("COURANT_KEEP_RAW", "30d")]);
    let client = Client::connect(&pipeline.server).await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("kept.pdf");
    let content = pdf(9 * MB, 7);
    fs::write(&path, &content).expect("written");
    let name = path.to_str().expect("UTF-8");
    assert_eq!(run(&pipeline, &["publish", "--wait", name]).code, Some(0));
    let id = ArticleId::of("", "", &content).to_string();
    client.emptied(LARGE).await;
    assert!(client.stream("ARTICLES_ORIGINALS").await.messages > 30, "pieces, and the original");

    let shown = folder.path().join("shown.pdf");
    let ended = std::process::Command::new(e2e::built("courant"))
        .args(["show", "--original", &id])
        .env("NATS_URL", pipeline.server.url())
        .stdout(fs::File::create(&shown).expect("the folder is ours"))
        .status();
    assert!(ended.expect("it runs").success());
    assert!(fs::read(&shown).expect("written") == content);

    let reprocessed = run(&pipeline, &["reprocess"]);
    assert!(reprocessed.stderr.contains("reprocessing 1 document"), "{}", reprocessed.stderr);
    client.stored("ARTICLES_PUBLISHED", 2).await;
    client.emptied(LARGE).await;

    assert_eq!(run(&pipeline, &["audit"]).code, Some(0));

    let ended = run(&pipeline, &["erase", "--yes", "--id", &id]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    client.emptied("ARTICLES_ORIGINALS").await;
}

#[tokio::test]
async fn a_large_document_is_erased_while_it_waits() {
    let pipeline = Pipeline::bare();
    let client = Client::connect(&pipeline.server).await;
    let content = pdf(MB, 8);
    let object = client.put_object("erased", &content).await;
    client.refer(&object, "").await;
    let ended =
        run(&pipeline, &["erase", "--yes", "--id", &ArticleId::of("", "", &content).to_string()]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    client.emptied("ARTICLES_RAW").await;
    client.emptied(LARGE).await;
    let piece = &content[MB / 2..MB / 2 + 48];
    let found = until("the store to be searched", PATIENCE, || {
        let files = e2e::files_below(&pipeline.server.store());
        Some(files.iter().any(|file| {
            let bytes = fs::read(file).unwrap_or_default();
            bytes.windows(piece.len()).any(|window| window == piece)
        }))
    });
    assert!(!found, "its bytes are overwritten");
}

/// With the users of `deploy/nats`, a source stores an object, ingestion reads and removes it, and no
/// source can remove the objects of others.
#[tokio::test]
async fn restricted_users_can_do_their_part_and_no_more() {
    let server = Server::with(&guarded());
    let as_user = |user: &str, arguments: &[&str]| {
        Courant::new(arguments).env("NATS_URL", server.url()).envs(login(user))
    };
    let set_up = ["setup", "--store", "1GB", "--config", "deploy/nats/courant.toml"];
    assert_eq!(as_user("setup", &set_up).run(PATIENCE).code, Some(0));
    let setup = Client::log_in(&server.url(), "setup", &password("setup")).await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("large.pdf");
    fs::write(&path, pdf(9 * MB, 9)).expect("written");
    let published = as_user("source", &["publish", path.to_str().expect("UTF-8")]).run(PATIENCE);
    assert_eq!(published.code, Some(0), "{}", published.stderr);
    let stored = setup.stream(LARGE).await.messages;
    assert!(stored > 30);

    let mut wire = Wire::connect(&server.url(), "feeds", &password("feeds")).expect("a user");
    for how in ["Nats-Rollup: all", "Nats-Rollup: sub", "Nats-TTL: never"] {
        wire.send(b"$O.ARTICLES_LARGE.C.mine", b"", &[how], "x");
    }
    wire.flush().expect("the subject is allowed");
    assert_eq!(setup.stream(LARGE).await.messages, stored, "the stream takes no such message");

    let admin = e2e::port::free().to_string();
    let address = format!("127.0.0.1:{admin}");
    let _ingestion =
        as_user("ingestion", &["service", "ingestion"]).env("COURANT_ADMIN", &address).start();
    setup.stored("ARTICLES_INGESTED", 1).await;
    setup.emptied(LARGE).await;
    assert_eq!(setup.stream("ARTICLES_DEAD").await.messages, 0);
}
