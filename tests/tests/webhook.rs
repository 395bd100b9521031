//! Webhooks arrive despite faults of the receiver, the delivery and the server: none is lost or
//! duplicated by `webhook-id`, and the versions of an article arrive in order.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use article::ArticleId;
use e2e::{
    Client, Courant, Ended, Kills, PATIENCE, Pipeline, Receiver, Reply, Server, Versions, Webhook,
    guarded_with, login, nats_file, numbered, password, scaled, until, until_async,
};
use serde_json::Value;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

fn deliver(pipeline: &mut Pipeline, receiver: &Receiver, more: &[(&str, &str)]) -> usize {
    let url = receiver.url();
    let own = [
        ("COURANT_WEBHOOK_URL", url.as_str()),
        ("COURANT_WEBHOOK_SECRET", SECRET),
        ("COURANT_WEBHOOK_ALLOW_PRIVATE", "true"),
    ];
    pipeline.start("delivery webhook", &[&own[..], more].concat())
}

fn run(pipeline: &Pipeline, arguments: &[&str]) -> Ended {
    Courant::new(arguments).env("NATS_URL", pipeline.server.url()).run(PATIENCE)
}

/// Whether the receiver accepted it.
fn taken(webhook: &Webhook) -> bool {
    matches!(webhook.reply, Reply::Status(200))
}

fn article_of(webhook: &Webhook) -> ArticleId {
    webhook.body["data"]["id"].as_str().and_then(|id| id.parse().ok()).expect("an id")
}

fn sequence_of(webhook: &Webhook) -> u64 {
    webhook.body["version"]["sequence"].as_u64().expect("a sequence")
}

/// Accepts two of three, and fails in various ways otherwise.
fn capricious(number: usize, _: &Value) -> Reply {
    match number % 30 {
        0 => Reply::Status(500),
        3 => Reply::RetryAfter(503, 0),
        6 => Reply::Cut,
        9 => Reply::RetryAfter(429, 1),
        12 => Reply::Slow(Duration::from_millis(1_500)),
        15 => Reply::Status(408),
        _ => Reply::Status(200),
    }
}

#[tokio::test]
async fn webhooks_survive_a_failing_receiver_and_kills_and_replacements_follow() {
    let receiver = Receiver::start(capricious);
    let mut pipeline = Pipeline::with_delivery("webhook");
    let settings = [("COURANT_DEADLINE", "1s"), ("COURANT_ATTEMPTS", "1000")];
    let place = deliver(&mut pipeline, &receiver, &settings);
    pipeline.ready();
    let count = scaled(600, 20_000);
    let kills = Kills { every: count / 8, first: count / 16, of_target: true };
    let versions =
        Versions::publish(&mut pipeline, place, count, kills, Versions::english, |is_victim| {
            // It is unavailable until the next kill.
            receiver.launch();
            if is_victim {
                receiver.kill();
            }
        })
        .await;
    let Versions { newest, published, kills } = versions;
    receiver.launch();
    let settled = |webhooks: &[Webhook]| {
        let taken: HashSet<(ArticleId, u64)> = webhooks
            .iter()
            .filter(|webhook| taken(webhook))
            .map(|webhook| (article_of(webhook), sequence_of(webhook)))
            .collect();
        newest.iter().all(|(&id, &sequence)| taken.contains(&(id, sequence)))
    };
    until("every newest version to be taken", 3 * PATIENCE, || {
        pipeline.revive();
        settled(&receiver.requests()).then_some(())
    });

    let webhooks = receiver.requests();
    let mut versions = HashMap::new();
    let mut latest: HashMap<ArticleId, u64> = HashMap::new();
    for webhook in webhooks.iter().filter(|webhook| taken(webhook)) {
        let version = (article_of(webhook), sequence_of(webhook));
        let known = versions.entry(webhook.id.clone()).or_insert(version);
        assert_eq!(*known, version, "a repeat carries the same id");
        let before = latest.insert(version.0, version.1);
        assert!(before.is_none_or(|before| before <= version.1), "in order: {version:?}");
    }
    let distinct: HashSet<_> = versions.values().collect();
    assert_eq!(versions.len(), distinct.len(), "a version has one id");
    assert_eq!(latest, newest, "the newest version came last");
    let bodies: HashSet<(&str, String)> =
        webhooks.iter().map(|webhook| (&*webhook.id, webhook.body.to_string())).collect();
    assert_eq!(bodies.len(), webhooks.iter().map(|one| &one.id).collect::<HashSet<_>>().len());
    assert!(webhooks.iter().all(|webhook| webhook.signature.starts_with("v1,")));
    let client = Client::connect(&pipeline.server).await;
    assert_eq!(client.stream("ARTICLES_DEAD").await.last_sequence, 0, "nothing was given up");
    println!(
        "webhook: {published} versions of {count} articles; the delivery killed {}, the receiver {}, NATS \
         {} times: {} requests, {} taken, {} of them by distinct webhook-id, 0 lost",
        kills[0],
        kills[2],
        kills[1],
        webhooks.len(),
        webhooks.iter().filter(|one| taken(one)).count(),
        versions.len()
    );
}

