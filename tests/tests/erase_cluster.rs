//! Erasing in four partitions with three replicas each, and users: nothing remains on any server.

use article::ArticleId;
use async_nats::{ConnectOptions, jetstream};
use e2e::{
    Client, Courant, Ended, Options, PATIENCE, Pipeline, STAGES, Server, cluster, guarded_with,
    login, nats_file, password, until, until_async,
};
use serde_json::Value;

const PARTITIONS: usize = 4;
const QUEUES: [&str; 4] = [
    "ARTICLES_RAW",
    "ARTICLES_INGESTED",
    "ARTICLES_LANGUAGE_DETECTED",
    "ARTICLES_METADATA_EXTRACTED",
];
const OTHERS: [&str; 5] = [
    "ARTICLES_ORIGINALS",
    "ARTICLES_PUBLISHED",
    "ARTICLES_SET_ASIDE",
    "ARTICLES_DEAD",
    "KV_ARTICLES_SKETCHES",
];
const WAITS: usize = 12;

/// A pipeline on the first server, the other servers, and a user with read access to every stream.
struct Bed {
    pipeline: Pipeline,
    others: Vec<Server>,
    urls: String,
}

impl Bed {
    fn start() -> Self {
        let list = format!("partitions = {PARTITIONS}\n{}", nats_file("courant.toml"));
        let witness = r#"{ user: witness, password: "sees" }, { user: setup,"#;
        let more = guarded_with(&list).more.replacen("{ user: setup,", witness, 1);
        let options = |_| Options { more: more.clone(), ..Options::default() };
        let mut servers = cluster(3, "", options, |port| format!("nats://127.0.0.1:{port}"));
        let urls = servers.iter().map(Server::url).collect::<Vec<_>>().join(",");
        let pipeline = Pipeline { server: servers.remove(0), services: Vec::new() };
        let bed = Self { pipeline, others: servers, urls };
        let count = PARTITIONS.to_string();
        let more = ["--replicas", "3", "--store", "2GB", "--partitions", &count];
        let ended = bed.run("setup", &[&["setup"], &more[..]].concat());
        assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
        bed
    }

    fn stage(&mut self, stage: &str) {
        let login = login(stage);
        let own = login.iter().map(|(name, value)| (*name, value.as_str()));
        let keep = [("COURANT_KEEP_RAW", "30d")].into_iter().filter(|_| stage == STAGES[0]);
        self.pipeline.start(stage, &own.chain(keep).collect::<Vec<_>>());
        self.pipeline.ready();
    }

    fn run(&self, user: &str, arguments: &[&str]) -> Ended {
        Courant::new(arguments).env("NATS_URL", &self.urls).envs(login(user)).run(4 * PATIENCE)
    }

    fn json(&self, user: &str, arguments: &[&str]) -> Value {
        let ended = self.run(user, arguments);
        assert_eq!(ended.code, Some(0), "{arguments:?}: {}{}", ended.stdout, ended.stderr);
        serde_json::from_str(&ended.stdout).expect("JSON")
    }
}

/// A client on a server with read access to every stream.
async fn witness(server: &Server) -> Client {
    let login = ConnectOptions::with_user_and_password("witness".into(), "sees".into());
    let nats = login.connect(server.url()).await.expect("the server is up");
    Client { nats: nats.clone(), jetstream: jetstream::new(nats) }
}

fn text(name: &str) -> String {
    let own: String = (0..60).map(|number| format!(" {name}{number}")).collect();
    format!("Harbour report {name}. The harbour office of {name} said:{own}.")
}

/// An e-mail with a text and an attached text.
fn email() -> String {
    format!(
        "From: Ada <ada@example.org>\nSubject: Ships\nDate: Fri, 1 May 2026 09:05:00 +0200\n\
         MIME-Version: 1.0\nMessage-ID: <ships@example.org>\n\
         Content-Type: multipart/mixed; boundary=b\n\n--b\n\n{}\n--b\nContent-Type: text/plain\n\
         Content-Disposition: attachment; filename=\"list.txt\"\n\n{}\n--b--\n",
        text("Letter"),
        text("Enclosure")
    )
}

fn streams() -> impl Iterator<Item = String> {
    let parts = |queue| (0..PARTITIONS).map(move |part| format!("{queue}_{part}"));
    QUEUES.into_iter().flat_map(parts).chain(OTHERS.map(str::to_owned))
}

/// The streams with messages that contain a text, once per message.
async fn mentions(client: &Client, needle: &str) -> Vec<String> {
    let mut found = Vec::new();
    for stream in streams() {
        let handle = client.jetstream.get_stream(&stream).await.expect("setup made it");
        let state = handle.cached_info().state.clone();
        for sequence in state.first_sequence..=state.last_sequence {
            let Ok(message) = handle.get_raw_message(sequence).await else { continue };
            let body = String::from_utf8_lossy(&message.payload).into_owned();
            if format!("{body} {:?}", message.headers).contains(needle) {
                found.push(stream.clone());
            }
        }
    }
    found
}

async fn in_all(client: &Client, queue: &str) -> u64 {
    let mut messages = 0;
    for part in 0..PARTITIONS {
        messages += client.stream(&format!("{queue}_{part}")).await.messages;
    }
    messages
}

