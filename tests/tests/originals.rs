//! Raw documents are stored, shown, and deleted after the configured time.

use article::{ArticleId, Internal, Record};
use e2e::{Client, Courant, Ended, PATIENCE, Pipeline, until_async};

const PAGE: &str = "<html><head><title>Library opens late</title></head><body><nav><a href=/>Home</a> \
    <a href=/sport>Sport</a></nav><h1>Library opens late</h1><p>The library of Easton will stay open \
    until midnight during the examinations, the town announced on Friday.</p><p>Students had asked \
    for longer hours since the spring, and the council agreed last week.</p></body></html>";
const URL: &str = "https://news.example/library";

fn run(pipeline: &Pipeline, arguments: &[&str]) -> Ended {
    Courant::new(arguments).env("NATS_URL", pipeline.server.url()).run(PATIENCE)
}

#[tokio::test]
async fn the_raw_document_of_an_article_is_shown_byte_for_byte() {
    let pipeline = Pipeline::with(&[("COURANT_KEEP_RAW", "30d")]);
    let client = Client::connect(&pipeline.server).await;
    let headers = [("Courant-Url", URL), ("Content-Type", "text/html"), ("Courant-Dead-Code", "x")];
    client.publish(&headers, PAGE).await;
    client.publish(&headers, PAGE).await;
    let id = ArticleId::of(URL, "", PAGE.as_bytes());
    client.published(id).await;
    client.emptied("ARTICLES_RAW").await;

    let state = client.stream("ARTICLES_ORIGINALS").await;
    assert_eq!(state.messages, 1, "one for each article");
    let original = client.message("ARTICLES_ORIGINALS", state.last_sequence).await;
    assert_eq!(original.subject.as_str(), format!("articles.original.{id}"));
    let header = |name: &str| original.headers.get(name).map(|value| value.as_str().to_owned());
    assert_eq!(header("Courant-Url").as_deref(), Some(URL));
    assert_eq!(header("Courant-Original-Subject").as_deref(), Some("articles.raw"));
    assert_eq!(header("Nats-TTL").as_deref(), Some("2592000s"));
    assert_eq!(header("Courant-Dead-Code"), None);

    let shown = run(&pipeline, &["show", "--original", &id.to_string()]);
    assert_eq!((shown.code, shown.stdout.as_str()), (Some(0), PAGE), "{}", shown.stderr);
    let shown = run(&pipeline, &["show", "--internal", &id.to_string()]);
    assert_eq!(shown.code, Some(0), "{}", shown.stderr);
    let record = Record::parse(shown.stdout.as_bytes()).expect("a record");
    assert_eq!(record.id(), id);
    let value: serde_json::Value = serde_json::from_str(&shown.stdout).expect("JSON");
    let internal: Internal =
        serde_json::from_value(value["internal"].clone()).expect("the internal section");
    assert!(!internal.is_empty());
    assert_eq!(value["document"]["url"], URL);
}

#[tokio::test]
async fn an_original_expires_and_its_absence_is_explained() {
    let pipeline = Pipeline::with(&[("COURANT_KEEP_RAW", "1s")]);
    let client = Client::connect(&pipeline.server).await;
    client.publish(&[("Content-Type", "text/html")], PAGE).await;
    let id = ArticleId::of("", "", PAGE.as_bytes());
    client.published(id).await;
    until_async("the original to expire", PATIENCE, async || {
        let state = client.stream("ARTICLES_ORIGINALS").await;
        (state.last_sequence == 1 && state.messages == 0).then_some(())
    })
    .await;
    for flag in ["--original", "--internal"] {
        let shown = run(&pipeline, &["show", flag, &id.to_string()]);
        assert_eq!((shown.code, shown.stdout.as_str()), (Some(1), ""));
        assert!(shown.stderr.contains("COURANT_KEEP_RAW"), "{}", shown.stderr);
    }
}

#[tokio::test]
async fn nothing_is_kept_unless_it_is_asked_for() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    client.publish(&[("Content-Type", "text/html")], PAGE).await;
    client.published(ArticleId::of("", "", PAGE.as_bytes())).await;
    assert_eq!(client.stream("ARTICLES_ORIGINALS").await.last_sequence, 0);
}
