//! Ways to make the server store a message on a forbidden subject, for `tests/attacks.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;

use async_nats::jetstream::consumer::push;
use futures_util::{StreamExt, TryStreamExt};
use serde_json::json;

use crate::{Client, PATIENCE, Server, Wire, until_async};

/// One subject of each kind that a stream stores, and some that no client library can read.
pub const TARGETS: [&[u8]; 22] = [
    b"articles.raw",
    b"articles.raw.wire",
    b"articles.raw.\xff",
    b"articles.ingested",
    b"articles.language-detected",
    b"articles.metadata-extracted",
    b"articles.published.en.1",
    b"articles.published.en.\xff",
    b"articles.filtered.x",
    b"articles.duplicate.ingestion",
    b"articles.dead.ingestion.skipped",
    b"articles.dead.ingestion.\xff",
    b"articles.original.1",
    b"articles.original.1.0",
    b"$O.ARTICLES_LARGE.C.x",
    b"articles.text.1.a.0",
    b"articles.redelivered.ingestion.1",
    b"articles.replayed.1",
    b"$KV.ARTICLES_SEEN.feeds.1",
    b"articles.erased.1",
    b"$KV.ARTICLES_ERASED.id.1",
    b"$KV.ARTICLES_SKETCHES.1",
];

/// Each stream, a subject that it stores, and the user that writes it.
const SEEDS: [(&str, &str, &str); 14] = [
    ("ARTICLES_RAW", "articles.raw", "source"),
    ("ARTICLES_INGESTED", "articles.ingested", "ingestion"),
    ("ARTICLES_LANGUAGE_DETECTED", "articles.language-detected", "language-detection"),
    ("ARTICLES_METADATA_EXTRACTED", "articles.metadata-extracted", "metadata-extraction"),
    ("ARTICLES_PUBLISHED", "articles.published.de.seed", "publishing"),
    ("ARTICLES_DEAD", "articles.dead.publishing.seed", "publishing"),
    ("ARTICLES_SET_ASIDE", "articles.filtered.seed", "publishing"),
    ("ARTICLES_ORIGINALS", "articles.original.seed", "ingestion"),
    ("OBJ_ARTICLES_LARGE", "$O.ARTICLES_LARGE.C.seed", "source"),
    ("ARTICLES_REDELIVERED", "articles.redelivered.publishing.seed", "publishing"),
    ("ARTICLES_REPLAYED", "articles.replayed.seed", "operator"),
    ("KV_ARTICLES_SEEN", "$KV.ARTICLES_SEEN.feeds.seed", "feeds"),
    ("KV_ARTICLES_ERASED", "$KV.ARTICLES_ERASED.id.seed", "operator"),
    ("KV_ARTICLES_SKETCHES", "$KV.ARTICLES_SKETCHES.seed", "metadata-extraction"),
];
/// The initial number of messages in each stream, so that there is something to deliver.
const SEEDED: u64 = 100;

const CONSUMERS: [(&str, &str); 5] = [
    ("ARTICLES_RAW", "ingestion"),
    ("ARTICLES_INGESTED", "language-detection"),
    ("ARTICLES_LANGUAGE_DETECTED", "metadata-extraction"),
    ("ARTICLES_METADATA_EXTRACTED", "publishing"),
    ("ARTICLES_PUBLISHED", "reader"),
];

/// A way to make the server store a message on a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// Publish to it.
    Publish,
    /// Use it as the reply subject of a message that a stream acknowledges.
    PublishReply,
    /// Use it as the reply subject of a request to JetStream or the system account.
    Request,
    /// Pull messages to it.
    Pull,
    /// Request messages of a stream directly, with it as the reply subject.
    DirectGet,
    /// Have an acknowledgement confirmed, or the next message sent, there.
    Acknowledge,
    /// Create a push consumer that delivers there, or change an existing consumer into one.
    PushConsumer,
    /// Create or change a stream, a key-value or an object store so that it republishes or copies
    /// messages there.
    Stream,
    /// Have the server send the trace of a message there.
    Trace,
    /// Schedule a message, limit its lifetime, or replace others with it.
    Headers,
}

