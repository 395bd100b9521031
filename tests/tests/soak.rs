//! Memory stays flat in long runs.

use std::fs;
use std::time::Duration;

use article::ArticleId;
use e2e::{Client, Courant, Pipeline, Process, until_async, workspace};
use serde_json::json;

/// Maximum growth of memory between the first tenth and the end.
const GROWTH: f64 = 1.10;

/// Resident memory of a process, in bytes: the second number of `/proc/ID/statm`, in pages.
fn resident(process: &Process) -> f64 {
    let statm = fs::read_to_string(format!("/proc/{}/statm", process.id())).expect("Linux");
    let pages: f64 = statm.split(' ').nth(1).and_then(|n| n.parse().ok()).expect("a number");
    pages * 4096.0
}

#[tokio::test]
async fn memory_is_flat_over_a_hundred_thousand_do_nothing_documents() {
    let mut pipeline = Pipeline::bare();
    let place = [
        ("COURANT_INPUT", "ARTICLES_INGESTED/language-detection"),
        ("COURANT_OUTPUT", "articles.language-detected"),
    ];
    let probe = pipeline.start_program("probe", &place);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    let mut after_first_tenth = 0.0;
    for tenth in 1..=10_u64 {
        for number in 0..10_000 {
            let orders = json!({"number": tenth * 10_000 + number, "text": "x".repeat(4_000)});
            let id = ArticleId::of("", "", orders.to_string().as_bytes());
            let record = json!({"courant": 1, "id": id, "orders": orders}).to_string();
            let sent = client.nats.publish("articles.ingested", record.into()).await;
            sent.expect("sent");
            if number % 1_000 == 0 {
                client.nats.flush().await.expect("the server is up");
            }
        }
        let limit = Duration::from_secs(300);
        until_async("a tenth to go through", limit, async || {
            let out = client.stream("ARTICLES_LANGUAGE_DETECTED").await.last_sequence;
            (out >= tenth * 10_000).then_some(())
        })
        .await;
        let stream = client.jetstream.get_stream("ARTICLES_LANGUAGE_DETECTED").await;
        stream.expect("there").purge().await.expect("purged");
        let now = resident(&pipeline.service(probe).process);
        println!("after {} documents: {:.1} MB", tenth * 10_000, now / 1e6);
        if tenth == 1 {
            after_first_tenth = now;
        }
        assert!(now <= after_first_tenth * GROWTH, "{now} of {after_first_tenth}");
    }
}

#[tokio::test]
async fn memory_is_flat_over_twenty_thousand_real_documents() {
    let pipeline = Pipeline::whole();
    let client = Client::connect(&pipeline.server).await;
    let samples: Vec<String> = fs::read_dir(workspace().join("samples"))
        .expect("samples")
        .filter_map(|file| fs::read_to_string(file.ok()?.path()).ok())
        .filter(|text| !text.starts_with(['#', '{']))
        .collect();
    let mut after_first_tenth = Vec::new();
    for tenth in 1..=10_usize {
        let document = |number: usize| {
            let text = &samples[number % samples.len()];
            json!({"id": format!("{tenth}-{number}"), "content": text}).to_string() + "\n"
        };
        let lines: String = (0..2_000).map(document).collect();
        let publish =
            Courant::new(["publish", "--jsonl", "-"]).env("NATS_URL", pipeline.server.url());
        let published = publish.input(lines).run(Duration::from_secs(300));
        assert_eq!(published.code, Some(0), "{}", published.stderr);
        let limit = Duration::from_secs(600);
        until_async("a tenth to come out", limit, async || {
            let out = client.stream("ARTICLES_PUBLISHED").await.last_sequence;
            (out >= (tenth * 2_000) as u64).then_some(())
        })
        .await;
        let now: Vec<f64> =
            pipeline.services.iter().map(|service| resident(&service.process)).collect();
        let megabytes: Vec<String> =
            now.iter().map(|bytes| format!("{:.1}", bytes / 1e6)).collect();
        println!("after {} documents: {} MB", tenth * 2_000, megabytes.join(", "));
        if tenth == 1 {
            after_first_tenth.clone_from(&now);
        }
        for (now, first) in now.iter().zip(&after_first_tenth) {
            assert!(*now <= first * GROWTH, "{now} of {first}");
        }
    }
}
