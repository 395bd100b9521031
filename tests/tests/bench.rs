//! `courant bench` measures an installation and leaves nothing visible to readers.

use e2e::{Client, Courant, Ended, PATIENCE, Pipeline, STAGES, Server, guarded, login};
use serde_json::Value;

fn bench(pipeline: &Pipeline, more: &[&str]) -> Ended {
    let arguments = ["bench", "--duration", "2s", "samples/"].iter().chain(more);
    let command = Courant::new(arguments).env("NATS_URL", pipeline.server.url());
    command.env("COLUMNS", "200").run(PATIENCE)
}

#[tokio::test]
async fn the_documents_go_through_all_stages_and_reach_no_reader() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    // The source in the envelope must not hide that the document is a measurement.
    let folder = tempfile::tempdir().expect("a folder");
    let envelope = folder.path().join("one.json");
    let json = r#"{"content":"The bridge opens again on Monday.","source":"agency"}"#;
    std::fs::write(&envelope, json).expect("written");
    let ended = bench(&pipeline, &["--json", envelope.to_str().expect("UTF-8")]);
    assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
    let reported: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    let number = |name: &str| reported[name].as_f64().expect("a number");
    assert!(number("throughput_per_second") > 0.0, "{reported:#}");
    assert_eq!(number("through"), number("sent"), "{reported:#}");
    assert_eq!(
        (&reported["unfinished"], &reported["ended"]),
        (&0.into(), &Value::Null),
        "{reported:#}"
    );
    assert!(reported["latency_ms"]["p95"].is_number(), "{reported:#}");
    let stages = reported["stages"].as_array().expect("stages");
    let names: Vec<_> = stages.iter().filter_map(|stage| stage["stage"].as_str()).collect();
    assert_eq!(names, STAGES);
    for stage in stages {
        assert_eq!(stage["replicas"], 1, "{reported:#}");
        assert!(stage["wait_ms"]["p50"].is_number(), "{reported:#}");
        let last = stage["stage"] == "publishing";
        assert_eq!(stage["work_ms"]["p99"].is_null(), last, "{reported:#}");
    }
    assert_eq!(client.stream("ARTICLES_PUBLISHED").await.last_sequence, 0, "readers get nothing");
    assert_eq!(client.stream("ARTICLES_DEAD").await.last_sequence, 0);
    let marks = client.stream("ARTICLES_SET_ASIDE").await.messages;
    assert_eq!(marks as f64, number("sent"));
    let audit = Courant::new(["audit"]).env("NATS_URL", pipeline.server.url()).run(PATIENCE);
    assert_eq!(audit.code, Some(0), "{}", audit.stdout);
}

#[test]
fn a_rate_is_kept_or_said_not_to_be() {
    let pipeline = Pipeline::whole();
    let kept = bench(&pipeline, &["--rate", "10"]);
    assert_eq!(kept.code, Some(0), "{}{}", kept.stdout, kept.stderr);
    let sent = kept.stdout.split_whitespace().nth(1).and_then(|sent| sent.parse::<u32>().ok());
    assert!(sent.is_some_and(|sent| (1..=20).contains(&sent)), "{}", kept.stdout);
    assert!(kept.stdout.contains("metadata-extraction"), "{}", kept.stdout);
    let empty = tempfile::tempdir().expect("a folder");
    let none = Courant::new(["bench", empty.path().to_str().expect("UTF-8")]);
    let none = none.env("NATS_URL", pipeline.server.url()).run(PATIENCE);
    assert_eq!(none.code, Some(2));
    assert!(none.stderr.contains("no document to publish"), "{}", none.stderr);
}

/// With the shipped users, as `tools`.
#[test]
fn tools_may_measure() {
    let mut pipeline = Pipeline { server: Server::with(&guarded()), services: Vec::new() };
    let setup = Courant::new(["setup", "--store", "1GB"]).env("NATS_URL", pipeline.server.url());
    assert_eq!(setup.envs(login("setup")).run(PATIENCE).code, Some(0));
    for stage in STAGES {
        let login = login(stage);
        let login: Vec<_> = login.iter().map(|(name, value)| (*name, &**value)).collect();
        pipeline.start(stage, &login);
    }
    pipeline.ready();
    let bench = Courant::new(["bench", "--duration", "1s", "samples/"]);
    let ended = bench.env("NATS_URL", pipeline.server.url()).envs(login("tools")).run(PATIENCE);
    assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
}
