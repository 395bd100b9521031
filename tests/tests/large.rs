//! Documents that are too large for a message are published by reference.

use std::fs;
use std::path::Path;

use article::ArticleId;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use e2e::{Client, Courant, Ended, LARGE, PATIENCE, Pipeline, STAGES, pdf, until_async};
use futures_util::StreamExt;

const MB: usize = 1 << 20;

fn run(pipeline: &Pipeline, arguments: &[&str]) -> Ended {
    Courant::new(arguments).env("NATS_URL", pipeline.server.url()).run(PATIENCE)
}

#[tokio::test]
async fn a_pdf_of_40_mb_is_published_and_its_object_removed() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    let folder = tempfile::tempdir().expect("a folder");
    let (path, content) = (folder.path().join("large.pdf"), pdf(40 * MB, 1));
    fs::write(&path, &content).expect("written");
    let ended = Courant::new([Path::new("publish"), Path::new("--wait"), &path])
        .env("NATS_URL", pipeline.server.url())
        .run(PATIENCE);
    assert!(ended.stderr.contains("published 1"), "{}", ended.stderr);
    let document = client.document(ArticleId::of("", "", &content)).await;
    assert_eq!(document.bytes, content.len() as u64);
    assert!(document.text.contains("short of fresh bread"), "{}", document.text);
    client.emptied(LARGE).await;
    assert!(client.stream(LARGE).await.last_sequence > 100, "it came in pieces");
}

/// Base64 in lines, as in e-mails.
fn in_base64(content: &[u8]) -> String {
    let lines = content.chunks(57).map(|line| STANDARD.encode(line));
    lines.collect::<Vec<_>>().join("\n")
}

/// An e-mail with these PDFs.
fn email(attached: &[Vec<u8>]) -> String {
    let mut email = "From: Ada <ada@example.org>\nSubject: The harbour\nDate: Fri, 1 May 2026 09:05:00 +0200\n\
         MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n\
         The report is attached.\n"
        .to_owned();
    for content in attached {
        email.push_str(
            "--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\
             Content-Disposition: attachment; filename=report.pdf\n\n",
        );
        email.push_str(&in_base64(content));
        email.push('\n');
    }
    email + "--b--\n"
}

/// An e-mail with a PDF of 12 MB, whose parts are larger than a message.
#[tokio::test]
async fn a_large_attachment_is_an_article_of_its_own() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    let content = pdf(12 * MB, 10);
    let email = email(std::slice::from_ref(&content));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("report.eml");
    fs::write(&path, &email).expect("written");
    let ended = run(&pipeline, &["publish", path.to_str().expect("UTF-8")]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    let id = ArticleId::of("", "", email.as_bytes());
    client.document(id).await;
    let part = client.document(ArticleId::of("", &format!("{id}/0"), &content)).await;
    assert_eq!((part.part_of, part.bytes), (Some(id), content.len() as u64));
    client.emptied(LARGE).await;
    assert_eq!(run(&pipeline, &["audit"]).code, Some(0));
}

/// The number of objects in the bucket, whole or in part.
async fn objects(client: &Client) -> usize {
    let stream = client.jetstream.get_stream(LARGE).await.expect("setup made it");
    let pieces = stream.info_with_subjects("$O.ARTICLES_LARGE.C.*").await.expect("subjects");
    pieces.count().await
}

/// The maximum size of an e-mail, in one attachment and in several.
#[tokio::test]
async fn all_that_an_email_of_64_mb_can_hold_is_published_once() {
    let mut pipeline = Pipeline::bare();
    let room = ["--apply", "--ack-wait", "2", "--stream-size", "OBJ_ARTICLES_LARGE=1GB"];
    pipeline.setup(&room);
    for stage in STAGES {
        pipeline.start(stage, &[]);
    }
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    let one = vec![pdf(46 * MB, 11)];
    let several: Vec<Vec<u8>> = (12..16).map(|seed| pdf(11 * MB, seed)).collect();
    let (mut articles, mut kills) = (0, 0);
    for (number, attached) in [one, several].iter().enumerate() {
        let email = email(attached);
        assert!(email.len() > 59 * MB && email.len() < 64 * MB, "{}", email.len());
        let id = ArticleId::of("", "", email.as_bytes());
        let object = client.put_object(&format!("email-{number}"), email.as_bytes()).await;
        client.refer(&object, "").await;
        // A killed service has published some of them or none.
        until_async("ingestion to publish one", PATIENCE, async || {
            (client.stream("ARTICLES_RAW").await.last_sequence > articles + 1).then_some(())
        })
        .await;
        pipeline.service(0).process.kill();
        pipeline.revive();
        assert_eq!(client.document(id).await.warnings, [""; 0]);
        for (index, content) in attached.iter().enumerate() {
            let part = ArticleId::of("", &format!("{id}/{index}"), content);
            assert_eq!(client.document(part).await.bytes, content.len() as u64);
        }
        articles += 1 + attached.len() as u64;
        client.emptied("ARTICLES_RAW").await;
        kills += 1;
    }
    // A killed service may leave the object that it was storing or removing, which expires.
    until_async("the objects to be removed", PATIENCE, async || {
        (objects(&client).await <= kills).then_some(())
    })
    .await;
    assert_eq!(client.stream("ARTICLES_RAW").await.last_sequence, articles, "each once");
    assert_eq!(client.stream("ARTICLES_PUBLISHED").await.messages, articles);
    assert_eq!(client.stream("ARTICLES_DEAD").await.messages, 0);
    assert_eq!(run(&pipeline, &["audit"]).code, Some(0));
}

