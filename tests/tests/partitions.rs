//! Several streams per queue, over which a subject mapping of the server distributes raw documents.

use std::collections::BTreeSet;

use article::ArticleId;
use e2e::{
    Client, Courant, Ended, Options, PATIENCE, Pipeline, STAGES, Server, balanced, guarded_with,
    login, nats_file, password, published, until, until_async,
};
use serde_json::Value;

const QUEUES: [&str; 4] = [
    "ARTICLES_RAW",
    "ARTICLES_INGESTED",
    "ARTICLES_LANGUAGE_DETECTED",
    "ARTICLES_METADATA_EXTRACTED",
];

/// The options of a server with the mapping printed by `setup --partitions`.
fn mapped(printed: &str) -> Options {
    let from = printed.find("mappings = {").expect("setup prints the mapping");
    Options { more: printed[from..].to_owned(), ..Options::default() }
}

#[track_caller]
fn setup(pipeline: &Pipeline, arguments: &[&str], code: i32) -> Ended {
    let command = ["setup", "--store", "1000000000"].iter().chain(arguments);
    let ended = Courant::new(command).env("NATS_URL", pipeline.server.url()).run(PATIENCE);
    assert_eq!(ended.code, Some(code), "{arguments:?}: {}{}", ended.stdout, ended.stderr);
    ended
}

/// A server with `count` partitions and no services.
fn partitioned(count: &str) -> Pipeline {
    let mut pipeline = Pipeline::empty();
    let refused = setup(&pipeline, &["--partitions", count], 1);
    pipeline.server.reload_with(&mapped(&refused.stdout));
    setup(&pipeline, &[], 0);
    pipeline
}

fn text(number: u64) -> String {
    format!("Report number {number}: the council met on Tuesday and talked about the new school.")
}

fn id(number: u64) -> ArticleId {
    ArticleId::of("", "", text(number).as_bytes())
}

async fn publish(client: &Client, subject: &str, number: u64) -> u64 {
    let sent = client.jetstream.publish(subject.to_owned(), text(number).into()).await;
    sent.expect("sent").await.expect("stored").sequence
}

fn status(pipeline: &Pipeline) -> Value {
    let status = Courant::new(["status", "--json"]).env("NATS_URL", pipeline.server.url());
    serde_json::from_str(&status.run(PATIENCE).stdout).expect("JSON")
}

#[tokio::test]
async fn every_document_comes_out_once_from_four_partitions() {
    let mut pipeline = partitioned("4");
    for stage in STAGES {
        pipeline.start(stage, &[]);
    }
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    const DOCUMENTS: u64 = 300;
    for number in 0..DOCUMENTS {
        let lane = if number % 3 == 0 { "articles.raw.wire" } else { "articles.raw" };
        publish(&client, lane, number).await;
        if number % 10 == 0 {
            // Another copy may arrive in another partition, and meets the first one after ingestion.
            publish(&client, "articles.raw", number).await;
        }
    }
    client.stored("ARTICLES_PUBLISHED", DOCUMENTS).await;
    balanced(&mut pipeline);
    let out = published(&client).await;
    let all: BTreeSet<ArticleId> = (0..DOCUMENTS).map(id).collect();
    assert_eq!(out.keys().copied().collect::<BTreeSet<_>>(), all);
    assert!(out.values().all(|count| *count == 1));
    assert_eq!(client.stream("ARTICLES_DEAD").await.last_sequence, 0);
    assert_eq!(client.stream("ARTICLES_SET_ASIDE").await.last_sequence, DOCUMENTS / 10);
    for queue in QUEUES {
        for number in 0..4 {
            let stored = client.stream(&format!("{queue}_{number}")).await.last_sequence;
            assert!(stored > DOCUMENTS / 10, "{queue}_{number} has stored {stored}");
        }
        client.jetstream.get_stream(queue).await.expect_err("there is no whole queue");
    }
    let reported = status(&pipeline);
    assert_eq!(reported["conservation"]["accepted"], DOCUMENTS + DOCUMENTS / 10);
    assert_eq!(reported["stages"].as_array().map(Vec::len), Some(4), "{reported}");
    setup(&pipeline, &["--check"], 0);
    let metric = r#"courant_articles_total{stage="ingestion",outcome="forwarded"}"#;
    assert!(pipeline.services[0].metric(metric) >= DOCUMENTS as f64);

    // A missing document and its neighbours are reported with their partition.
    let stream = client.jetstream.get_stream("ARTICLES_PUBLISHED").await.expect("there");
    let subject = format!("articles.published.*.{}", id(17));
    let found = stream.direct_get_last_for_subject(subject.as_str()).await.expect("published");
    assert!(stream.delete_message(found.sequence).await.expect("deleted"));
    let audit = Courant::new(["audit", "--json"]).env("NATS_URL", pipeline.server.url());
    let audit = audit.run(PATIENCE);
    let reported: Value = serde_json::from_str(&audit.stdout).expect(&audit.stderr);
    assert_eq!((audit.code, &reported["missing"]), (Some(1), &1.into()), "{reported:#}");
    let place = |message: &Value| {
        let (partition, sequence) = message.as_str()?.split_once('/')?;
        Some((partition.to_owned(), sequence.parse::<u64>().ok()?))
    };
    let missing = &reported["named"][0];
    let named = [missing, &missing["before"], &missing["after"]].map(|it| place(&it["message"]));
    let [Some(own), Some(before), Some(after)] = named else {
        unreachable!("the partition is named: {missing:#}")
    };
    assert!(before.0 == own.0 && own.0 == after.0, "{missing:#}");
    assert_eq!((before.1 + 1, after.1), (own.1, own.1 + 1), "{missing:#}");
}

