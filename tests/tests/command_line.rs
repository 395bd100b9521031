//! The commands that use a server.

use std::fs;
use std::time::Duration;

use article::{ArticleId, Record};
use e2e::{Client, Courant, Ended, PATIENCE, Pipeline, port, until, workspace};

const TEXT: &str = "The lighthouse of Carrow is to become a museum, the coast guard announced. It \
    was built two hundred years ago, and its lamp was lit for the last time in the winter.";

fn courant(pipeline: &Pipeline, arguments: &[&str]) -> Courant {
    Courant::new(arguments).env("NATS_URL", pipeline.server.url())
}

fn run(pipeline: &Pipeline, arguments: &[&str]) -> Ended {
    courant(pipeline, arguments).run(PATIENCE)
}

#[tokio::test]
async fn publish_waits_and_says_what_became_of_each() {
    let pipeline = Pipeline::whole();
    let sent = courant(&pipeline, &["publish", "--wait", "-"]).input(TEXT).run(PATIENCE);
    assert_eq!(sent.code, Some(0), "{}", sent.stderr);
    let out = "published 1, filtered 0, duplicate 0, dead 0, in ";
    assert!(sent.stderr.contains(out), "{}", sent.stderr);

    let again = courant(&pipeline, &["publish", "--wait", "-"]).input(TEXT).run(PATIENCE);
    assert!(again.stderr.contains("duplicate 1, dead 0"), "{}", again.stderr);
    let replaced = courant(&pipeline, &["publish", "--wait", "--replace", "-"]).input(TEXT);
    assert!(replaced.run(PATIENCE).stderr.contains("published 1,"), "not replaced");

    let dead = courant(&pipeline, &["publish", "--wait", "-"]).input("%PDF-1.7").run(PATIENCE);
    assert_eq!(dead.code, Some(1));
    assert!(dead.stderr.contains("damaged: "), "{}", dead.stderr);
}

#[tokio::test]
async fn show_and_dead_tell_what_became_of_an_article() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    client.publish(&[], TEXT).await;
    let id = ArticleId::of("", "", TEXT.as_bytes());
    client.published(id).await;

    let shown = run(&pipeline, &["show", "--json", &id.to_string()]);
    assert_eq!(shown.code, Some(0), "{}", shown.stderr);
    assert_eq!(Record::parse(shown.stdout.as_bytes()).expect("a record").id(), id);
    let card = run(&pipeline, &["show", &id.to_string()]);
    assert!(card.stdout.contains(&id.to_string()), "{}", card.stdout);
    let unknown = run(&pipeline, &["show", &"ab".repeat(16)]);
    assert_eq!(unknown.code, Some(1));
    assert_eq!(run(&pipeline, &["show", "../../x"]).code, Some(2));

    client.publish(&[("X-Own", "kept")], "\u{1b}[2J%PDF-1.7").await;
    client.publish(&[], "%PDF-1.7").await;
    client.stored("ARTICLES_DEAD", 1).await;
    let list = run(&pipeline, &["dead", "list"]);
    assert!(
        list.stdout.contains("ingestion") && list.stdout.contains("damaged"),
        "{}",
        list.stdout
    );
    let letter = run(&pipeline, &["dead", "show", "1"]);
    assert!(letter.stdout.contains("code      "), "{}", letter.stdout);
    assert_eq!(run(&pipeline, &["dead", "show", "99"]).code, Some(1));
}

#[tokio::test]
async fn tail_prints_articles_as_they_come() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    client.publish(&[], TEXT).await;
    client.published(ArticleId::of("", "", TEXT.as_bytes())).await;
    let english = ["tail", "--json", "--language", "en", "--since", "1h"];
    let mut tail = courant(&pipeline, &english).start();
    let line = until("the article to be printed", PATIENCE, || {
        tail.stdout().lines().next().map(str::to_owned)
    });
    Record::parse(line.as_bytes()).expect("a record");
    tail.kill();
}

