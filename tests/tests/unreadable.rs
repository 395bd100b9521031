//! Messages with a subject or headers that no client library would write and ours can't parse.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

use article::ArticleId;
use e2e::{Client, Courant, PATIENCE, Pipeline, until_async};
use futures_util::TryStreamExt;

const WELL: &str = "The ferry to the islands runs again from Monday, the harbour office said.";

/// A message whose subject and headers may be any bytes.
struct Raw {
    subject: Vec<u8>,
    headers: Vec<u8>,
    body: String,
}

/// Publishes without a client library.
fn send(pipeline: &Pipeline, messages: &[Raw]) {
    let address = pipeline.server.url().replace("nats://", "");
    let mut stream = TcpStream::connect(address).expect("the server is up");
    let mut answers = BufReader::new(stream.try_clone().expect("a socket"));
    let mut sent = b"CONNECT {\"verbose\":false,\"headers\":true}\r\n".to_vec();
    for Raw { subject, headers, body } in messages {
        let head = match headers.is_empty() {
            true => b"NATS/1.0\r\n\r\n".to_vec(),
            false => [b"NATS/1.0\r\n", &headers[..], b"\r\n\r\n"].concat(),
        };
        let sizes = format!(" {} {}\r\n", head.len(), head.len() + body.len());
        let parts = [b"HPUB ", &subject[..], sizes.as_bytes(), &head, body.as_bytes(), b"\r\n"];
        sent.extend(parts.concat());
    }
    sent.extend(b"PING\r\n");
    stream.write_all(&sent).expect("sent");
    let mut line = String::new();
    while !line.starts_with("PONG") {
        line.clear();
        answers.read_line(&mut line).expect("an answer");
        assert!(!line.starts_with("-ERR"), "{line}");
    }
}

fn publish(pipeline: &Pipeline, headers: &[u8], body: &str) {
    let (subject, headers) = (b"articles.raw".to_vec(), headers.to_vec());
    send(pipeline, &[Raw { subject, headers, body: body.to_owned() }]);
}

/// `all` messages, of which every tenth is like `bad`.
fn among(all: usize, bad: impl Fn(usize) -> Raw) -> Vec<Raw> {
    let well = |number| Raw {
        subject: b"articles.raw".to_vec(),
        headers: Vec::new(),
        body: format!("{WELL} Number {number}."),
    };
    (0..all).map(|number| if number % 10 == 3 { bad(number) } else { well(number) }).collect()
}

/// A pipeline with a short `ack_wait`, for which messages wait that were sent when a connection broke.
fn pipeline() -> Pipeline {
    let mut pipeline = Pipeline::bare();
    pipeline.setup(&["--apply", "--ack-wait", "2"]);
    for stage in e2e::STAGES {
        pipeline.start(stage, &[]);
    }
    pipeline.ready();
    pipeline
}

/// Waits until everything is settled. Returns the numbers of published documents, and of dead letters
/// with this code.
async fn settled(client: &Client, code: &str, all: u64) -> (u64, usize) {
    until_async("each document to be settled", PATIENCE, async || {
        let ended = ["ARTICLES_PUBLISHED", "ARTICLES_DEAD", "ARTICLES_SET_ASIDE"];
        let mut sum = 0;
        for stream in ended {
            sum += client.stream(stream).await.last_sequence;
        }
        (sum >= all && client.stream("ARTICLES_RAW").await.messages == 0).then_some(())
    })
    .await;
    let stream = client.jetstream.get_stream("ARTICLES_DEAD").await.expect("setup made it");
    let subject = format!("articles.dead.ingestion.{code}");
    let info = stream.info_with_subjects(&subject).await.expect("subjects");
    let subjects: Vec<_> = info.try_collect().await.expect("subjects");
    (
        client.stream("ARTICLES_PUBLISHED").await.last_sequence,
        subjects.iter().map(|(_, count)| count).sum(),
    )
}

