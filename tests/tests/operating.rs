//! The reports to an operator if the pipeline stalls, and the commands to fix it.

use article::ArticleId;
use e2e::{Client, Courant, Ended, PATIENCE, Pipeline, STAGES, guarded, login, password, until};
use serde_json::Value;

const TEXT: &str = "The lighthouse of Carrow is to become a museum, the coast guard announced. It \
    was built two hundred years ago, and its lamp was lit for the last time in the winter.";

fn courant(pipeline: &Pipeline, arguments: &[&str]) -> Courant {
    Courant::new(arguments).env("NATS_URL", pipeline.server.url())
}

fn run(pipeline: &Pipeline, arguments: &[&str]) -> Ended {
    courant(pipeline, arguments).run(PATIENCE)
}

fn status(pipeline: &Pipeline) -> (Option<i32>, Value) {
    let ended = run(pipeline, &["status", "--json"]);
    (ended.code, serde_json::from_str(&ended.stdout).expect("JSON"))
}

#[tokio::test]
async fn status_names_a_stage_that_has_no_service() {
    let mut pipeline = Pipeline::bare();
    assert_eq!(status(&pipeline).0, Some(0), "nothing waits");
    let client = Client::connect(&pipeline.server).await;
    client.publish(&[], TEXT).await;
    client.stored("ARTICLES_RAW", 1).await;
    let (code, seen) = status(&pipeline);
    assert_eq!(code, Some(1));
    let problem = &seen["problems"][0];
    assert_eq!(problem["kind"], "no_service", "{seen}");
    assert_eq!((&problem["stage"], &problem["waiting"]), (&"ingestion".into(), &1.into()));
    assert!(problem["oldest"].is_string(), "{seen}");
    let shown = run(&pipeline, &["status"]).stdout;
    assert!(shown.contains("no ingestion service is connected; waiting: 1 document"), "{shown}");

    for stage in STAGES {
        pipeline.start(stage, &[]);
    }
    pipeline.ready();
    client.stored("ARTICLES_PUBLISHED", 1).await;
    until("status to be fine", PATIENCE, || (status(&pipeline).0 == Some(0)).then_some(()));
}

#[tokio::test]
async fn a_paused_consumer_is_named() {
    let mut pipeline = Pipeline::whole();
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    let pause = |until: &'static str| {
        client.nats.request("$JS.API.CONSUMER.PAUSE.ARTICLES_RAW.ingestion", until.into())
    };
    pause(r#"{"pause_until":"2126-11-28T12:00:00Z"}"#).await.expect("the server answers");
    client.publish(&[], TEXT).await;
    let (code, seen) = status(&pipeline);
    assert_eq!(code, Some(1));
    let problem = &seen["problems"][0];
    assert_eq!((&problem["kind"], &problem["waiting"]), (&"paused".into(), &1.into()), "{seen}");
    let shown = run(&pipeline, &["status"]).stdout;
    let paused = "consumer ARTICLES_RAW/ingestion is paused until 2126-11-28T12:00:00Z";
    let advice = "nats consumer resume ARTICLES_RAW ingestion";
    assert!(shown.contains(paused) && shown.contains(advice), "{shown}");
    let doctor = run(&pipeline, &["doctor", "--json"]);
    assert_eq!(doctor.code, Some(1), "{}", doctor.stdout);
    let reported: Value = serde_json::from_str(&doctor.stdout).expect("JSON");
    let mut findings = reported["findings"].as_array().expect("findings").iter();
    let finding = findings.find(|finding| finding["check"] == "paused").expect("it is named");
    assert_eq!((&finding["what"], &finding["fix"]), (&paused.into(), &advice.into()));

    // The request that the command sends.
    pause("{}").await.expect("the server answers");
    client.stored("ARTICLES_PUBLISHED", 1).await;
    until("status to be fine", PATIENCE, || (status(&pipeline).0 == Some(0)).then_some(()));
    assert_eq!(run(&pipeline, &["doctor"]).code, Some(0));
}

