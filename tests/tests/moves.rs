//! Changing the number of partitions while documents flow.

use std::collections::{BTreeSet, HashMap};
use std::time::{Duration, Instant};

use article::ArticleId;
use async_nats::HeaderMap;
use e2e::{Client, Courant, Ended, Options, PATIENCE, Pipeline, Server, balanced, published};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The options of a server with the mapping printed by `setup --partitions`.
fn mapped(printed: &str) -> Options {
    let from = printed.find("mappings = {").expect("setup prints the mapping");
    Options { more: printed[from..].to_owned(), ..Options::default() }
}

fn setup(url: &str, arguments: &[&str]) -> Courant {
    let command = ["setup", "--store", "1000000000"].iter().chain(arguments);
    Courant::new(command).env("NATS_URL", url)
}

#[track_caller]
fn run(pipeline: &Pipeline, arguments: &[&str], code: i32) -> Ended {
    let ended = setup(&pipeline.server.url(), arguments).run(PATIENCE);
    assert_eq!(ended.code, Some(code), "{arguments:?}: {}{}", ended.stdout, ended.stderr);
    ended
}

/// From one to four and back.
#[tokio::test(flavor = "multi_thread")]
async fn partitions_grow_and_shrink_under_flow() {
    let mut pipeline = Pipeline::whole();
    let source = Source::start(pipeline.server.url());
    let client = Client::connect(&pipeline.server).await;
    client.stored("ARTICLES_PUBLISHED", 50).await;
    let refused = run(&pipeline, &["--partitions", "4"], 1);
    assert!(refused.stdout.contains("they arrive in ARTICLES_RAW"), "{}", refused.stdout);
    let checked = run(&pipeline, &["--check"], 1);
    assert!(checked.stdout.contains("stream ARTICLES_RAW: belongs to an earlier number"));
    pipeline.server.reload_with(&mapped(&refused.stdout));
    run(&pipeline, &[], 0);
    client.jetstream.get_stream("ARTICLES_RAW").await.expect_err("it was drained and removed");
    let before = client.stream("ARTICLES_PUBLISHED").await.last_sequence;
    client.stored("ARTICLES_PUBLISHED", before + 50).await;
    let back = run(&pipeline, &["--partitions", "1"], 1);
    pipeline.server.reload_with(&mapped(&back.stdout));
    run(&pipeline, &[], 0);
    client.jetstream.get_stream("ARTICLES_RAW_0").await.expect_err("it was drained and removed");
    let before = client.stream("ARTICLES_PUBLISHED").await.last_sequence;
    client.stored("ARTICLES_PUBLISHED", before + 50).await;
    source.all_published_once(&mut pipeline, &client).await;
    run(&pipeline, &["--check"], 0);
}

/// A move that is interrupted after the old streams are removed reports that it is not finished.
#[test]
fn a_move_is_not_finished_before_its_last_step() {
    // The last step gives the new streams their full size, for which this user has no permission yet.
    let denied = "deny: \"$JS.API.STREAM.UPDATE.ARTICLES_RAW_0\"";
    let users = |permissions: &str| {
        let user =
            format!("user: any, password: any, permissions: {{ publish: {{ {permissions} }} }}");
        format!("authorization {{ users = [{{ {user} }}] }}\n")
    };
    let options = |more: String| Options { more, ..Options::default() };
    let server = Server::with(&options(users(denied)));
    let mut pipeline = Pipeline { server, services: Vec::new() };
    let run = |pipeline: &Pipeline, arguments: &[&str], code: i32| {
        let command = setup(&pipeline.server.url(), arguments);
        let ended = command.env("NATS_USER", "any").env("NATS_PASSWORD", "any").run(PATIENCE);
        assert_eq!(ended.code, Some(code), "{arguments:?}: {}{}", ended.stdout, ended.stderr);
        ended
    };
    run(&pipeline, &[], 0);
    let unmapped = run(&pipeline, &["--partitions", "2"], 1);
    let mapping = mapped(&unmapped.stdout).more;
    pipeline.server.reload_with(&options(users(denied) + &mapping));
    let stopped = run(&pipeline, &[], 1);
    assert!(stopped.stderr.contains("stream ARTICLES_RAW_0"), "{}", stopped.stderr);
    let checked = run(&pipeline, &["--check"], 1);
    assert!(!checked.stdout.contains("stream ARTICLES_RAW:"), "removed: {}", checked.stdout);
    let line = "partitions: a move is not finished";
    assert!(checked.stdout.contains(line), "{}{}", checked.stdout, checked.stderr);
    assert!(checked.stderr.contains("run `courant setup` again"), "{}", checked.stderr);
    pipeline.server.reload_with(&options(users("allow: \">\"") + &mapping));
    let finished = run(&pipeline, &[], 0);
    assert!(finished.stdout.contains("partitions: the move is finished"), "{}", finished.stdout);
    run(&pipeline, &["--check"], 0);
}

/// A publisher that runs until it is stopped.
struct Source {
    stop: oneshot::Sender<()>,
    task: JoinHandle<(u64, Duration)>,
}

impl Source {
    fn start(url: String) -> Self {
        let (stop, stopped) = oneshot::channel();
        #[expect(clippy::disallowed_methods, reason = "the test waits for it")]
        let task = tokio::spawn(publish(url, stopped));
        Self { stop, task }
    }

    /// Stops it, and checks that every accepted document is published once.
    async fn all_published_once(self, pipeline: &mut Pipeline, client: &Client) {
        self.stop.send(()).expect("the source runs");
        let (accepted, longest) = self.task.await.expect("the source does not panic");
        println!("{accepted} documents; the longest wait for an acknowledgement was {longest:?}");
        let reported = balanced(pipeline);
        assert_eq!(reported["verdict"], "balanced", "{reported}");
        let out: HashMap<ArticleId, u64> = published(client).await;
        assert!(out.values().all(|count| *count == 1));
        let all = (0..accepted).map(|number| ArticleId::of("", "", text(number).as_bytes()));
        assert_eq!(out.keys().copied().collect::<BTreeSet<_>>(), all.collect());
    }
}

fn text(number: u64) -> String {
    format!("Report number {number}: the council met on Tuesday and talked about the new school.")
}

/// Returns the number of accepted documents, and the longest wait for one.
async fn publish(url: String, mut stopped: oneshot::Receiver<()>) -> (u64, Duration) {
    let client = Client::at(&url).await;
    let mut longest = Duration::ZERO;
    for number in 0.. {
        if stopped.try_recv().is_ok() {
            return (number, longest);
        }
        let began = Instant::now();
        loop {
            let mut headers = HeaderMap::new();
            headers.insert("Nats-Msg-Id", format!("document-{number}"));
            let sent = client
                .jetstream
                .publish_with_headers("articles.raw", headers, text(number).into())
                .await;
            if let Ok(stored) = sent
                && stored.await.is_ok()
            {
                break;
            }
        }
        longest = longest.max(began.elapsed());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    unreachable!("the numbers have no end")
}