/// Publishes documents to erase: articles with copies, a near-duplicate, a dead letter and an e-mail; then
/// others that wait for metadata-extraction.
async fn publish(bed: &mut Bed, source: &Client, client: &Client) {
    bed.stage(STAGES[0]);
    bed.stage(STAGES[1]);
    bed.stage(STAGES[2]);
    bed.stage(STAGES[3]);
    for number in 0..8 {
        let url = format!("https://news.example/{number}");
        for _ in 0..2 {
            source.publish(&[("Courant-Url", &url)], text(&format!("Alba{number}x"))).await;
        }
    }
    let broken = [("Courant-Url", "https://news.example/pdf"), ("Content-Type", "application/pdf")];
    source.publish(&broken, "%PDF-1.7 of Alba").await;
    source.publish(&[("Courant-Url", "https://other.example/")], text("Borea")).await;
    source.publish(&[], email()).await;
    client.stored("ARTICLES_PUBLISHED", 11).await;
    client.stored("ARTICLES_DEAD", 1).await;
    client.stored("KV_ARTICLES_SKETCHES", 11).await;
    bed.pipeline.service(2).process.kill();
    for number in 0..WAITS {
        let url = format!("https://news.example/later/{number}");
        source.publish(&[("Courant-Url", &url)], text(&format!("Alba{number}y"))).await;
    }
    until_async("documents to wait in the partitions", PATIENCE, async || {
        (in_all(client, QUEUES[2]).await == WAITS as u64).then_some(())
    })
    .await;
}

#[tokio::test]
async fn nothing_is_left_in_four_partitions_of_three_copies() {
    let mut bed = Bed::start();
    let source = Client::log_in(&bed.pipeline.server.url(), "source", &password("source")).await;
    let client = witness(&bed.pipeline.server).await;
    publish(&mut bed, &source, &client).await;
    assert!(mentions(&client, "Alba").await.len() >= 8 + 8 + 1 + WAITS);

    let reported = bed.json("operator", &["erase", "--site", "news.example", "--yes", "--json"]);
    assert_eq!(
        (&reported["left"], &reported["in_flight"]),
        (&0.into(), &WAITS.into()),
        "{reported:#}"
    );
    let of = |stream: &str| reported["messages"][stream].as_u64().unwrap_or_default();
    assert_eq!((of("ARTICLES_PUBLISHED"), of("ARTICLES_DEAD")), (8, 1), "{reported:#}");
    assert_eq!((of("ARTICLES_SET_ASIDE"), of("KV_ARTICLES_SKETCHES")), (8, 8), "{reported:#}");
    assert_eq!(of("ARTICLES_ORIGINALS"), (8 + WAITS) as u64, "{reported:#}");
    let parts = (0..PARTITIONS).filter(|part| of(&format!("{}_{part}", QUEUES[2])) > 0).count();
    assert!(parts > 1, "they waited in several partitions: {reported:#}");

    let mail = ArticleId::of("", "", email().as_bytes()).to_string();
    let reported = bed.json("operator", &["erase", "--id", &mail, "--yes", "--json"]);
    assert_eq!(
        (&reported["left"], &reported["tombstones"]),
        (&0.into(), &2.into()),
        "{reported:#}"
    );
    assert_eq!(reported["parts"].as_array().map(Vec::len), Some(1), "{reported:#}");

    // If a server is lost, others become leaders of its streams.
    bed.others[0].kill();
    let other = witness(&bed.others[1]).await;
    until_async("another leader of every stream", PATIENCE, async || {
        for stream in streams() {
            other.jetstream.get_stream(&stream).await.ok()?;
        }
        Some(())
    })
    .await;
    for needle in ["Alba", "news.example", "Letter", "Enclosure"] {
        assert_eq!(mentions(&other, needle).await, Vec::<String>::new(), "{needle}");
    }
    assert!(mentions(&other, "Borea").await.len() >= 2, "another one stays");
    stays_away(&mut bed).await;
}

/// Neither the erased documents nor new pages of the site come back, and a copy elsewhere is not a
/// near-duplicate of an erased document.
async fn stays_away(bed: &mut Bed) {
    bed.pipeline.revive();
    bed.pipeline.ready();
    let url = bed.pipeline.server.url();
    let source = Client::log_in(&url, "source", &password("source")).await;
    let client = witness(&bed.pipeline.server).await;
    let marks = client.stream("ARTICLES_SET_ASIDE").await.last_sequence;
    source.publish(&[("Courant-Url", "https://news.example/0")], text("Alba0x")).await;
    source.publish(&[("Courant-Url", "https://news.example/new")], text("Alba, edited")).await;
    source.publish(&[], email()).await;
    client.stored("ARTICLES_SET_ASIDE", marks + 3).await;
    source.publish(&[("Courant-Url", "https://copy.example/")], text("Alba1x") + " Copied.").await;
    let copy = ArticleId::of("https://copy.example/", "", (text("Alba1x") + " Copied.").as_bytes());
    let (record, _) = client.published(copy).await;
    let record: Value = serde_json::from_slice(&record.to_json()).expect("JSON");
    assert_eq!(record["metadata"]["near_duplicate"], Value::Null, "{record:#}");
    assert_eq!(mentions(&client, "Enclosure").await, Vec::<String>::new());
    until("every document to be accounted for", PATIENCE, || {
        let ended = bed.run("operator", &["audit", "--json"]);
        let reported: Value = serde_json::from_str(&ended.stdout).ok()?;
        (reported["missing"] == 0 && reported["counts"]["in_flight"] == 0).then_some(())
    });
}
