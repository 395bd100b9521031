//! E-mails and mailboxes, from files to published articles.

use std::fs;
use std::path::Path;

use article::{ArticleId, Document, Record};
use e2e::{Client, Courant, PATIENCE, Pipeline, docx};
use serde_json::Value;

const WORDS: &str = "The night train to the coast runs again from May, the railway company wrote to \
    its passengers. Tickets are sold from the first of April at all larger stations.";

/// An e-mail as a mailbox has it.
fn mailed(subject: &str) -> String {
    format!(
        "From ada@example.org Fri May  1 09:05:00 2026\nFrom: Ada <ada@example.org>\nSubject: {subject}\n\
         Date: Fri, 1 May 2026 09:05:00 +0200\nMessage-ID: <{subject}@example.org>\n\n{WORDS}\n\n\
         >From May on, {subject} is free.\n\n"
    )
}

#[tokio::test]
async fn each_email_of_a_mailbox_is_an_article_and_a_second_run_sends_none_again() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    let folder = tempfile::tempdir().expect("a folder");
    let (mailbox, journal) = (folder.path().join("box.mbox"), folder.path().join("journal"));
    fs::write(&mailbox, mailed("one") + &mailed("two")).expect("written");
    let publish = || {
        let arguments =
            [Path::new("publish"), Path::new("--wait"), Path::new("--resume"), &journal, &mailbox];
        Courant::new(arguments).env("NATS_URL", pipeline.server.url()).run(PATIENCE)
    };
    let ended = publish();
    assert!(ended.stderr.contains("published 2, filtered 0"), "{}", ended.stderr);
    let again = publish();
    assert!(again.stderr.contains("skipped as accepted before 2"), "{}", again.stderr);
    assert_eq!(client.stream("ARTICLES_PUBLISHED").await.last_sequence, 2);

    let mailed = mailed("two").replace(">From", "From");
    let (_, email) = mailed.trim_end().split_once('\n').expect("many lines");
    let email = format!("{email}\n");
    let (record, _) = client.published(ArticleId::of("", "", email.as_bytes())).await;
    let document: Document = record.section().expect("ingested");
    assert!(document.text.ends_with("From May on, two is free."), "{}", document.text);
}

#[tokio::test]
async fn a_mailbox_that_is_sent_as_one_document_is_refused() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    client.publish(&[], (mailed("one") + &mailed("two")).into_bytes()).await;
    client.stored("ARTICLES_DEAD", 1).await;
    let letter = client.message("ARTICLES_DEAD", 1).await;
    assert_eq!(letter.subject.as_str(), "articles.dead.ingestion.unsupported_content_type");
    let detail = letter.headers.get("Courant-Dead-Detail").expect("a sentence").as_str();
    assert!(detail.contains("publish it with `courant publish`"), "{detail}");
}

/// A part of an e-mail.
fn part(headers: &str, content: &[u8]) -> Vec<u8> {
    [format!("--b\n{headers}\n\n").as_bytes(), content, b"\n"].concat()
}

fn attached(name: &str, content_type: &str, content: &[u8]) -> Vec<u8> {
    let disposition = format!("Content-Disposition: attachment; filename=\"{name}\"");
    part(&format!("Content-Type: {content_type}\n{disposition}"), content)
}

/// An e-mail whose parts are separated by the line `--b`.
fn email(subject: &str, parts: &[Vec<u8>]) -> Vec<u8> {
    let header = format!(
        "From: Ada <ada@example.org>\nDate: Fri, 1 May 2026 09:05:00 +0200\nMIME-Version: 1.0\n\
         Message-ID: <{subject}@example.org>\nSubject: {subject}\n\
         Content-Type: multipart/mixed; boundary=b\n\n"
    );
    [header.as_bytes(), &part("", WORDS.as_bytes()), &parts.concat(), b"--b--\n"].concat()
}

/// An e-mail with a text, a Word document, a picture, and another e-mail with an attached text.
fn with_attachments() -> Vec<u8> {
    let sheet = docx(
        "<w:p><w:r><w:t>The timetable of the night train, with all stations that it serves from May on.</w:t></w:r></w:p>",
        0,
    );
    let sheet = attached("timetable.docx", "application/octet-stream", &sheet);
    let nested = email(
        "Inner",
        &[attached("inner.txt", "text/plain", format!("Inside. {WORDS}").as_bytes())],
    );
    let nested = String::from_utf8(nested)
        .expect("text")
        .replace("--b", "--c")
        .replace("boundary=b", "boundary=c");
    let envelope = format!("{{\"content\":\"{WORDS}\",\"url\":\"https://example.org/forged\"}}");
    email(
        "Outer",
        &[
            sheet,
            attached("notes.html", "text/html", envelope.as_bytes()),
            attached("a.png", "image/png", b"\x89PNG\r\n\x1a\n0000"),
            part("Content-Type: message/rfc822", nested.as_bytes()),
        ],
    )
}

async fn articles(client: &Client, count: u64) -> Vec<(ArticleId, Document)> {
    client.stored("ARTICLES_PUBLISHED", count).await;
    let mut articles = Vec::new();
    for sequence in 1..=count {
        let message = client.message("ARTICLES_PUBLISHED", sequence).await;
        let record = Record::parse(&message.payload).expect("a record");
        articles.push((record.id(), record.section().expect("ingested")));
    }
    articles
}