/// The sequences of its documents start at 1 in each partition.
#[test]
fn bench_knows_its_documents_in_every_partition() {
    let mut pipeline = partitioned("2");
    for stage in STAGES {
        pipeline.start(stage, &[]);
    }
    pipeline.ready();
    let bench = Courant::new(["bench", "--json", "--duration", "1s", "--rate", "20", "samples/"]);
    let ended = bench.env("NATS_URL", pipeline.server.url()).run(PATIENCE);
    assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
    let reported: Value = serde_json::from_str(&ended.stdout).expect("JSON");
    assert_eq!(
        (&reported["unfinished"], &reported["reached"]),
        (&0.into(), &true.into()),
        "{reported:#}"
    );
}

/// Every copy of a message goes to the same partition, so that its duplicate window recognises it.
#[tokio::test]
async fn copies_of_a_document_meet_in_one_partition() {
    let mut pipeline = partitioned("3");
    pipeline.start("ingestion", &[]);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    for _ in 0..12 {
        publish(&client, "articles.raw", 1).await;
    }
    client.stored("ARTICLES_SET_ASIDE", 11).await;
    let mut stored = 0;
    for number in 0..3 {
        stored += client.stream(&format!("ARTICLES_INGESTED_{number}")).await.last_sequence;
    }
    assert_eq!(stored, 1);
}

/// A dead letter contains the subject of its stage, which no stream stores if there are partitions.
#[tokio::test]
async fn a_dead_letter_of_a_later_stage_goes_back_to_its_partition() {
    let mut pipeline = partitioned("2");
    pipeline.start("ingestion", &[]);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    publish(&client, "articles.raw", 1).await;
    let part = until_async("the document to wait", PATIENCE, async || {
        for part in 0..2 {
            let waiting = client.stream(&format!("ARTICLES_INGESTED_{part}")).await.messages;
            if waiting == 1 {
                return Some(part);
            }
        }
        None
    })
    .await;
    let run = |arguments: &[&str]| {
        let ended = Courant::new(arguments).env("NATS_URL", pipeline.server.url()).run(PATIENCE);
        assert_eq!(ended.code, Some(0), "{arguments:?}: {}{}", ended.stdout, ended.stderr);
    };
    run(&["skip", "language-detection", &format!("{part}/1")]);
    run(&["dead", "replay", "--all"]);
    let stream = client.stream(&format!("ARTICLES_INGESTED_{part}")).await;
    assert_eq!((stream.messages, stream.last_sequence), (1, 2));
    assert_eq!(client.stream("ARTICLES_DEAD").await.messages, 0);
}

#[tokio::test]
async fn originals_are_reprocessed_through_every_partition() {
    let mut pipeline = partitioned("3");
    for stage in STAGES {
        pipeline.start(stage, &[("COURANT_KEEP_RAW", "30d")]);
    }
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    const DOCUMENTS: u64 = 30;
    for number in 0..DOCUMENTS {
        publish(&client, "articles.raw", number).await;
    }
    client.stored("ARTICLES_PUBLISHED", DOCUMENTS).await;
    balanced(&mut pipeline);
    let run = |arguments: &[&str]| {
        let ended = Courant::new(arguments).env("NATS_URL", pipeline.server.url()).run(PATIENCE);
        assert_eq!(ended.code, Some(0), "{arguments:?}: {}{}", ended.stdout, ended.stderr);
        ended
    };
    run(&["reprocess"]);
    client.stored("ARTICLES_PUBLISHED", 2 * DOCUMENTS).await;
    for number in 0..3 {
        let stored = client.stream(&format!("ARTICLES_RAW_{number}")).await.last_sequence;
        assert!(stored > DOCUMENTS / 10, "ARTICLES_RAW_{number} has stored {stored}");
    }
    let audit = run(&["audit", "--json"]);
    let reported: Value = serde_json::from_str(&audit.stdout).expect("JSON");
    assert_eq!(
        (&reported["missing"], &reported["perhaps_replaced"]),
        (&0.into(), &DOCUMENTS.into())
    );
    balanced(&mut pipeline);
    assert_eq!(published(&client).await.len() as u64, DOCUMENTS, "replaced, not doubled");
}

