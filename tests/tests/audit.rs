//! `courant audit` names a document that was stolen from any stream, and no other.

use article::{ArticleId, Record};
use async_nats::jetstream::message::StreamMessage;
use e2e::{Client, Courant, PATIENCE, Pipeline, STAGES};
use serde_json::Value;

fn audit(pipeline: &Pipeline, more: &[&str]) -> (Option<i32>, Value) {
    let arguments = ["audit", "--json"].iter().chain(more);
    let ended = Courant::new(arguments).env("NATS_URL", pipeline.server.url()).run(PATIENCE);
    (ended.code, serde_json::from_str(&ended.stdout).expect(&ended.stderr))
}

fn missing(reported: &Value) -> Vec<u64> {
    let named = reported["named"].as_array().expect("named").iter();
    let mut sequences: Vec<u64> =
        named.filter_map(|missing| missing["sequence"].as_u64()).collect();
    sequences.sort_unstable();
    sequences
}

fn text(number: usize) -> String {
    format!(
        "Harbour report {number}. The ferry to the islands runs again from Monday, the harbour \
         office said. It had been in the dock since August, and {number} boats took its place."
    )
}

/// The document's sequence in the first stream.
fn raw_sequence(stream: &str, message: &StreamMessage) -> u64 {
    let header = message.headers.get("Courant-Raw-Sequence");
    match header.and_then(|value| value.as_str().parse().ok()) {
        Some(sequence) => sequence,
        None if stream == "ARTICLES_RAW" => message.sequence,
        None => {
            let record = Record::parse(&message.payload).expect("a record");
            record.raw_position().expect("ingestion wrote it").sequence
        }
    }
}

/// Deletes the message that belongs to this document.
async fn steal(client: &Client, stream: &str, document: u64) {
    let (state, handle) =
        (client.stream(stream).await, client.jetstream.get_stream(stream).await.expect("there"));
    for sequence in state.first_sequence..=state.last_sequence {
        let Ok(message) = handle.direct_get(sequence).await else { continue };
        if raw_sequence(stream, &message) == document {
            assert!(handle.delete_message(sequence).await.expect("deleted"));
            return;
        }
    }
    unreachable!("{stream} has no message of document {document}");
}

#[tokio::test]
async fn a_document_that_is_stolen_from_any_stream_is_named() {
    let mut pipeline = Pipeline::bare();
    let client = Client::connect(&pipeline.server).await;
    for number in 1..=6 {
        client.publish(&[], text(number)).await;
    }
    client.publish(&[("Content-Type", "application/pdf")], "%PDF-1.7").await;
    client.publish(&[], text(8)).await;
    client.stored("ARTICLES_RAW", 8).await;
    let (code, reported) = audit(&pipeline, &[]);
    assert_eq!((code, &reported["counts"]["in_flight"]), (Some(0), &8.into()), "{reported:#}");

    let mut stolen = Vec::new();
    let inputs = ["RAW", "INGESTED", "LANGUAGE_DETECTED", "METADATA_EXTRACTED"];
    for (document, (input, stage)) in (2..).zip(inputs.iter().zip(STAGES)) {
        let stream = format!("ARTICLES_{input}");
        steal(&client, &stream, document).await;
        stolen.push(document);
        let (code, reported) = audit(&pipeline, &[]);
        assert_eq!((code, missing(&reported)), (Some(1), stolen.clone()), "{stream}: {reported:#}");
        pipeline.start(stage, &[]);
        pipeline.ready();
        client.emptied(&stream).await;
    }
    // 1, 6 and 8 are published; 7 is dead.
    client.stored("ARTICLES_PUBLISHED", 3).await;
    let (_, reported) = audit(&pipeline, &[]);
    assert_eq!(missing(&reported), stolen, "{reported:#}");
    let first = &reported["named"][0];
    assert_eq!((&first["before"]["sequence"], &first["after"]["sequence"]), (&1.into(), &6.into()));
    assert!(first["before"]["id"].is_string() && first["after"]["at"].is_string(), "{reported:#}");

    // Document 9 is document 8 again; then the article is deleted.
    client.publish(&[], text(8)).await;
    client.stored("ARTICLES_SET_ASIDE", 1).await;
    client.emptied("ARTICLES_RAW").await;
    assert_eq!(missing(&audit(&pipeline, &[]).1), stolen);
    steal(&client, "ARTICLES_PUBLISHED", 8).await;
    stolen.extend([8, 9]);
    let (_, reported) = audit(&pipeline, &[]);
    assert_eq!(missing(&reported), stolen, "{reported:#}");
    let id = ArticleId::of("", "", text(8).as_bytes()).to_string();
    let named = reported["named"].as_array().expect("named").iter();
    let with_id: Vec<_> = named.filter(|missing| missing["id"] == *id).collect();
    assert_eq!(with_id[0]["sequence"], 9, "the mark knows the id: {reported:#}");

    for (stream, document) in
        [("ARTICLES_PUBLISHED", 6), ("ARTICLES_DEAD", 7), ("ARTICLES_SET_ASIDE", 9)]
    {
        steal(&client, stream, document).await;
        if !stolen.contains(&document) {
            stolen.push(document);
            stolen.sort_unstable();
        }
        let (code, reported) = audit(&pipeline, &[]);
        assert_eq!((code, missing(&reported)), (Some(1), stolen.clone()), "{stream}: {reported:#}");
    }
    let ended = Courant::new(["audit", "--dropped", "8"])
        .env("NATS_URL", pipeline.server.url())
        .env("COLUMNS", "200")
        .run(PATIENCE);
    assert_eq!(ended.code, Some(0), "{}", ended.stdout);
    assert!(
        ended.stdout.contains("MISSING: message 2 of ARTICLES_RAW, stored after message 1"),
        "{}",
        ended.stdout
    );
    assert!(ended.stdout.contains("1 dead letter is gone"), "{}", ended.stdout);
}