#[tokio::test]
async fn a_refused_article_is_a_dead_letter_that_can_be_replayed() {
    let receiver = Receiver::start(|_, _| Reply::Status(422));
    let mut pipeline = Pipeline::with_delivery("webhook");
    deliver(&mut pipeline, &receiver, &[]);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    client.publish_version(numbered(1), "en", "The mill turns again.").await;
    client.stored("ARTICLES_DEAD", 1).await;
    let letter = client.message("ARTICLES_DEAD", 1).await;
    assert_eq!(&*letter.subject, "articles.dead.delivery-webhook.refused");
    let status = run(&pipeline, &["status", "--json"]);
    let reported: Value = serde_json::from_str(&status.stdout).expect("JSON");
    assert_eq!(reported["conservation"]["dead"], 0, "the article is published: {reported}");
    assert_eq!(reported["readers"][0]["name"], "webhook", "{reported}");

    receiver.answer(|_, _| Reply::Status(200));
    let replayed = run(&pipeline, &["dead", "replay", "--stage", "delivery-webhook"]);
    assert!(replayed.stderr.contains("replayed 1, refused 0"), "{}", replayed.stderr);
    let webhooks = until("the replay to arrive", PATIENCE, || {
        let webhooks = receiver.requests();
        webhooks.iter().any(taken).then_some(webhooks)
    });
    assert_eq!(webhooks.len(), 2);
    assert_eq!(webhooks[0].id, webhooks[1].id, "it is the same version");
    assert_eq!(webhooks[0].body, webhooks[1].body);
    client.emptied("ARTICLES_DELIVERY").await;
    assert_eq!(client.stream("ARTICLES_DEAD").await.messages, 0);
}

#[tokio::test]
async fn an_outage_counts_no_attempt_and_shows() {
    let receiver = Receiver::start(|_, _| Reply::Status(503));
    let mut pipeline = Pipeline::with_delivery("webhook");
    let settings = [("COURANT_ATTEMPTS", "2"), ("COURANT_WEBHOOK_CONCURRENCY", "2")];
    let place = deliver(&mut pipeline, &receiver, &settings);
    let client = Client::connect(&pipeline.server).await;
    for number in 0..3 {
        client.publish_version(numbered(number), "en", "The mill turns again.").await;
    }
    until("each to be tried four times", PATIENCE, || {
        (receiver.requests().len() >= 12).then_some(())
    });
    until("the outage to show", PATIENCE, || {
        let ready = pipeline.service(place).ask("/readyz")?;
        ready.contains("target_away").then_some(())
    });
    assert_eq!(client.stream("ARTICLES_DEAD").await.last_sequence, 0);
    receiver.answer(|_, _| Reply::Status(200));
    until("all to be taken", PATIENCE, || {
        (receiver.requests().iter().filter(|webhook| taken(webhook)).count() == 3).then_some(())
    });
    pipeline.ready();
    let name = "courant_articles_total{stage=\"delivery-webhook\",outcome=\"delivered\"}";
    until("the articles to be counted", PATIENCE, || {
        (pipeline.services[place].metric(name) == 3.0).then_some(())
    });
    until("the delivery to have caught up", PATIENCE, || {
        let behind = pipeline.services[place].metric("courant_oldest_age_seconds");
        (behind == 0.0).then_some(())
    });
}

#[tokio::test]
async fn an_article_that_fails_while_others_are_taken_is_given_up() {
    let receiver = Receiver::start(|_, body| {
        let failing = body["data"]["document"]["text"] == "It fails.";
        Reply::Status(if failing { 500 } else { 200 })
    });
    let mut pipeline = Pipeline::with_delivery("webhook");
    deliver(&mut pipeline, &receiver, &[("COURANT_ATTEMPTS", "2")]);
    let client = Client::connect(&pipeline.server).await;
    client.publish_version(numbered(0), "en", "It fails.").await;
    let mut number = 0;
    until_async("it to be given up", PATIENCE, async || {
        number += 1;
        client.publish_version(numbered(number), "en", "The mill turns again.").await;
        (client.stream("ARTICLES_DEAD").await.last_sequence == 1).then_some(())
    })
    .await;
    let letter = client.message("ARTICLES_DEAD", 1).await;
    assert_eq!(&*letter.subject, "articles.dead.delivery-webhook.unavailable");
}

