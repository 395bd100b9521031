//! `courant up`: one instance per data folder, and clear errors for what prevents its start.

use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

use e2e::{Client, Courant, Ended, PATIENCE, port, until};

/// Each of the four services has an admin port, starting at the given one.
const STAGES: u32 = 4;
/// Longer than the services' grace period.
const STOPS_WITHIN: Duration = Duration::from_secs(60);

fn up(data: &Path, more: &[&str]) -> Courant {
    let (server, admin) = (port::free().to_string(), port::free_run(STAGES).to_string());
    let data = data.to_str().expect("a path in UTF-8");
    let arguments = ["up", "--data", data, "--store", "1GB"];
    let ports = ["--port", &server, "--admin-port", &admin];
    let given = |option: &str| more.contains(&option);
    let ports = match (given("--port"), given("--admin-port")) {
        (true, _) => &ports[2..],
        (_, true) => &ports[..2],
        _ => &ports[..],
    };
    Courant::new([&arguments[..], ports, more].concat())
}

#[test]
fn one_folder_has_one_up() {
    let data = tempfile::tempdir().expect("a folder");
    let mut first = up(data.path(), &[]).start();
    until("the first to run", PATIENCE, || first.stderr().contains("publish to").then_some(()));
    let second = up(data.path(), &[]).run(PATIENCE);
    assert_eq!(second.code, Some(1), "{}", second.stderr);
    let named = format!("in use by `courant up` (process {})", first.id());
    assert!(second.stderr.contains(&named), "{}", second.stderr);
    assert!(first.runs() && first.stderr().contains("this machine only"), "{}", first.stderr());

    first.interrupt();
    until("the answer to Ctrl-C", PATIENCE, || first.stderr().contains("stopping").then_some(()));
    assert_eq!(first.wait(STOPS_WITHIN), Some(0), "{}", first.stderr());
    assert!(first.stderr().contains("draining 0 documents in flight"), "{}", first.stderr());
}

#[test]
fn the_lock_ends_with_the_server_of_a_killed_up() {
    let data = tempfile::tempdir().expect("a folder");
    let mut first = up(data.path(), &[]).start();
    until("the first to run", PATIENCE, || first.stderr().contains("publish to").then_some(()));
    first.kill();
    let mut again = until("the folder to be free", STOPS_WITHIN, || {
        let mut next = up(data.path(), &[]).start();
        until("the next to run or end", PATIENCE, || {
            (!next.runs() || next.stderr().contains("publish to")).then_some(())
        });
        next.runs().then_some(next)
    });
    again.terminate();
    assert_eq!(again.wait(STOPS_WITHIN), Some(0), "{}", again.stderr());
}

#[test]
fn a_port_in_use_and_a_server_that_does_not_start_end_it() {
    let data = tempfile::tempdir().expect("a folder");
    let taken = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let admin = taken.local_addr().expect("bound").port().to_string();
    let ended = up(data.path(), &["--admin-port", &admin]).run(PATIENCE);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains(&format!("admin port {admin} is in use")), "{}", ended.stderr);

    // The server's store is a file, so it can't start.
    std::fs::write(data.path().join("jetstream"), "not a folder").expect("written");
    let ended: Ended = up(data.path(), &[]).run(PATIENCE);
    assert_eq!(ended.code, Some(1), "{}", ended.stderr);
    assert!(ended.stderr.contains("nats-server does not start"), "{}", ended.stderr);
    assert!(ended.stderr.contains("nats-server: ["), "its log: {}", ended.stderr);
}