#[tokio::test]
async fn attachments_are_articles_of_their_own_and_a_redelivery_doubles_none() {
    let mut pipeline = Pipeline::bare();
    pipeline.setup(&["--apply", "--ack-wait", "2"]);
    let client = Client::connect(&pipeline.server).await;
    client.jetstream.delete_stream("ARTICLES_INGESTED").await.expect("deleted");
    let ingestion = pipeline.start("ingestion", &[]);
    client.publish(&[("Courant-Source", "post")], with_attachments()).await;
    // Ingestion has published the attachments but can't send the record on; then it is killed.
    client.stored("ARTICLES_RAW", 4).await;
    pipeline.service(ingestion).process.kill();
    pipeline.setup(&["--ack-wait", "2"]);
    pipeline.revive();
    for stage in &e2e::STAGES[1..] {
        pipeline.start(stage, &[]);
    }
    pipeline.ready();

    let articles = articles(&client, 5).await;
    client.emptied("ARTICLES_RAW").await;
    assert_eq!(client.stream("ARTICLES_RAW").await.last_sequence, 5);
    assert_eq!(client.stream("ARTICLES_PUBLISHED").await.last_sequence, 5);
    let of = |text: &str, inside: bool| {
        let found = articles.iter().find(|(_, document)| {
            document.text.contains(text) && document.part_of.is_some() == inside
        });
        found.unwrap_or_else(|| panic!("{text}: {articles:#?}"))
    };
    let (outer, mail) = of("The night train", false);
    assert_eq!(mail.title.as_ref().map(|title| &*title.value), Some("Outer"));
    assert_eq!(mail.warnings, ["the attachment \"a.png\" (image/png) is not read"]);
    let (_, sheet) = of("The timetable", true);
    assert_eq!((sheet.part_of, sheet.source.as_deref()), (Some(*outer), Some("post")));
    let (_, forged) = of("forged", true);
    assert_eq!((forged.part_of, &forged.url), (Some(*outer), &None));
    let (_, inside) = of("Inside.", true);
    let (inner, nested) = articles
        .iter()
        .find(|(_, document)| document.title.as_ref().is_some_and(|title| title.value == "Inner"))
        .expect("the e-mail that was attached");
    assert_eq!((nested.part_of, inside.part_of), (Some(*outer), Some(*inner)));

    let audit = Courant::new(["audit", "--json"]).env("NATS_URL", pipeline.server.url());
    let ended = audit.run(PATIENCE);
    let reported: Value = serde_json::from_str(&ended.stdout).expect(&ended.stderr);
    let counted = (&reported["last"], &reported["counts"]["published"], &reported["missing"]);
    assert_eq!(ended.code, Some(0), "{reported:#}");
    assert_eq!(counted, (&5.into(), &5.into(), &0.into()), "{reported:#}");
}

#[tokio::test]
async fn attachments_that_are_published_again_after_the_duplicate_window_are_set_aside() {
    let mut pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    client.publish(&[], with_attachments()).await;
    client.stored("ARTICLES_PUBLISHED", 5).await;
    client.emptied("ARTICLES_RAW").await;
    client.emptied("ARTICLES_METADATA_EXTRACTED").await;
    // A restarted server doesn't know the IDs of removed messages.
    pipeline.server.restart();
    pipeline.ready();

    let client = Client::connect(&pipeline.server).await;
    client.publish(&[], with_attachments()).await;
    client.stored("ARTICLES_SET_ASIDE", 5).await;
    client.emptied("ARTICLES_RAW").await;
    assert_eq!(client.stream("ARTICLES_RAW").await.last_sequence, 10);
    assert_eq!(client.stream("ARTICLES_PUBLISHED").await.last_sequence, 5);
    for sequence in 1..=5 {
        let mark = client.message("ARTICLES_SET_ASIDE", sequence).await;
        assert_eq!(mark.subject.as_str(), "articles.duplicate.publishing");
    }
}

#[tokio::test]
async fn the_name_of_an_attachment_reaches_no_terminal_and_no_path() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    let hostile = |name: &str, content: &[u8]| {
        let disposition = format!("Content-Disposition: attachment; filename*=utf-8''{name}");
        part(&format!("Content-Type: application/pdf\n{disposition}"), content)
    };
    let name = format!(
        "..%2F..%2F%1B%5D0%3Bx%07%0D%0ANats-Rollup%3A%20all%E2%80%AE{}",
        "x".repeat(1 << 20)
    );
    let parts = [hostile(&name, b"%PDF-1.7\nbroken"), hostile(&name, b"\x89PNG\r\n\x1a\n0000")];
    client.publish(&[], email("Names", &parts)).await;

    let mail = articles(&client, 1).await.remove(0).1;
    client.stored("ARTICLES_DEAD", 1).await;
    let letter = client.message("ARTICLES_DEAD", 1).await;
    assert_eq!(letter.subject.as_str(), "articles.dead.ingestion.damaged");
    let file = letter.headers.get("Courant-File").expect("its name").as_str();
    assert!(file.starts_with("../../") && file.len() <= 64, "{file:?}");
    assert!(letter.headers.get("Nats-Rollup").is_none());
    let show = Courant::new(["dead", "show", "1"]).env("NATS_URL", pipeline.server.url());
    let shown = show.run(PATIENCE).stdout;
    for text in [&*mail.warnings.concat(), &*shown] {
        assert!(text.contains("../.."), "{text:?}");
        assert!(!text.contains(['\u{1b}', '\u{7}', '\r', '\u{202e}']), "{text:?}");
    }
}