#[tokio::test]
async fn publish_ends_when_a_stage_has_no_service() {
    let pipeline = Pipeline::bare();
    let sent = courant(&pipeline, &["publish", "--wait", "-"]).input(TEXT).run(PATIENCE);
    assert_eq!(sent.code, Some(1), "{}", sent.stderr);
    assert!(sent.stderr.contains("waiting: no ingestion service is connected"), "{}", sent.stderr);
    assert!(sent.stderr.contains("gave up waiting"), "{}", sent.stderr);
}

#[tokio::test]
async fn a_missing_consumer_is_no_empty_queue() {
    let pipeline = Pipeline::bare();
    let client = Client::connect(&pipeline.server).await;
    client.publish(&[], TEXT).await;
    client.stored("ARTICLES_RAW", 1).await;
    let stream = client.jetstream.get_stream("ARTICLES_RAW").await.expect("there");
    stream.delete_consumer("ingestion").await.expect("deleted");
    let (code, seen) = status(&pipeline);
    assert_eq!(code, Some(1));
    assert_eq!(seen["problems"][0]["kind"], "no_consumer", "{seen}");
    assert_eq!(seen["stages"][0]["pending"], Value::Null, "{seen}");
    let shown = run(&pipeline, &["status"]).stdout;
    assert!(shown.contains("ARTICLES_RAW/ingestion is missing; waiting: 1 document"), "{shown}");
    assert!(shown.contains("run `courant setup`"), "{shown}");
}

#[test]
fn publish_says_that_the_streams_are_missing() {
    let pipeline = Pipeline { server: e2e::Server::start(), services: Vec::new() };
    let sent = courant(&pipeline, &["publish", "-"]).input(TEXT).run(PATIENCE);
    assert_eq!(sent.code, Some(1));
    assert!(sent.stderr.contains("no stream on the server stores articles.raw"), "{}", sent.stderr);
    assert!(sent.stderr.contains("courant setup"), "{}", sent.stderr);
}

#[test]
fn a_permission_that_is_missing_is_reported_at_once_and_credentials_may_be_in_the_url() {
    let pipeline = Pipeline { server: e2e::Server::with(&guarded()), services: Vec::new() };
    let address = pipeline.server.url();
    let setup = Courant::new(["setup", "--store", "1GB"])
        .env("NATS_URL", &address)
        .envs(login("setup"))
        .run(PATIENCE);
    assert_eq!(setup.code, Some(0), "{}", setup.stderr);
    let secret = password("source").replace(' ', "%20");
    let url = address.replace("nats://", &format!("nats://source:{secret}@"));
    let send = |arguments: &[&str]| {
        Courant::new(arguments).env("NATS_URL", &url).input(TEXT).run(PATIENCE)
    };
    let sent = send(&["publish", "-"]);
    assert_eq!(sent.code, Some(0), "{}", sent.stderr);
    let denied = send(&["publish", "--lane", "wire", "-"]);
    assert_eq!(denied.code, Some(1));
    assert!(denied.stderr.contains("may not publish to articles.raw.wire"), "{}", denied.stderr);
    assert!(!denied.stderr.contains(&secret), "{}", denied.stderr);
}

#[tokio::test]
async fn publish_prints_ids_and_resumes_from_its_journal() {
    let pipeline = Pipeline::bare();
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(path("a.txt"), TEXT).expect("written");
    std::fs::write(path("b.txt"), format!("{TEXT} More.")).expect("written");
    std::fs::write(path("c.doc"), "%PDF-1.7").expect("written");
    let journal = path("journal");
    let (a, all) = (path("a.txt"), folder.path().display().to_string());
    let sent = run(&pipeline, &["publish", "--ids", "--resume", &journal, &a]);
    let id = ArticleId::of("", "", TEXT.as_bytes());
    assert_eq!(sent.stdout, format!("{id}  {a}\n"), "{}", sent.stderr);
    let again = run(&pipeline, &["publish", "--resume", &journal, &all]);
    assert!(again.stderr.contains("accepted 1, skipped as accepted before 1"), "{}", again.stderr);
    assert!(again.stderr.contains("skipped 2 files in folders (1 .doc"), "{}", again.stderr);
    let client = Client::connect(&pipeline.server).await;
    assert_eq!(client.stream("ARTICLES_RAW").await.last_sequence, 2);
}