#[tokio::test]
async fn a_receiver_that_wants_no_more_is_left_alone() {
    let receivers = [
        Receiver::start(|_, _| Reply::Status(410)),
        Receiver::start(|_, _| Reply::Redirect("/elsewhere")),
    ];
    for receiver in receivers {
        let mut pipeline = Pipeline::with_delivery("webhook");
        let place = deliver(&mut pipeline, &receiver, &[]);
        let client = Client::connect(&pipeline.server).await;
        client.publish_version(numbered(1), "en", "The mill turns again.").await;
        until("it to be away", PATIENCE, || {
            let ready = pipeline.service(place).ask("/readyz")?;
            ready.contains("target_away").then_some(())
        });
        assert_eq!(receiver.requests().len(), 1, "the wait is long");
        receiver.answer(|_, _| Reply::Status(200));
        pipeline.service(place).process.kill();
        pipeline.revive();
        until("the article to be taken", PATIENCE, || {
            receiver.requests().iter().any(taken).then_some(())
        });
        assert_eq!(pipeline.stop().len(), 1, "it stops as asked");
    }
}

#[test]
fn wrong_settings_end_it_at_once() {
    let service = |settings: &[(&str, &str)]| {
        let program = Courant::new(["service", "delivery", "webhook"]);
        let set = |program: Courant, (name, value): &(&str, &str)| program.env(name, value);
        settings.iter().fold(program, set).run(PATIENCE)
    };
    let (url, secret) = (("COURANT_WEBHOOK_URL", "http://127.0.0.1:1/token"), SECRET);
    for (settings, why) in [
        (vec![], "COURANT_WEBHOOK_URL"),
        (vec![url], "COURANT_WEBHOOK_SECRET"),
        (vec![url, ("COURANT_WEBHOOK_SECRET", "x")], "whsec_"),
        (vec![url, ("COURANT_WEBHOOK_SECRET", secret)], "--allow-private"),
        (vec![("COURANT_DELIVERY", "a.b")], "COURANT_DELIVERY"),
    ] {
        let ended = service(&settings);
        assert_eq!(ended.code, Some(2), "{settings:?}: {}", ended.stderr);
        assert!(ended.stderr.contains(why), "{settings:?}: {}", ended.stderr);
        assert!(!ended.stderr.contains("/token"), "an address may hold a secret");
    }
}

/// Its own user has all the permissions that it needs.
#[tokio::test]
async fn a_delivery_works_as_its_own_user() {
    let list = nats_file("courant.toml") + "\n[[delivery]]\nname = \"webhook\"\n";
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("courant.toml");
    std::fs::write(&file, &list).expect("written");
    let mut pipeline =
        Pipeline { server: Server::with(&guarded_with(&list)), services: Vec::new() };
    let url = pipeline.server.url();
    let courant = |user: &str, arguments: &[&str]| {
        let ended = Courant::new(arguments).env("NATS_URL", &url).envs(login(user)).run(PATIENCE);
        assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
        ended
    };
    let file = file.to_str().expect("UTF-8");
    courant("setup", &["setup", "--store", "1GB", "--config", file]);

    let receiver = Receiver::start(|number, _| Reply::Status(if number == 0 { 422 } else { 200 }));
    let user = login("webhook");
    let user: Vec<(&str, &str)> = user.iter().map(|(name, value)| (*name, &**value)).collect();
    deliver(&mut pipeline, &receiver, &user);
    pipeline.ready();
    let client = Client::log_in(&url, "publishing", &password("publishing")).await;
    client.publish_version(numbered(1), "en", "The mill turns again.").await;
    until("the dead letter", PATIENCE, || {
        let listed = courant("operator", &["dead", "list"]).stdout;
        listed.contains("delivery-webhook").then_some(())
    });
    courant("operator", &["dead", "replay", "--all"]);
    until("the replay to arrive", PATIENCE, || receiver.requests().iter().any(taken).then_some(()));
    assert!(courant("operator", &["status"]).stdout.contains("webhook"));
    pipeline.stop();
    let refused: Vec<String> = pipeline
        .server
        .log()
        .lines()
        .filter(|line| line.contains("Violation"))
        .map(str::to_owned)
        .collect();
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}