/// Every route.
pub const ROUTES: [Route; 10] = [
    Route::Publish,
    Route::PublishReply,
    Route::Request,
    Route::Pull,
    Route::DirectGet,
    Route::Acknowledge,
    Route::PushConsumer,
    Route::Stream,
    Route::Trace,
    Route::Headers,
];

impl Route {
    /// Tries this route to every target.
    pub fn attack(self, wire: &mut Wire) {
        for target in TARGETS {
            self.attack_one(wire, target);
        }
    }

    /// Tries this route to one target.
    pub fn attack_one(self, wire: &mut Wire, target: &[u8]) {
        match self {
            Self::Publish => wire.send(target, b"", &[], "x"),
            Self::PublishReply => {
                TARGETS.iter().for_each(|subject| wire.send(subject, target, &[], "x"));
            }
            Self::Request => request(wire, target),
            Self::Pull => {
                let batch = json!({ "batch": 2, "no_wait": true }).to_string();
                for (stream, durable) in CONSUMERS {
                    api(wire, &format!("CONSUMER.MSG.NEXT.{stream}.{durable}"), target, &batch);
                }
            }
            Self::DirectGet => direct_get(wire, target),
            Self::Acknowledge => acknowledge(wire, target),
            Self::PushConsumer => push_consumer(wire, target),
            Self::Stream => stream(wire, target),
            Self::Trace => trace(wire, target),
            Self::Headers => headers(wire, target),
        }
        // Most attempts should be refused.
        let _refusal = wire.flush();
    }
}

/// A request to JetStream's API, under its own prefix and the one under which accounts import it.
fn api(wire: &mut Wire, request: &str, reply: &[u8], body: &str) {
    for prefix in ["$JS.API", "COURANT.API"] {
        wire.send(format!("{prefix}.{request}").as_bytes(), reply, &[], body);
    }
}