#[tokio::test]
async fn a_partition_that_stands_still_does_not_hold_the_others() {
    let mut pipeline = partitioned("4");
    for stage in STAGES {
        // Fewer permits than partitions, which take turns.
        pipeline.start(stage, &[("COURANT_IN_FLIGHT", "3")]);
    }
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    let stream = client.jetstream.get_stream("ARTICLES_INGESTED_1").await.expect("set up");
    stream.delete_consumer("language-detection").await.expect("deleted");
    const DOCUMENTS: u64 = 200;
    for number in 0..DOCUMENTS {
        publish(&client, "articles.raw", number).await;
    }
    let held = until_async("the other partitions to be empty", PATIENCE, async || {
        let reported = status(&pipeline);
        let in_flight = reported["conservation"]["in_flight"].as_u64()?;
        let held = client.stream("ARTICLES_INGESTED_1").await.messages;
        (held > 0 && in_flight == held).then_some(held)
    })
    .await;
    assert_eq!(published(&client).await.len() as u64, DOCUMENTS - held);
    let checked = setup(&pipeline, &["--check"], 1);
    let missing = "consumer ARTICLES_INGESTED_1/language-detection: missing";
    assert!(checked.stdout.contains(missing), "{}", checked.stdout);
    let plain = Courant::new(["status"]).env("NATS_URL", pipeline.server.url()).run(PATIENCE);
    assert!(plain.stdout.contains("consumer ARTICLES_INGESTED_1/language-detection is missing"));
    setup(&pipeline, &[], 0);
    balanced(&mut pipeline);
    assert_eq!(published(&client).await.len() as u64, DOCUMENTS);
}

#[tokio::test]
async fn two_services_read_the_partitions_that_they_are_given() {
    let mut pipeline = partitioned("4");
    let low = pipeline.start("ingestion", &[("COURANT_PARTITIONS", "0-1")]);
    let client = Client::connect(&pipeline.server).await;
    pipeline.ready();
    for number in 0..80 {
        publish(&client, "articles.raw", number).await;
    }
    client.emptied("ARTICLES_RAW_0").await;
    client.emptied("ARTICLES_RAW_1").await;
    let left = client.stream("ARTICLES_RAW_2").await.messages
        + client.stream("ARTICLES_RAW_3").await.messages;
    assert!(left > 0);
    let reported = status(&pipeline);
    let behind = reported["behind"][0]["stream"].as_str().expect("one is behind").to_owned();
    assert!(["ARTICLES_RAW_2", "ARTICLES_RAW_3"].contains(&behind.as_str()), "{reported}");
    let names = format!("waiting documents are in {behind}");
    for command in [&["status"][..], &["top", "--once"]] {
        let ended = Courant::new(command).env("NATS_URL", pipeline.server.url()).run(PATIENCE);
        assert!(ended.stdout.contains(&names), "{command:?}: {}", ended.stdout);
    }
    // Metrics only cover the partitions that the replica reads.
    let exists =
        |stream| format!("courant_consumer_exists{{stage=\"ingestion\",stream=\"{stream}\"}} 1");
    let metrics = until("the server to be asked", PATIENCE, || {
        let metrics = pipeline.services[low].ask("/metrics")?;
        metrics.contains(&exists("ARTICLES_RAW_1")).then_some(metrics)
    });
    assert!(!metrics.contains(&exists("ARTICLES_RAW_2")), "{metrics}");
    pipeline.start("ingestion", &[("COURANT_PARTITIONS", "2,3")]);
    client.emptied("ARTICLES_RAW_2").await;
    client.emptied("ARTICLES_RAW_3").await;
    let metric = r#"courant_articles_total{stage="ingestion",outcome="forwarded"}"#;
    let done = pipeline.services[low].metric(metric);
    assert!((done - (80 - left) as f64).abs() < 0.5, "{done} of {}", 80 - left);
}

