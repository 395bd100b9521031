//! E-mails and mailboxes, from files to published articles.

use std::fs;
use std::path::Path;

use article::{ArticleId, Document};
use e2e::{Client, Courant, PATIENCE, Pipeline};

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