#[tokio::test]
async fn the_body_beside_an_object_is_its_envelope() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    let content = pdf(MB, 2);
    let object = client.put_object("envelope", &content).await;
    let url = "https://example.org/harbour.pdf";
    client.refer(&object, &format!(r#"{{"url":"{url}","title":"The harbour"}}"#)).await;
    let document = client.document(ArticleId::of(url, "", &content)).await;
    assert_eq!(document.url.as_deref(), Some(url));
    assert_eq!(document.title.map(|title| title.value).as_deref(), Some("The harbour"));
    let object = client.put_object("twice", &content).await;
    client.refer(&object, r#"{"content":"another"}"#).await;
    client.stored("ARTICLES_DEAD", 1).await;
    assert_eq!(client.dead_code(1).await, "envelope_malformed");
}

#[tokio::test]
async fn ingestion_that_is_killed_while_it_has_a_large_document_loses_none() {
    let mut pipeline = Pipeline::bare();
    pipeline.setup(&["--apply", "--ack-wait", "2"]);
    for stage in STAGES {
        pipeline.start(stage, &[]);
    }
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    let content = pdf(30 * MB, 3);
    let object = client.put_object("killed", &content).await;
    client.refer(&object, "").await;
    let raw = client.jetstream.get_stream("ARTICLES_RAW").await.expect("set up");
    let consumer = || raw.consumer_info("ingestion");
    until_async("ingestion to have it", PATIENCE, async || {
        (consumer().await.expect("set up").num_ack_pending == 1).then_some(())
    })
    .await;
    pipeline.service(0).process.kill();
    assert_eq!(client.stream("ARTICLES_RAW").await.messages, 1, "it had not ended");
    pipeline.revive();
    client.document(ArticleId::of("", "", &content)).await;
    client.emptied(LARGE).await;
    assert_eq!(client.stream("ARTICLES_DEAD").await.messages, 0);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn ten_documents_of_60_mb_at_once_take_at_most_300_mb() {
    let mut pipeline = Pipeline::bare();
    pipeline.setup(&["--apply", "--stream-size", "OBJ_ARTICLES_LARGE=1GB"]);
    pipeline.start("ingestion", &[("COURANT_IN_FLIGHT", "10")]);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    let mut objects = Vec::new();
    let mut content = pdf(60_000_000, 4);
    let middle = content.len() / 2;
    for number in 0..10_u8 {
        content[middle] = number;
        objects.push(client.put_object(&format!("ten-{number}"), &content).await);
    }
    drop(content);
    for object in &objects {
        client.refer(object, "").await;
    }
    client.stored("ARTICLES_INGESTED", 10).await;
    client.emptied(LARGE).await;
    assert_less_than_300_mb(&mut pipeline);
    assert_eq!(client.stream("ARTICLES_DEAD").await.messages, 0);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn ten_emails_of_60_mb_with_their_attachments_take_at_most_300_mb() {
    let mut pipeline = Pipeline::bare();
    pipeline.setup(&["--apply", "--stream-size", "OBJ_ARTICLES_LARGE=2GB"]);
    pipeline.start("ingestion", &[("COURANT_IN_FLIGHT", "10")]);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    let mut objects = Vec::new();
    let mut email = email(&[pdf(44 * MB, 17)]);
    assert!(email.len() > 59 * MB, "{}", email.len());
    for number in 0..10 {
        email.push_str(&number.to_string());
        objects.push(client.put_object(&format!("ten-{number}"), email.as_bytes()).await);
    }
    drop(email);
    for object in &objects {
        client.refer(object, "").await;
    }
    client.stored("ARTICLES_INGESTED", 20).await;
    client.emptied(LARGE).await;
    assert_less_than_300_mb(&mut pipeline);
    assert_eq!(client.stream("ARTICLES_DEAD").await.messages, 0);
}

/// Checks the peak memory of ingestion, the only service.
#[cfg(target_os = "linux")]
fn assert_less_than_300_mb(pipeline: &mut Pipeline) {
    let service = pipeline.service(0).process.id();
    let status = fs::read_to_string(format!("/proc/{service}/status")).expect("it runs");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("Linux has it");
    let peak: u64 = peak.trim().trim_end_matches(" kB").parse().expect("a number");
    println!("at most {} MB resident", peak / 1024);
    assert!(peak < 300 * 1024, "{peak} kB");
}
