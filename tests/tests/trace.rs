//! `courant trace`: the history of a document, from the messages in the streams.

use article::ArticleId;
use e2e::{Client, Courant, Ended, PATIENCE, Pipeline, pdf};
use serde_json::{Value, json};

const TEXT: &str = "The lighthouse of Carrow is to become a museum, the coast guard announced. It \
    was built two hundred years ago, and its lamp was lit for the last time in the winter.";

fn run(pipeline: &Pipeline, arguments: &[&str]) -> Ended {
    Courant::new(arguments).env("NATS_URL", pipeline.server.url()).run(PATIENCE)
}

fn trace(pipeline: &Pipeline, document: &str) -> Value {
    let ended = run(pipeline, &["trace", "--json", document]);
    assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
    serde_json::from_str(&ended.stdout).expect("one line of JSON")
}

fn events(life: &Value) -> Vec<&str> {
    let events = life["events"].as_array().expect("events").iter();
    events.filter_map(|event| event["event"].as_str()).collect()
}

#[tokio::test]
async fn a_document_that_was_retried_dead_lettered_replayed_and_published() {
    let mut pipeline = Pipeline::bare();
    let client = Client::connect(&pipeline.server).await;
    pipeline.start("ingestion", &[]);
    pipeline.start("language-detection", &[]);
    let place = [
        ("COURANT_INPUT", "ARTICLES_LANGUAGE_DETECTED/metadata-extraction"),
        ("COURANT_OUTPUT", "articles.metadata-extracted"),
        ("COURANT_ATTEMPTS", "2"),
    ];
    // Fails twice, is replayed, fails again, and succeeds.
    pipeline.start_program("probe", &place);
    pipeline.start("publishing", &[]);
    pipeline.ready();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("tide.json");
    let url = "https://example.org/tide";
    let envelope = json!({"content": TEXT, "url": url, "orders": {"fail": 3}}).to_string();
    std::fs::write(&file, &envelope).expect("written");
    client.publish(&[("Content-Type", "application/json")], envelope).await;
    client.stored("ARTICLES_DEAD", 1).await;

    let id = ArticleId::of(url, "", TEXT.as_bytes()).to_string();
    let life = trace(&pipeline, &id);
    assert_eq!(events(&life), ["accepted", "worked", "worked", "dead_letter"], "{life:#}");
    assert_eq!((&life["outcome"], &life["events"][3]["attempts"]), (&"dead".into(), &2.into()));

    assert_eq!(run(&pipeline, &["dead", "replay", "1"]).code, Some(0));
    client.stored("ARTICLES_PUBLISHED", 1).await;
    let life = trace(&pipeline, &file.display().to_string());
    let all = ["accepted", "worked", "worked", "replayed", "worked", "worked", "published"];
    assert_eq!(events(&life), all, "{life:#}");
    assert_eq!((&life["id"], &life["outcome"]), (&id.clone().into(), &"published".into()));
    assert_eq!(
        (&life["events"][3]["number"], &life["events"][4]["attempt"]),
        (&1.into(), &2.into())
    );
    assert_eq!((&life["raw"]["sequence"], &life["events"][0]["sequence"]), (&1.into(), &1.into()));
    assert!(life["events"][1]["waited_ms"].is_number(), "{life:#}");
    assert_eq!(trace(&pipeline, url)["id"], Value::from(id.clone()));

    let shown = Courant::new(["trace", "--jaeger-url", "http://localhost:16686", &id])
        .env("NATS_URL", pipeline.server.url())
        .env("COLUMNS", "200")
        .run(PATIENCE)
        .stdout;
    for part in [
        "published: message 1, articles.published.en.",
        "dead letter 1, which was replayed and is gone",
        "probe 0.1.0, attempt 2",
        "accepted: message 1 of ARTICLES_RAW",
        &format!("http://localhost:16686/trace/{id}"),
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}

#[tokio::test]
async fn a_document_in_flight_a_duplicate_and_an_unknown_one() {
    let mut pipeline = Pipeline::bare();
    let client = Client::connect(&pipeline.server).await;
    client.publish(&[], TEXT).await;
    client.stored("ARTICLES_RAW", 1).await;
    let id = ArticleId::of("", "", TEXT.as_bytes()).to_string();
    let life = trace(&pipeline, &id);
    assert_eq!((&life["outcome"], events(&life)), (&"in_flight".into(), vec!["waiting"]));

    for stage in e2e::STAGES {
        pipeline.start(stage, &[]);
    }
    client.stored("ARTICLES_PUBLISHED", 1).await;
    client.publish(&[], TEXT).await;
    client.stored("ARTICLES_SET_ASIDE", 1).await;
    let life = trace(&pipeline, &id);
    assert_eq!(life["outcome"], "published", "{life:#}");
    assert!(events(&life).contains(&"duplicate"), "{life:#}");

    let unknown = run(&pipeline, &["trace", "0123456789abcdef0123456789abcdef"]);
    assert_eq!(unknown.code, Some(1));
    assert!(unknown.stderr.contains("have expired"), "{}", unknown.stderr);
    assert!(unknown.stderr.contains("ARTICLES_DEAD is empty"), "{}", unknown.stderr);
    assert_eq!(run(&pipeline, &["trace", "no-such-file"]).code, Some(2));
}

#[tokio::test]
async fn a_large_document_that_waits_is_found_by_id_file_and_address() {
    let pipeline = Pipeline::bare();
    let client = Client::connect(&pipeline.server).await;
    let folder = tempfile::tempdir().expect("a folder");
    let (path, content) = (folder.path().join("large.pdf"), pdf(9 << 20, 1));
    std::fs::write(&path, &content).expect("written");
    let file = path.display().to_string();
    let url = "https://example.org/large.pdf";
    assert_eq!(run(&pipeline, &["publish", &file]).code, Some(0));
    let object = client.put_object("addressed", &content).await;
    client.refer(&object, &json!({ "url": url }).to_string()).await;

    let id = ArticleId::of("", "", &content).to_string();
    let addressed = ArticleId::of(url, "", &content).to_string();
    for (document, id) in [(&*id, &id), (&file, &id), (url, &addressed)] {
        let life = trace(&pipeline, document);
        assert_eq!((&life["outcome"], events(&life)), (&"in_flight".into(), vec!["waiting"]));
        assert_eq!(life["id"], Value::from(id.clone()), "{document}");
    }
    let shown = run(&pipeline, &["trace", &id]).stdout;
    assert!(shown.contains("waits for ingestion: message 1 of ARTICLES_RAW"), "{shown}");
    assert!(!shown.contains("The beginning is not known"), "{shown}");
    let status = run(&pipeline, &["status"]);
    assert_eq!(status.code, Some(1), "documents wait, and no service runs: {}", status.stdout);
    let large = status.stdout.lines().find(|line| line.starts_with("OBJ_ARTICLES_LARGE"));
    let bytes = large.and_then(|line| line.split_whitespace().nth(2)?.parse::<usize>().ok());
    assert!(bytes.is_some_and(|bytes| bytes > 2 * content.len()), "{}", status.stdout);
}

#[tokio::test]
async fn an_erased_document_is_shown_as_erased() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    client.publish(&[], TEXT).await;
    let id = ArticleId::of("", "", TEXT.as_bytes());
    client.published(id).await;
    let id = id.to_string();
    assert_eq!(run(&pipeline, &["erase", "--id", &id, "--yes"]).code, Some(0));
    let life = trace(&pipeline, &id);
    assert_eq!((&life["outcome"], events(&life)), (&"erased".into(), vec!["erased"]), "{life:#}");
    assert_eq!(life["events"][0]["stream"], "ARTICLES_PUBLISHED", "{life:#}");
    let shown = run(&pipeline, &["trace", &id]).stdout;
    assert!(shown.contains("erased: message 2 of ARTICLES_PUBLISHED"), "{shown}");
    assert!(!shown.contains("The beginning is not known"), "{shown}");
}

#[tokio::test]
async fn nearly_the_same_articles_are_named() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    // Long enough to make a difference of one word insignificant.
    let text = |word: &str| format!("{TEXT} {}", format!("{TEXT} ").repeat(8) + word);
    for word in ["autumn", "spring"] {
        client.publish(&[], text(word)).await;
    }
    client.stored("ARTICLES_PUBLISHED", 2).await;
    let [one, other] =
        ["autumn", "spring"].map(|word| ArticleId::of("", "", text(word).as_bytes()).to_string());
    let reported = run(&pipeline, &["trace", "--near", "--json", &one]).stdout;
    let reported: Value = serde_json::from_str(&reported).expect("one line of JSON");
    assert_eq!(reported["near"][0]["id"], other, "{reported:#}");
    let shown = Courant::new(["trace", "--near", &one]).env("NATS_URL", pipeline.server.url());
    let shown = shown.env("COLUMNS", "200").run(PATIENCE).stdout;
    let line = shown.lines().find(|line| line.starts_with("near-duplicate")).unwrap_or_default();
    assert!(line.contains(&other), "{shown}");
}