#[test]
fn a_stream_that_the_server_did_not_recover_is_reported_and_not_replaced() {
    let data = tempfile::tempdir().expect("a folder");
    let run = |more: &[&str]| {
        let mut running = up(data.path(), more).start();
        until("it to run or end", PATIENCE, || {
            (!running.runs() || running.stderr().contains("publish to")).then_some(())
        });
        running.terminate();
        let code = running.wait(STOPS_WITHIN);
        (code, running.stderr())
    };
    assert_eq!(run(&[]).0, Some(0));
    let (code, said) = run(&[]);
    assert_eq!(code, Some(0), "nothing is missing: {said}");
    let meta = data.path().join("jetstream/jetstream/$G/streams/ARTICLES_RAW/meta.inf");
    std::fs::write(&meta, "{ not the metadata of a stream").expect("the server has stopped");
    let (code, said) = run(&[]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("stream ARTICLES_RAW is missing"), "{said}");
    assert!(said.contains("nats-server: ") && said.contains("--accept-loss"), "{said}");
    let (code, said) = run(&["--accept-loss"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("what is left of ARTICLES_RAW is kept in"), "{said}");
    let (code, said) = run(&[]);
    assert_eq!(code, Some(0), "accepted once is enough: {said}");
}

/// The server of `up` distributes the raw documents, and a changed number of partitions moves them at the
/// next start.
#[tokio::test]
async fn the_partitions_of_the_file_are_those_of_its_server() {
    let data = tempfile::tempdir().expect("a folder");
    let file = data.path().join("courant.toml");
    let mut documents = 0;
    for (partitions, left) in [(4, "ARTICLES_RAW_3"), (2, "ARTICLES_RAW_1"), (1, "ARTICLES_RAW")] {
        std::fs::write(&file, format!("partitions = {partitions}\n")).expect("written");
        let config = file.to_str().expect("a path in UTF-8");
        let port = port::free().to_string();
        let mut running = up(data.path(), &["--config", config, "--port", &port]).start();
        until("it to run", PATIENCE, || {
            assert!(running.runs(), "{}", running.stderr());
            running.stderr().contains("publish to").then_some(())
        });
        let client = Client::at(&format!("nats://127.0.0.1:{port}")).await;
        for _ in 0..20 {
            documents += 1;
            let text = format!("Report number {documents}: the council met about the new school.");
            let sent = client.jetstream.publish("articles.raw", text.into()).await;
            sent.expect("sent").await.expect("stored");
        }
        client.stored("ARTICLES_PUBLISHED", documents).await;
        assert!(client.stream(left).await.last_sequence > 0, "{partitions} partitions");
        if partitions < 4 {
            until("the earlier streams to be removed", PATIENCE, || {
                running.stderr().contains("emptied and removed").then_some(())
            });
            let gone = client.jetstream.get_stream("ARTICLES_RAW_3").await;
            gone.expect_err("it belonged to four partitions");
        }
        running.terminate();
        assert_eq!(running.wait(STOPS_WITHIN), Some(0), "{}", running.stderr());
    }
}

#[test]
fn options_go_before_an_exported_address() {
    let data = tempfile::tempdir().expect("a folder");
    let exported = format!("nats://127.0.0.1:{}", port::free());
    let mut running = up(data.path(), &[]).env("NATS_URL", exported).start();
    until("it to run", PATIENCE, || running.stderr().contains("publish to").then_some(()));
    assert!(
        running.stderr().contains("--port is given, so NATS_URL is ignored"),
        "{}",
        running.stderr()
    );
    running.terminate();
    assert_eq!(running.wait(STOPS_WITHIN), Some(0), "{}", running.stderr());
}

#[test]
fn typos_are_refused_with_the_nearest_right_value() {
    for (arguments, right) in [
        (&["up", "--scale", "publishing=0"][..], "at least 1"),
        (&["up", "--scale", "publish=2"], "did you mean publishing?"),
        (&["tail", "--language", "english"], "did you mean en?"),
        (&["process", "--languages", "german", "x"], "did you mean de?"),
        (&["service", "publishing", "--languages", "en,klingon"], "not a language code"),
        (&["setup", "--log", "loud"], "`loud` is not a level"),
        (&["setup", "--store", "12 potatoes"], "12GB"),
    ] {
        let ended = Courant::new(arguments).run(PATIENCE);
        assert_eq!(ended.code, Some(2), "{arguments:?}: {}", ended.stderr);
        assert!(ended.stderr.contains(right), "{arguments:?}: {}", ended.stderr);
    }
}
