//! Bad input becomes a dead letter with a code and a message, and the next document is processed.

use article::ArticleId;
use e2e::{Client, PATIENCE, Pipeline, until_async};

const WELL: &str = "The bakery on Market Street won a prize for its rye bread on Saturday. The \
    owner said that the recipe is older than the house it is baked in.";

/// The expected outcome: dead-lettered with this code, or published.
const PUBLISHED: &str = "published";

type Case = (&'static str, Vec<(&'static str, String)>, Vec<u8>, &'static str);

fn cases() -> Vec<Case> {
    let none = Vec::new;
    let limit = 4 << 20;
    let deep = |open: &str, close: &str| [open.repeat(100_000), close.repeat(100_000)].concat();
    vec![
        ("empty", none(), vec![], "empty"),
        ("white space", none(), b" \n\t \r\n ".to_vec(), "empty"),
        ("a PDF", none(), b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj".to_vec(), "damaged"),
        ("a PNG", none(), b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "binary"),
        ("JSON cut off", none(), br#"{"content": "abc"#.to_vec(), "envelope_not_json"),
        (
            "an envelope without content",
            none(),
            br#"{"title": "x"}"#.to_vec(),
            "envelope_no_content",
        ),
        (
            "deep JSON",
            vec![("Content-Type", "application/json".into())],
            deep("[", "]").into_bytes(),
            "envelope_too_deep",
        ),
        ("base64 that is not", none(), br#"{"content_base64": "%%%"}"#.to_vec(), "bad_base64"),
        ("more than the limit", none(), vec![b'a'; limit + 1], "too_large"),
        ("as many < as fit", none(), vec![b'<'; limit], "*"),
        (
            "as many < as fit, as Markdown",
            vec![("Content-Type", "text/markdown".into())],
            vec![b'<'; limit],
            "out_of_memory",
        ),
        (
            "deep HTML",
            none(),
            format!("<!doctype html>{}", deep("<div>", "</div>")).into_bytes(),
            "*",
        ),
        (
            "forged marks of death",
            vec![
                ("Courant-Dead-Code", "forged".into()),
                ("Nats-Expected-Stream", "ARTICLES_RAW".into()),
                ("Courant-Article-Id", "3972243cf868ce05511ecb571f447e06".into()),
            ],
            b"%PDF-1.4".to_vec(),
            "damaged",
        ),
        (
            "as long a header as fits",
            vec![("Courant-Url", "u".repeat(65_000))],
            WELL.into(),
            PUBLISHED,
        ),
        (
            "a letter with as long a header as fits",
            vec![("Courant-Url", "u".repeat(65_000))],
            b"%PDF-1.3".to_vec(),
            "damaged",
        ),
        (
            "an external id that climbs",
            vec![("Courant-External-Id", "../../x".into())],
            WELL.into(),
            PUBLISHED,
        ),
        (
            "a charset that lies",
            vec![("Content-Type", "text/plain; charset=utf-16le".into())],
            [WELL.as_bytes(), b" caf\xe9 \xff\xfe\xfd and so on."].concat(),
            PUBLISHED,
        ),
        ("one line as long as the limit", none(), b"word ".repeat(limit / 5), PUBLISHED),
    ]
}

#[tokio::test]
async fn is_dead_lettered_or_published_and_the_next_document_is_processed() {
    let mut pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    for (number, (name, headers, body, code)) in (1..).zip(cases()) {
        let headers: Vec<(&str, &str)> =
            headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let before = client.stream("ARTICLES_DEAD").await.last_sequence;
        client.publish(&headers, body.clone()).await;
        let well = format!("{WELL} This is number {number}.");
        client.publish(&[], well.clone()).await;
        client.published(ArticleId::of("", "", well.as_bytes())).await;
        for stream in ["ARTICLES_RAW", "ARTICLES_INGESTED", "ARTICLES_METADATA_EXTRACTED"] {
            client.emptied(stream).await;
        }
        until_async(&format!("{name} to end"), PATIENCE, async || {
            let out = client.stream("ARTICLES_PUBLISHED").await.last_sequence;
            let dead = client.stream("ARTICLES_DEAD").await.last_sequence;
            (out + dead == 2 * number).then_some(())
        })
        .await;
        let dead = client.stream("ARTICLES_DEAD").await.last_sequence;
        assert_eq!(client.stream("ARTICLES_SET_ASIDE").await.last_sequence, 0, "{name}");
        match code {
            "*" => {}
            PUBLISHED => assert_eq!(dead, before, "{name} died"),
            code => {
                assert_eq!(dead, before + 1, "{name} did not die");
                let letter = client.message("ARTICLES_DEAD", dead).await;
                assert_eq!(
                    letter.subject.as_str(),
                    format!("articles.dead.ingestion.{code}"),
                    "{name}"
                );
                assert_eq!(letter.payload, body, "{name}: the original bytes");
                let values = |header: &str| {
                    let values = letter.headers.get_all(header);
                    values.map(|value| value.as_str().to_owned()).collect::<Vec<_>>()
                };
                assert_eq!(values("Courant-Dead-Code"), [code], "{name}");
                assert_eq!(values("Nats-Expected-Stream"), [""; 0], "{name}");
                assert!(!values("Courant-Dead-Detail").concat().is_empty(), "{name}");
                let own = values("Courant-Article-Id").concat();
                assert_ne!(own, "3972243cf868ce05511ecb571f447e06", "{name}: a forged id");
            }
        }
    }
    for service in &mut pipeline.services {
        assert!(service.process.runs(), "{} died: {}", service.stage, service.process.stderr());
    }
}

#[tokio::test]
async fn a_header_of_1_mb_is_refused_by_the_server_itself() {
    let pipeline = Pipeline::bare();
    let client = Client::connect(&pipeline.server).await;
    let mut headers = async_nats::HeaderMap::new();
    headers.append("Courant-Url", "u".repeat(1 << 20));
    let sent = client.jetstream.publish_with_headers("articles.raw", headers, WELL.into()).await;
    let refused = sent.expect("sent").await.expect_err("refused");
    assert!(refused.to_string().contains("header size exceeds"), "{refused}");
}

#[tokio::test]
async fn no_log_line_holds_a_documents_words() {
    let mut pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    let secret = "zanzibarium";
    let url = [("Courant-Url", "https://example.org/a?token=zanzibarium")];
    client.publish(&url, format!("{WELL} Its name is {secret}.")).await;
    client.publish(&url, format!("%PDF-1.7 {secret}")).await;
    client.publish(&[], format!(r#"{{"content_base64": "{secret}%"}}"#)).await;
    client.stored("ARTICLES_PUBLISHED", 1).await;
    client.stored("ARTICLES_DEAD", 2).await;
    for service in &mut pipeline.services {
        service.process.terminate();
        service.process.wait(PATIENCE);
        let said = service.process.stderr();
        assert!(said.contains("settled"), "{said}");
        assert!(!said.contains(secret), "{}: {said}", service.stage);
    }
}
