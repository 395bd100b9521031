//! Originals are processed again, replace their records, and are included in the conservation check.

use article::ArticleId;
use e2e::{Client, Courant, Ended, PATIENCE, Pipeline, balanced, until_async};
use serde_json::Value;

fn run(pipeline: &Pipeline, arguments: &[&str]) -> Ended {
    Courant::new(arguments).env("NATS_URL", pipeline.server.url()).run(PATIENCE)
}

fn text(number: usize) -> String {
    format!(
        "Harbour report {number}. The ferry to the islands runs again from Monday, the harbour \
         office said. It had been in the dock since August, and {number} boats took its place."
    )
}

const GERMAN: &str = "Die Fähre zu den Inseln fährt ab Montag wieder, teilte das Hafenamt mit. Sie \
    lag seit August im Dock, und kleinere Boote haben sie so lange ersetzt.";

/// Publishes eight English articles and a German one, and waits until the pipeline has published them.
async fn published(pipeline: &Pipeline) -> (Client, Vec<ArticleId>) {
    let client = Client::connect(&pipeline.server).await;
    let mut ids = Vec::new();
    for number in 0..8 {
        let url = format!("https://news{}.example/{number}", number % 2);
        client.publish(&[("Courant-Url", &url)], text(number)).await;
        ids.push(ArticleId::of(&url, "", text(number).as_bytes()));
    }
    client.publish(&[], GERMAN).await;
    ids.push(ArticleId::of("", "", GERMAN.as_bytes()));
    for id in &ids {
        client.published(*id).await;
    }
    client.emptied("ARTICLES_METADATA_EXTRACTED").await;
    (client, ids)
}

/// The run that produced the published record of an article.
async fn run_of(client: &Client, id: ArticleId) -> Option<String> {
    let stream = client.jetstream.get_stream("ARTICLES_PUBLISHED").await.expect("setup made it");
    let subject = format!("articles.published.*.{id}");
    let found = stream.direct_get_last_for_subject(subject.as_str()).await.expect("published");
    found.headers.get("Courant-Run").map(|run| run.as_str().to_owned())
}

#[tokio::test]
async fn originals_replace_their_records_once_and_the_next_run_continues() {
    let mut pipeline = Pipeline::with(&[("COURANT_KEEP_RAW", "30d")]);
    let (client, ids) = published(&pipeline).await;
    let dry = run(&pipeline, &["reprocess", "--dry-run", "--language", "de"]);
    assert_eq!(dry.code, Some(0), "{}", dry.stderr);
    assert!(dry.stderr.contains("would reprocess 1 document, 8 not asked for"), "{}", dry.stderr);
    let dry = run(&pipeline, &["reprocess", "--dry-run", "--site", "news1.example"]);
    assert!(dry.stderr.contains("would reprocess 4 documents"), "{}", dry.stderr);
    assert_eq!(client.stream("ARTICLES_RAW").await.last_sequence, 9, "nothing was sent");

    let folder = tempfile::tempdir().expect("a folder");
    let journal = folder.path().join("journal");
    let journal = journal.to_str().expect("UTF-8");
    let first = ["reprocess", "--site", "news1.example", "--resume", journal];
    let done = run(&pipeline, &first);
    assert!(done.stderr.contains("reprocessing 4 documents"), "{}", done.stderr);
    let rest = run(&pipeline, &["reprocess", "--resume", journal, "--backlog", "1"]);
    assert_eq!(rest.code, Some(0), "{}", rest.stderr);
    let said = "reprocessing 5 documents, 4 sent by an earlier run";
    assert!(rest.stderr.contains(said), "{}", rest.stderr);
    until_async("every record to be replaced", PATIENCE, async || {
        for id in &ids {
            run_of(&client, *id).await?;
        }
        Some(())
    })
    .await;
    balanced(&mut pipeline);
    let published = client.stream("ARTICLES_PUBLISHED").await;
    assert_eq!((published.messages, published.last_sequence), (9, 18), "replaced, not doubled");
    assert_eq!(client.stream("ARTICLES_ORIGINALS").await.messages, 9);
    let audit = run(&pipeline, &["audit", "--json"]);
    let reported: Value = serde_json::from_str(&audit.stdout).expect("JSON");
    assert_eq!((audit.code, &reported["missing"]), (Some(0), &0.into()), "{reported:#}");
    assert_eq!(reported["perhaps_replaced"], 9, "{reported:#}");
}

#[tokio::test]
async fn originals_wait_while_fresh_documents_do() {
    let mut pipeline = Pipeline::with(&[("COURANT_KEEP_RAW", "30d")]);
    let (client, _) = published(&pipeline).await;
    // Without ingestion, documents stay in the first stream.
    pipeline.service(0).process.terminate();
    let url = pipeline.server.url();
    let mut command = Courant::new(["reprocess", "--backlog", "3"]).env("NATS_URL", &url).start();
    until_async("as many to be sent as may wait", PATIENCE, async || {
        (client.stream("ARTICLES_RAW").await.messages == 3).then_some(())
    })
    .await;
    client.publish(&[], text(100)).await;
    client.stored("ARTICLES_RAW", 13).await;
    assert!(command.runs(), "it waits");
    assert_eq!(client.stream("ARTICLES_RAW").await.messages, 4);
    command.interrupt();
    assert_eq!(command.wait(PATIENCE), Some(1));
    assert!(command.stderr().contains("--resume FILE"), "{}", command.stderr());
}