fn request(wire: &mut Wire, target: &[u8]) {
    for what in ["INFO", "STREAM.LIST", "STREAM.NAMES", "META.LEADER.STEPDOWN"] {
        api(wire, what, target, "");
    }
    for (stream, _, _) in SEEDS {
        for what in ["STREAM.INFO", "STREAM.MSG.GET", "CONSUMER.LIST", "CONSUMER.NAMES"] {
            api(wire, &format!("{what}.{stream}"), target, r#"{"seq":1}"#);
        }
    }
    for (stream, durable) in CONSUMERS {
        api(wire, &format!("CONSUMER.INFO.{stream}.{durable}"), target, "");
    }
    let system = [
        "$SYS.REQ.USER.INFO",
        "$SYS.REQ.SERVER.PING",
        "$SYS.REQ.SERVER.PING.VARZ",
        "$SYS.REQ.SERVER.PING.JSZ",
        "$SYS.REQ.ACCOUNT.PING.CONNZ",
        "$SYS.REQ.ACCOUNT.COURANT.INFO",
        "$JS.EVENT.ADVISORY.CONSUMER.MSG_TERMINATED.ARTICLES_RAW.ingestion",
    ];
    system.iter().for_each(|subject| wire.send(subject.as_bytes(), target, &[], ""));
}

fn direct_get(wire: &mut Wire, target: &[u8]) {
    let batch = json!({ "seq": 1, "batch": 2, "next_by_subj": ">" }).to_string();
    for (stream, subject, _) in SEEDS {
        api(wire, &format!("DIRECT.GET.{stream}"), target, &batch);
        api(wire, &format!("DIRECT.GET.{stream}"), target, r#"{"seq":1}"#);
        api(wire, &format!("DIRECT.GET.{stream}.{subject}"), target, "");
    }
}

fn acknowledge(wire: &mut Wire, target: &[u8]) {
    for (stream, durable) in CONSUMERS {
        for place in [format!("{stream}.{durable}"), format!("_.account.{stream}.{durable}")] {
            let subject = format!("$JS.ACK.{place}.1.1.1.1.0");
            for how in ["+ACK", "-NAK", "+WPI", "+NXT", r#"+NXT {"batch":2}"#] {
                wire.send(subject.as_bytes(), target, &[], how);
            }
        }
    }
}

fn push_consumer(wire: &mut Wire, target: &[u8]) {
    let deliver = String::from_utf8_lossy(target).into_owned();
    // The server delivers only to a subject that somebody subscribes to.
    let _refusal = wire.subscribe(&deliver);
    for (stream, _, _) in SEEDS {
        let config = |name: &str, durable: bool| {
            let mut config = json!({
                "deliver_subject": deliver, "ack_policy": "none", "deliver_policy": "all",
                "max_deliver": -1, "name": name,
            });
            if durable {
                config["durable_name"] = name.into();
            }
            json!({ "stream_name": stream, "config": config }).to_string()
        };
        api(wire, &format!("CONSUMER.CREATE.{stream}"), b"x", &config("evil1", false));
        api(wire, &format!("CONSUMER.CREATE.{stream}.evil2"), b"x", &config("evil2", false));
        api(wire, &format!("CONSUMER.CREATE.{stream}.evil3.>"), b"x", &config("evil3", false));
        let durable = format!("CONSUMER.DURABLE.CREATE.{stream}.evil4");
        api(wire, &durable, b"x", &config("evil4", true));
    }
    for (stream, durable) in CONSUMERS {
        let config = json!({ "durable_name": durable, "deliver_subject": deliver });
        let body = json!({ "stream_name": stream, "config": config, "action": "update" });
        api(wire, &format!("CONSUMER.CREATE.{stream}.{durable}"), b"x", &body.to_string());
    }
}

fn stream(wire: &mut Wire, target: &[u8]) {
    let dest = String::from_utf8_lossy(target).into_owned();
    for (name, subject) in
        [("EVIL", "evil.a"), ("KV_evil", "$KV.evil.a"), ("OBJ_evil", "$O.evil.C.a")]
    {
        let config = json!({
            "name": name, "subjects": [subject], "storage": "memory",
            "republish": { "src": subject, "dest": dest },
        });
        api(wire, &format!("STREAM.CREATE.{name}"), b"x", &config.to_string());
        let _refusal = wire.flush();
        wire.send(subject.as_bytes(), b"x", &[], "x");
    }
    for (name, subject, _) in SEEDS {
        let mirror = json!({ "name": name, "mirror": { "name": "ARTICLES_PUBLISHED" } });
        let sources = json!({
            "name": name, "subjects": [subject], "sources": [{ "name": "ARTICLES_PUBLISHED" }],
        });
        let republish = json!({
            "name": name, "subjects": [subject], "republish": { "src": subject, "dest": dest },
        });
        for config in [mirror, sources, republish] {
            for request in ["STREAM.CREATE", "STREAM.UPDATE"] {
                api(wire, &format!("{request}.{name}"), b"x", &config.to_string());
            }
        }
    }
}

fn trace(wire: &mut Wire, target: &[u8]) {
    let destination = format!("Nats-Trace-Dest: {}", String::from_utf8_lossy(target));
    let only = "Nats-Trace-Only: true";
    for headers in [&[destination.as_str()][..], &[destination.as_str(), only][..]] {
        TARGETS.iter().for_each(|subject| wire.send(subject, b"x", headers, "x"));
        for subject in ["x", "$JS.API.INFO", "COURANT.API.STREAM.INFO.ARTICLES_PUBLISHED"] {
            wire.send(subject.as_bytes(), b"x", headers, "");
        }
    }
}

fn headers(wire: &mut Wire, target: &[u8]) {
    let schedule = format!("Nats-Schedule-Target: {}", String::from_utf8_lossy(target));
    for headers in [
        &["Nats-Schedule: @every 1s", schedule.as_str()][..],
        &["Nats-Schedule: @at 2020-01-01T00:00:00Z", schedule.as_str()][..],
        &["Nats-TTL: 1s"][..],
        &["Nats-Rollup: all"][..],
        &["Nats-Incr: +1"][..],
        &["Nats-Batch-Id: a", "Nats-Batch-Sequence: 1", "Nats-Batch-Commit: 1"][..],
    ] {
        TARGETS.iter().for_each(|subject| wire.send(subject, b"x", headers, "x"));
    }
}

/// Publishes messages to every stream, each as the user with the permission, and returns the stored ones.
pub async fn seed(server: &Server, password: Option<fn(&str) -> String>, all: &Client) -> Subjects {
    for (_, subject, user) in SEEDS {
        let secret = password.map(|password| password(user)).unwrap_or_default();
        let user = if password.is_some() { user } else { "" };
        let mut wire = Wire::connect(&server.url(), user, &secret).expect("a user");
        for _ in 0..SEEDED {
            wire.send(subject.as_bytes(), b"", &[], "x");
        }
        wire.flush().expect("allowed");
    }
    until_async("the seeds to be stored", PATIENCE, async || {
        let stored = subjects(all).await;
        let full = |(stream, subject, _): &(&'static str, &str, &str)| {
            let newest_only = [
                "ARTICLES_ORIGINALS",
                "ARTICLES_REDELIVERED",
                "ARTICLES_REPLAYED",
                "KV_ARTICLES_SEEN",
                "KV_ARTICLES_ERASED",
                "KV_ARTICLES_SKETCHES",
            ]
            .contains(stream);
            let kept = Kept { stream, subject: (*subject).to_owned() };
            let wanted = if newest_only { 1 } else { SEEDED };
            stored.get(&kept).is_some_and(|&count| count >= wanted)
        };
        SEEDS.iter().all(full).then_some(stored)
    })
    .await
}

/// A subject with messages in a stream.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kept {
    /// The stream.
    pub stream: &'static str,
    /// The subject, as the server reports it: U+FFFD for bytes that are not UTF-8.
    pub subject: String,
}

impl Kept {
    /// Whether the subject belongs to this stream.
    pub fn belongs(&self) -> bool {
        stream_of(&self.subject) == self.stream
    }
}

/// The stream for a subject.
pub fn stream_of(subject: &str) -> &'static str {
    let kind = |subject: &str| subject.split('.').nth(1).map(str::to_owned);
    match kind(subject).as_deref() {
        Some("duplicate") => "ARTICLES_SET_ASIDE",
        Some("erased") => "ARTICLES_PUBLISHED",
        Some("text") => "OBJ_ARTICLES_LARGE",
        wanted => {
            let seed = SEEDS.iter().find(|(_, seed, _)| kind(seed).as_deref() == wanted);
            seed.map_or("", |(stream, _, _)| stream)
        }
    }
}