#[tokio::test]
async fn a_full_stream_is_reported_once_and_what_is_full() {
    let pipeline = Pipeline { server: e2e::Server::start(), services: Vec::new() };
    let setup = courant(&pipeline, &["setup", "--store", "1MB"]).run(PATIENCE);
    assert_eq!(setup.code, Some(0), "{}", setup.stderr);
    let lines: String = (0..60)
        .map(|number| {
            let content = format!("{number} {}", TEXT.repeat(20));
            serde_json::json!({"content": content}).to_string() + "\n"
        })
        .collect();
    let mut sent = courant(&pipeline, &["publish", "--jsonl", "-"]).input(lines).start();
    until("publish to say that it waits", PATIENCE, || {
        sent.stderr().contains("ARTICLES_RAW is full").then_some(())
    });
    assert!(run(&pipeline, &["status"]).stdout.contains("ARTICLES_RAW is full"));
    // All waiting documents have been retried in the meantime.
    assert_eq!(sent.stderr().matches("is full").count(), 1, "{}", sent.stderr());
    sent.interrupt();
    assert_eq!(sent.wait(PATIENCE), Some(1));
    let messages = sent.stderr();
    assert!(messages.contains("accepted ") && messages.contains("interrupted: "), "{messages}");
}

#[tokio::test]
async fn a_message_that_a_stage_can_not_get_past_is_skipped() {
    let pipeline = Pipeline::bare();
    let client = Client::connect(&pipeline.server).await;
    client.publish(&[("X-Own", "kept")], TEXT).await;
    client.stored("ARTICLES_RAW", 1).await;
    assert_eq!(run(&pipeline, &["skip", "ingestion", "7"]).code, Some(1));
    let unknown = run(&pipeline, &["skip", "publishin", "1"]);
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.stderr.contains("did you mean publishing?"), "{}", unknown.stderr);
    let skipped = run(&pipeline, &["skip", "ingestion", "1"]);
    assert_eq!(skipped.code, Some(0), "{}", skipped.stderr);
    assert_eq!(client.stream("ARTICLES_RAW").await.messages, 0);
    let shown = run(&pipeline, &["dead", "show", "1"]).stdout;
    assert!(shown.contains("skipped") && shown.contains("X-Own: kept"), "{shown}");
    assert_eq!(status(&pipeline).1["verdict"], "balanced");
    assert_eq!(run(&pipeline, &["dead", "replay", "1"]).code, Some(0));
    assert_eq!(client.stream("ARTICLES_RAW").await.messages, 1);
}

#[tokio::test]
async fn publish_sets_no_message_id_that_could_collide() {
    let pipeline = Pipeline::bare();
    // Two bodies with one external ID: if it were the Nats-Msg-Id, the server would drop the second one.
    let lines: String = ["first", "second"]
        .map(|word| serde_json::json!({"id": "7", "content": format!("{TEXT} {word}")}))
        .map(|line| line.to_string() + "\n")
        .concat();
    for _ in 0..2 {
        let sent = courant(&pipeline, &["publish", "--jsonl", "-"]).input(lines.clone());
        let sent = sent.run(PATIENCE);
        assert!(sent.stderr.contains("accepted 2"), "{}", sent.stderr);
    }
    let client = Client::connect(&pipeline.server).await;
    assert_eq!(client.stream("ARTICLES_RAW").await.last_sequence, 4);
    for sequence in 1..=4 {
        let headers = client.message("ARTICLES_RAW", sequence).await.headers;
        assert!(headers.get("Nats-Msg-Id").is_none(), "{headers:?}");
    }
}