/// With the users of `deploy/nats` and a mapping in the account of the streams.
#[tokio::test]
async fn the_generated_accounts_have_what_partitions_need() {
    let list = format!("partitions = 3\n{}", nats_file("courant.toml"));
    let server = Server::with(&guarded_with(&list));
    let mut pipeline = Pipeline { server, services: Vec::new() };
    let url = pipeline.server.url();
    let run = |user: &str, arguments: &[&str]| {
        Courant::new(arguments).env("NATS_URL", &url).envs(login(user)).run(PATIENCE)
    };
    let set_up = ["setup", "--store", "1000000000", "--partitions", "3"];
    let ended = run("setup", &set_up);
    assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
    for stage in STAGES {
        let login = login(stage);
        let settings: Vec<(&str, &str)> =
            login.iter().map(|(name, value)| (*name, value.as_str())).collect();
        pipeline.start(stage, &settings);
    }
    pipeline.ready();
    let source = Client::log_in(&url, "source", &password("source")).await;
    const DOCUMENTS: u64 = 60;
    for number in 0..DOCUMENTS {
        publish(&source, "articles.raw", number).await;
    }
    let pdf = source.jetstream.publish("articles.raw", "<!doctype html><script>1</script>".into());
    pdf.await.expect("sent").await.expect("stored");
    let reported = until("everything to come out", PATIENCE, || {
        let reported: Value =
            serde_json::from_str(&run("operator", &["status", "--json"]).stdout).ok()?;
        (reported["conservation"]["published"] == DOCUMENTS && reported["verdict"] == "balanced")
            .then_some(reported)
    });
    assert_eq!(reported["conservation"]["dead"], 1, "{reported}");
    let audit = run("operator", &["audit"]);
    assert_eq!(audit.code, Some(0), "{}{}", audit.stdout, audit.stderr);
    assert!(audit.stdout.contains("in 3 partitions of ARTICLES_RAW"), "{}", audit.stdout);
    let trace = run("operator", &["trace", &id(7).to_string()]);
    assert_eq!(trace.code, Some(0), "{}{}", trace.stdout, trace.stderr);
    assert!(trace.stdout.contains("published"), "{}", trace.stdout);
    let accepted = trace.stdout.lines().find(|line| line.contains("accepted: message"));
    assert!(accepted.is_some_and(|line| line.contains("ARTICLES_RAW_")), "{}", trace.stdout);
    let letter = run("operator", &["dead", "list", "--json"]).stdout;
    assert!(letter.contains(r#""articles.raw""#), "the subject is the public one: {letter}");
    let replayed = run("operator", &["dead", "replay", "--all"]);
    assert_eq!(replayed.code, Some(0), "{}{}", replayed.stdout, replayed.stderr);
    until("the replayed document to be dead again", PATIENCE, || {
        let audit = run("operator", &["audit", "--json"]);
        let reported: Value = serde_json::from_str(&audit.stdout).ok()?;
        (reported["missing"] == 0 && reported["counts"]["in_flight"] == 0).then_some(())
    });
    let letter = run("operator", &["dead", "list", "--json"]).stdout;
    let letter: Value =
        serde_json::from_str(letter.lines().next().expect("a letter")).expect("JSON");
    let shown = run("operator", &["dead", "show", &letter["number"].to_string()]);
    assert_eq!(shown.code, Some(0), "{}{}", shown.stdout, shown.stderr);
    assert!(shown.stdout.contains("articles.raw"), "{}", shown.stdout);

    // The operator pauses a stage in one partition, and resumes it as `doctor` says.
    let operator = Client::log_in(&url, "operator", &password("operator")).await;
    let pause = |until: &'static str| {
        let subject = "COURANT.API.CONSUMER.PAUSE.ARTICLES_RAW_1.ingestion";
        operator.nats.request(subject, until.into())
    };
    pause(r#"{"pause_until":"2126-11-28T12:00:00Z"}"#).await.expect("the operator may pause");
    let doctor = run("operator", &["doctor"]);
    let advice = "nats consumer resume ARTICLES_RAW_1 ingestion";
    assert!(doctor.stdout.contains(advice), "{}{}", doctor.stdout, doctor.stderr);
    pause("{}").await.expect("the operator may resume");
    let doctor = run("operator", &["doctor"]);
    assert!(!doctor.stdout.contains("is paused"), "{}", doctor.stdout);

    let published = run("tools", &["publish", "--wait", "samples/"]);
    assert!([Some(0), Some(1)].contains(&published.code), "{}", published.stderr);
    let checked = run("setup", &["setup", "--store", "1000000000", "--check"]);
    assert_eq!(checked.code, Some(0), "{}{}", checked.stdout, checked.stderr);
}