/// Waits until a new push consumer delivers; earlier ones have started by then.
pub async fn push_consumers_deliver(all: &Client) {
    let inbox = all.nats.new_inbox();
    let mut delivered = all.nats.subscribe(inbox.clone()).await.expect("connected");
    let config = push::Config {
        deliver_subject: inbox,
        name: Some("control".into()),
        ..push::Config::default()
    };
    // As in `snapshot`, a response can get lost; an existing consumer stays unchanged.
    until_async("the consumer to be created", PATIENCE, async || {
        let stream = all.jetstream.get_stream("ARTICLES_PUBLISHED").await.ok()?;
        stream.create_consumer(config.clone()).await.ok()
    })
    .await;
    let first = tokio::time::timeout(PATIENCE, delivered.next()).await;
    assert!(first.is_ok_and(|message| message.is_some()), "nothing was delivered");
}

/// The number of messages by stream and subject.
pub type Subjects = BTreeMap<Kept, u64>;

/// The messages in the streams, once their number no longer changes.
pub async fn subjects(client: &Client) -> Subjects {
    let mut before = snapshot(client).await;
    loop {
        let after = snapshot(client).await;
        if before == after {
            return after;
        }
        before = after;
    }
}

async fn snapshot(client: &Client) -> Subjects {
    let mut held = Subjects::new();
    for (stream, _, _) in SEEDS {
        // While the server is flooded with attacks, a response can get lost.
        let what = format!("what {stream} holds");
        let counts = until_async(&what, PATIENCE, async || counts(client, stream).await.ok()).await;
        let kept = |(subject, count): (String, usize)| (Kept { stream, subject }, count as u64);
        held.extend(counts.into_iter().map(kept));
    }
    held
}

async fn counts(client: &Client, stream: &str) -> Result<Vec<(String, usize)>, Box<dyn Error>> {
    let found = client.jetstream.get_stream(stream).await?;
    Ok(found.info_with_subjects(">").await?.try_collect().await?)
}

/// The subjects with more messages than before.
pub fn growth(before: &Subjects, after: &Subjects) -> BTreeSet<Kept> {
    let grown = |&(kept, count): &(&Kept, &u64)| before.get(kept).is_none_or(|was| was < count);
    after.iter().filter(grown).map(|(kept, _)| kept.clone()).collect()
}