#[tokio::test]
async fn a_replayed_or_replaced_document_is_not_missing() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    client.publish(&[("Content-Type", "application/pdf")], "%PDF-1.7").await;
    client.stored("ARTICLES_DEAD", 1).await;
    for time in 1..=2 {
        let number = time.to_string();
        let replay = Courant::new(["dead", "replay", &number]);
        let ended = replay.env("NATS_URL", pipeline.server.url()).run(PATIENCE);
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        client.stored("ARTICLES_DEAD", time + 1).await;
    }
    client.emptied("ARTICLES_RAW").await;
    let (code, reported) = audit(&pipeline, &[]);
    assert_eq!((code, missing(&reported)), (Some(0), vec![]), "{reported:#}");
    assert_eq!(reported["last"], 3);

    for time in 1..=2 {
        client.publish(&[("Courant-Replace", "true")], text(1)).await;
        client.stored("ARTICLES_PUBLISHED", time).await;
    }
    client.emptied("ARTICLES_METADATA_EXTRACTED").await;
    let (code, reported) = audit(&pipeline, &[]);
    assert_eq!((code, &reported["perhaps_replaced"]), (Some(0), &1.into()), "{reported:#}");
}

#[tokio::test]
async fn a_dropped_dead_letter_is_counted_by_its_mark() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    let run = |arguments: &[&str]| {
        let run = Courant::new(arguments).env("NATS_URL", pipeline.server.url());
        run.env("COLUMNS", "200").run(PATIENCE)
    };
    client.publish(&[], text(1)).await;
    for number in 2..=5 {
        let body = format!("%PDF-1.7 {number}");
        client.publish(&[("Content-Type", "application/pdf")], body).await;
        client.stored("ARTICLES_DEAD", number - 1).await;
    }
    client.stored("ARTICLES_PUBLISHED", 1).await;
    client.emptied("ARTICLES_METADATA_EXTRACTED").await;
    assert_eq!(run(&["dead", "drop", "--yes", "1"]).code, Some(0));
    let all = run(&["dead", "drop", "--yes", "--stage", "ingestion", "--code", "damaged"]);
    assert!(all.stderr.contains("dropped 3 dead letters"), "{}", all.stderr);

    let (code, reported) = audit(&pipeline, &[]);
    assert_eq!((code, &reported["missing"]), (Some(0), &0.into()), "{reported:#}");
    assert_eq!(
        (&reported["counts"]["dropped"], &reported["counts"]["dead"]),
        (&4.into(), &0.into())
    );
    assert_eq!(reported["dead_letters_gone"], 0, "{reported:#}");
    let status = run(&["status"]);
    assert!(status.stdout.contains("balanced"), "{}", status.stdout);
    let id = ArticleId::of("", "", b"%PDF-1.7 2").to_string();
    let life = run(&["trace", &id]);
    assert!(life.stdout.contains("outcome  dropped from the dead letters"), "{}", life.stdout);
    let event = "dead letter 1 of ingestion (damaged) was dropped by an operator";
    assert!(life.stdout.contains(event), "{}", life.stdout);

    // Without its mark, the document is missing and its sequence is reported.
    steal(&client, "ARTICLES_SET_ASIDE", 3).await;
    let (code, reported) = audit(&pipeline, &[]);
    assert_eq!((code, missing(&reported)), (Some(1), vec![3]), "{reported:#}");
}