#[tokio::test]
async fn are_dead_letters_and_the_next_document_goes_on() {
    let mut pipeline = pipeline();
    let client = Client::connect(&pipeline.server).await;
    let cases: [&[u8]; 3] = [b"X-Name: caf\xe9", b"no colon at all", b"X Name: value"];
    for (number, headers) in (1..).zip(cases) {
        publish(&pipeline, headers, &format!("{WELL} Number {number}."));
        let well = format!("{WELL} And number {number} is well.");
        client.publish(&[], well.clone()).await;
        client.stored("ARTICLES_DEAD", number).await;
        let letter = client.message("ARTICLES_DEAD", number).await;
        assert_eq!(letter.subject.as_str(), "articles.dead.ingestion.unreadable_headers");
        assert_eq!(letter.payload, format!("{WELL} Number {number}."));
        client.published(ArticleId::of("", "", well.as_bytes())).await;
        client.emptied("ARTICLES_RAW").await;
    }
    pipeline.ready();
}

#[tokio::test]
async fn a_subject_that_is_not_utf_8_is_a_dead_letter_and_innocents_go_on() {
    let mut pipeline = pipeline();
    let client = Client::connect(&pipeline.server).await;
    let bad = |number| Raw {
        subject: b"articles.raw.\xff".to_vec(),
        headers: Vec::new(),
        body: format!("{WELL} Bad {number}."),
    };
    send(&pipeline, &among(4, bad));
    assert_eq!(settled(&client, "unreadable_subject", 4).await, (3, 1));
    let letter = client.message("ARTICLES_DEAD", 1).await;
    assert_eq!(letter.payload, format!("{WELL} Bad 3."));
    // The bytes can't be stored, but the dead letter can be replayed.
    let replayed = Courant::new(["dead", "replay", "1"]).env("NATS_URL", pipeline.server.url());
    let replayed = replayed.run(PATIENCE);
    assert_eq!(replayed.code, Some(0), "{}", replayed.stderr);
    client.published(ArticleId::of("", "", format!("{WELL} Bad 3.").as_bytes())).await;

    send(&pipeline, &among(400, bad));
    // Three good documents and the replayed one were published before, so they are duplicates now.
    assert_eq!(settled(&client, "unreadable_subject", 4 + 1 + 400).await, (361, 40));
    pipeline.ready();
}

#[tokio::test]
async fn forty_lone_carriage_returns_among_four_hundred_cost_reconnects_and_no_restart() {
    let mut pipeline = pipeline();
    let client = Client::connect(&pipeline.server).await;
    let bad = |number| Raw {
        subject: b"articles.raw".to_vec(),
        headers: b"X-Name: a\rb".to_vec(),
        body: format!("{WELL} Bad {number}."),
    };
    let began = pipeline.services[0].process.id();
    send(&pipeline, &among(400, bad));
    assert_eq!(settled(&client, "unreadable_headers", 400).await, (360, 40));
    assert!(pipeline.service(0).process.runs(), "{}", pipeline.service(0).process.stderr());
    assert_eq!(pipeline.services[0].process.id(), began);
    let reconnects = pipeline.service(0).metric("courant_consumer_rebuilds_total");
    assert!((1.0..=40.0).contains(&reconnects), "{reconnects} reconnects");
    pipeline.ready();
}

#[tokio::test]
async fn a_status_in_the_headers_is_no_answer_of_the_server() {
    let pipeline = pipeline();
    let client = Client::connect(&pipeline.server).await;
    let address = pipeline.server.url().replace("nats://", "");
    let mut stream = TcpStream::connect(address).expect("the server is up");
    // 100 is a heartbeat, 408 the end of a request, 503 a missing consumer.
    for (number, status) in (0..).zip(["100", "408", "503"]) {
        let head = format!("NATS/1.0 {status}\r\n\r\n");
        let body = format!("{WELL} Status {number}.");
        let sizes = format!("{} {}", head.len(), head.len() + body.len());
        let connect = "CONNECT {\"verbose\":false,\"headers\":true}\r\n";
        let sent = format!("{connect}HPUB articles.raw {sizes}\r\n{head}{body}\r\n");
        stream.write_all(sent.as_bytes()).expect("sent");
        client.published(ArticleId::of("", "", body.as_bytes())).await;
    }
}