#[test]
fn setup_makes_checks_and_tells_drift() {
    let pipeline = Pipeline { server: e2e::Server::start(), services: Vec::new() };
    let store = ["--store", "1000000000"];
    let setup = |more: &[&str]| run(&pipeline, &[&["setup"], &store[..], more].concat());
    let missing = setup(&["--check"]);
    assert_eq!(missing.code, Some(1));
    assert!(missing.stdout.contains("stream ARTICLES_RAW: missing"), "{}", missing.stdout);
    assert!(setup(&[]).stdout.contains("consumer ARTICLES_RAW/ingestion: created"));
    let again = setup(&["--check"]);
    assert_eq!(again.code, Some(0), "{}", again.stdout);
    assert!(again.stdout.lines().all(|line| line.ends_with("as declared")), "{}", again.stdout);

    let drifted = setup(&["--ack-wait", "7"]);
    assert_eq!(drifted.code, Some(1));
    assert!(drifted.stdout.contains("ack_wait is 30s, should be 7s"), "{}", drifted.stdout);
    assert_eq!(setup(&["--ack-wait", "7", "--apply"]).code, Some(0));
    assert_eq!(setup(&["--ack-wait", "7", "--check"]).code, Some(0));
}

#[test]
fn setup_refuses_what_does_not_fit_with_the_sum() {
    let options = e2e::Options { max_file_store: 100_000_000, ..e2e::Options::default() };
    let pipeline = Pipeline { server: e2e::Server::with(&options), services: Vec::new() };
    let refused = run(&pipeline, &["setup", "--store", "1000000000"]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("970000000 bytes"), "{}", refused.stderr);
    assert!(refused.stderr.contains("--store"), "{}", refused.stderr);
}

#[test]
fn what_the_server_can_not_take_is_refused_before_it_is_sent() {
    let options = e2e::Options { max_payload: 1 << 20, ..e2e::Options::default() };
    let pipeline = Pipeline { server: e2e::Server::with(&options), services: Vec::new() };
    pipeline.setup(&[]);
    let sent = courant(&pipeline, &["publish", "-"]).input(vec![b'a'; 2 << 20]).run(PATIENCE);
    assert_eq!(sent.code, Some(1));
    assert!(sent.stderr.contains("too_large"), "{}", sent.stderr);
}

#[test]
fn without_a_server_a_command_says_so() {
    let url = format!("nats://127.0.0.1:{}", port::free());
    let ended = Courant::new(["setup"]).env("NATS_URL", url).run(PATIENCE);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("no NATS server answers"), "{}", ended.stderr);
}

#[test]
fn up_does_not_go_on_with_a_stranger_on_its_port() {
    let server = e2e::Server::start();
    let taken = server.url().rsplit(':').next().expect("a port").to_owned();
    let data = tempfile::tempdir().expect("a folder");
    let folder = data.path().to_str().expect("a path in UTF-8");
    let ended = Courant::new(["up", "--data", folder, "--port", &taken]).run(PATIENCE);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("--nats-url"), "{}", ended.stderr);
}

#[test]
fn up_runs_the_samples_and_ends_by_itself_twice_just_the_same() {
    let data = tempfile::tempdir().expect("a folder");
    let data = data.path().to_str().expect("a path in UTF-8");
    let server = port::free().to_string();
    let samples = fs::read_dir(workspace().join("samples")).expect("samples").count();
    let mut lines = Vec::new();
    for _ in 0..2 {
        let admin = port::free_run(4).to_string();
        let arguments =
            ["up", "--once", "--samples", "samples/", "--data", data, "--port", &server];
        let arguments =
            [&arguments[..], &["--admin-port", &admin, "--store", "1000000000"]].concat();
        let ended = Courant::new(arguments).run(Duration::from_secs(120));
        assert_eq!(ended.code, Some(0), "{}\n{}", ended.stdout, ended.stderr);
        let closing = ended.stdout.lines().last().expect("a closing line").to_owned();
        assert!(closing.contains("filtered 0, duplicate 0, dead 0, in "), "{closing}");
        assert!(ended.stdout.contains("subject"), "cards: {}", ended.stdout);
        lines.push(closing.split(',').next().expect("a first part").to_owned());
    }
    assert_eq!(lines[0], lines[1]);
    let published: usize = lines[0].trim_start_matches("published ").parse().expect("a number");
    assert!(published + 1 >= samples, "{published} of about {samples}");
}