#[tokio::test]
async fn nothing_seems_missing_while_documents_flow() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    let sent = 800;
    // In another thread, because `audit` blocks this one.
    let url = pipeline.server.url();
    let sender = std::thread::spawn(move || {
        let lines: String = (0..sent)
            .map(|number| serde_json::json!({"content": text(number)}).to_string() + "\n")
            .collect();
        let publish = Courant::new(["publish", "--jsonl", "-"]);
        publish.env("NATS_URL", url).input(lines).run(PATIENCE).code
    });
    let mut looks = 0;
    while client.stream("ARTICLES_PUBLISHED").await.last_sequence < sent as u64 || looks < 3 {
        let (code, reported) = audit(&pipeline, &[]);
        assert_eq!((code, missing(&reported)), (Some(0), vec![]), "{reported:#}");
        let (code, reported) = audit(&pipeline, &["--since", "1h"]);
        assert_eq!((code, missing(&reported)), (Some(0), vec![]), "{reported:#}");
        looks += 1;
    }
    assert_eq!(sender.join().expect("no panic"), Some(0));
    client.emptied("ARTICLES_METADATA_EXTRACTED").await;
    let (_, reported) = audit(&pipeline, &[]);
    assert_eq!(reported["counts"]["published"], sent, "{reported:#}");
}

#[tokio::test]
async fn a_missing_document_is_named_by_its_kept_original() {
    let mut pipeline = Pipeline::bare();
    let client = Client::connect(&pipeline.server).await;
    let url = "https://news.example/harbour?page=2";
    let envelope = serde_json::json!({
        "url": "https://news.example/ferry", "source": "crawler", "content": text(2),
    });
    let html = format!("<html><body><p>{}</p></body></html>", text(3));
    client.publish(&[], text(1)).await;
    client.publish(&[("Content-Type", "application/json")], envelope.to_string()).await;
    client.publish_to("articles.raw.wire", &[("Courant-Url", url)], html.as_str()).await;
    client.publish(&[], text(4)).await;
    client.publish(&[], text(5)).await;
    pipeline.start("ingestion", &[("COURANT_KEEP_RAW", "30d")]);
    pipeline.ready();
    client.emptied("ARTICLES_RAW").await;
    for document in [2, 3, 4] {
        steal(&client, "ARTICLES_INGESTED", document).await;
    }
    // Not even the original of document 4 remains.
    let id = ArticleId::of("", "", text(4).as_bytes());
    let originals = client.jetstream.get_stream("ARTICLES_ORIGINALS").await.expect("there");
    let subject = format!("articles.original.{id}");
    let original = originals.get_last_raw_message_by_subject(&subject).await.expect("kept");
    assert!(originals.delete_message(original.sequence).await.expect("deleted"));

    let (code, reported) = audit(&pipeline, &[]);
    assert_eq!((code, missing(&reported)), (Some(1), vec![2, 3, 4]), "{reported:#}");
    let named = &reported["named"];
    let id = ArticleId::of("https://news.example/ferry", "", text(2).as_bytes());
    assert_eq!(named[0]["id"], id.to_string(), "{reported:#}");
    assert_eq!(named[0]["url"], "https://news.example/ferry");
    assert_eq!((&named[0]["source"], &named[0]["original"]), (&"crawler".into(), &true.into()));
    let id = ArticleId::of(url, "", html.as_bytes());
    assert_eq!((&named[1]["id"], &named[1]["url"]), (&id.to_string().into(), &url.into()));
    assert_eq!(named[1]["source"], "wire", "{reported:#}");
    assert_eq!((&named[2]["id"], &named[2]["original"]), (&Value::Null, &false.into()));
    assert_eq!(
        (&named[2]["before"]["message"], &named[2]["after"]["message"]),
        (&"1".into(), &"5".into())
    );
    let shown =
        Courant::new(["audit"]).env("NATS_URL", pipeline.server.url()).env("COLUMNS", "400");
    let shown = shown.run(PATIENCE).stdout;
    let line = format!(
        "MISSING: message 3 of ARTICLES_RAW, article {id}, {url}, from wire, stored between"
    );
    assert!(shown.contains(&line), "{shown}");
    assert!(
        shown.contains(&format!("`courant show --original {id}` prints the document")),
        "{shown}"
    );
}
