//! Messages with headers that no client library would write and ours can't parse.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use article::ArticleId;
use e2e::{Client, PATIENCE, Pipeline, until, until_async};

const WELL: &str = "The ferry to the islands runs again from Monday, the harbour office said.";

/// Publishes to `articles.raw` with these raw header bytes, over the plain protocol.
fn publish(pipeline: &Pipeline, headers: &[u8], body: &str) {
    let address = pipeline.server.url().replace("nats://", "");
    let mut stream = TcpStream::connect(address).expect("the server is up");
    let mut answers = BufReader::new(stream.try_clone().expect("a socket"));
    let head = [b"NATS/1.0\r\n", headers, b"\r\n\r\n"].concat();
    let command = format!("HPUB articles.raw {} {}\r\n", head.len(), head.len() + body.len());
    let connect = b"CONNECT {\"verbose\":false,\"headers\":true}\r\n";
    let sent = [connect, command.as_bytes(), &head, body.as_bytes(), b"\r\nPING\r\n"].concat();
    stream.write_all(&sent).expect("sent");
    let mut line = String::new();
    while !line.starts_with("PONG") {
        line.clear();
        answers.read_line(&mut line).expect("an answer");
        assert!(!line.starts_with("-ERR"), "{line}");
    }
}

#[tokio::test]
async fn are_dead_letters_and_the_next_document_goes_on() {
    // Messages on the wire when the connection broke are redelivered after `ack_wait`.
    let mut pipeline = Pipeline::bare();
    pipeline.setup(&["--apply", "--ack-wait", "2"]);
    for stage in e2e::STAGES {
        pipeline.start(stage, &[]);
    }
    pipeline.ready();
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
async fn one_that_crashes_the_client_library_is_dead_lettered_by_the_next_process() {
    let mut pipeline = Pipeline::bare();
    pipeline.setup(&["--apply", "--ack-wait", "2"]);
    let first = pipeline.start("ingestion", &[]);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    publish(&pipeline, b"X-Name: a\rb", WELL);
    // A supervisor restarts it, as `courant up` and Compose do.
    let code = pipeline.service(first).process.wait(PATIENCE);
    assert_eq!(code, Some(1), "{}", pipeline.service(first).process.stderr());
    pipeline.services.clear();
    pipeline.start("ingestion", &[]);
    pipeline.ready();
    client.stored("ARTICLES_DEAD", 1).await;
    client.publish(&[], WELL).await;
    client.stored("ARTICLES_INGESTED", 1).await;
    until_async("the queue to be empty", Duration::from_secs(30), async || {
        (client.stream("ARTICLES_RAW").await.messages == 0).then_some(())
    })
    .await;
    until("the service to stay up", PATIENCE, || {
        (pipeline.service(0).ask("/readyz")? == "ready\n").then_some(())
    });
}
