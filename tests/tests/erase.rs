//! An erased document is removed from every stream, reported to deliveries, included in the conservation
//! check, and can't come back.

use article::ArticleId;
use async_nats::jetstream::stream::StorageType;
use e2e::{Client, Courant, Ended, PATIENCE, Pipeline, balanced, until_async};
use serde_json::Value;

const URL: &str = "https://news.example/harbour";

fn run(pipeline: &Pipeline, arguments: &[&str]) -> Ended {
    Courant::new(arguments).env("NATS_URL", pipeline.server.url()).run(3 * PATIENCE)
}

fn erase(pipeline: &Pipeline, arguments: &[&str]) -> Value {
    let ended = run(pipeline, &[&["erase", "--json", "--yes"], arguments].concat());
    assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
    serde_json::from_str(&ended.stdout).expect("JSON")
}

fn audit(pipeline: &Pipeline) -> Value {
    let ended = run(pipeline, &["audit", "--json"]);
    assert_eq!(ended.code, Some(0), "{}{}", ended.stdout, ended.stderr);
    serde_json::from_str(&ended.stdout).expect("JSON")
}

fn text(name: &str) -> String {
    // Not near-duplicates, because their records would refer to one another.
    let own: String = (0..40).map(|number| format!(" {name}{number}")).collect();
    format!("Harbour report {name}. The harbour office of {name} said:{own}.")
}

/// The subjects of a stream's messages that contain `needle` in their headers or body.
async fn mentions(client: &Client, stream: &str, needle: &str) -> Vec<String> {
    let (state, handle) =
        (client.stream(stream).await, client.jetstream.get_stream(stream).await.expect("there"));
    let mut found = Vec::new();
    for sequence in state.first_sequence..=state.last_sequence {
        let Ok(message) = handle.direct_get(sequence).await else { continue };
        let body = String::from_utf8_lossy(&message.payload).into_owned();
        if format!("{body} {:?}", message.headers).contains(needle) {
            found.push(message.subject.to_string());
        }
    }
    found
}

const STREAMS: [&str; 8] = [
    "ARTICLES_RAW",
    "ARTICLES_INGESTED",
    "ARTICLES_LANGUAGE_DETECTED",
    "ARTICLES_METADATA_EXTRACTED",
    "ARTICLES_PUBLISHED",
    "ARTICLES_SET_ASIDE",
    "ARTICLES_DEAD",
    "ARTICLES_ORIGINALS",
];

#[tokio::test]
async fn a_document_goes_from_every_stream_and_does_not_come_back() {
    let mut pipeline = Pipeline::with(&[("COURANT_KEEP_RAW", "30d")]);
    let client = Client::connect(&pipeline.server).await;
    let at = [("Courant-Url", URL)];
    client.publish(&at, text("Alba")).await;
    client.publish(&at, text("Alba")).await;
    client.publish(&[("Courant-Url", "https://other.example/a")], text("Borea")).await;
    // A dead letter of the same address.
    client.publish(&[("Courant-Url", URL), ("Content-Type", "application/pdf")], "%PDF-1.7").await;
    let id = ArticleId::of(URL, "", text("Alba").as_bytes());
    client.published(id).await;
    client.stored("ARTICLES_SET_ASIDE", 1).await;
    client.stored("ARTICLES_DEAD", 1).await;
    client.stored("ARTICLES_PUBLISHED", 2).await;
    client.emptied("ARTICLES_RAW").await;

    let dry = run(&pipeline, &["erase", "--url", URL, "--dry-run"]);
    assert_eq!(dry.code, Some(0), "{}", dry.stderr);
    assert!(dry.stderr.contains("would erase 4 messages of 2 articles"), "{}", dry.stderr);
    let unasked = run(&pipeline, &["erase", "--url", URL]);
    assert_eq!(unasked.code, Some(1));
    assert!(unasked.stderr.contains("confirm with --yes"), "{}", unasked.stderr);
    assert_eq!(mentions(&client, "ARTICLES_PUBLISHED", "Alba").await.len(), 1);

    // The scheme and the fragment make no difference.
    let reported = erase(&pipeline, &["--url", "http://news.example/harbour#top"]);
    assert_eq!(reported["messages"]["ARTICLES_PUBLISHED"], 1, "{reported:#}");
    assert_eq!(reported["messages"]["ARTICLES_ORIGINALS"], 1, "{reported:#}");
    assert_eq!(reported["messages"]["ARTICLES_SET_ASIDE"], 1, "{reported:#}");
    assert_eq!(reported["messages"]["ARTICLES_DEAD"], 1, "{reported:#}");
    assert_eq!(
        (&reported["left"], &reported["tombstones"]),
        (&0.into(), &2.into()),
        "{reported:#}"
    );
    for stream in STREAMS {
        for needle in ["Alba", "harbour office of Alba", URL, "%PDF"] {
            assert_eq!(mentions(&client, stream, needle).await, Vec::<String>::new(), "{stream}");
        }
    }
    let about = mentions(&client, "ARTICLES_PUBLISHED", &id.to_string()).await;
    assert_eq!(about, [format!("articles.erased.{id}")]);
    assert_eq!(mentions(&client, "ARTICLES_PUBLISHED", "Borea").await.len(), 1, "another stays");

    // The same document, another one at the address, and one that isn't erased.
    client.publish(&at, text("Alba")).await;
    client.publish(&at, text("Alba, edited")).await;
    client.publish(&[("Courant-Url", "https://news.example/b")], text("Cana")).await;
    client.stored("ARTICLES_SET_ASIDE", 3).await;
    client.published(ArticleId::of("https://news.example/b", "", text("Cana").as_bytes())).await;
    client.emptied("ARTICLES_RAW").await;
    for (stream, needle) in [("ARTICLES_SET_ASIDE", "Alba"), ("ARTICLES_ORIGINALS", "Alba")] {
        assert_eq!(mentions(&client, stream, needle).await, Vec::<String>::new(), "{stream}");
    }
    let mut marks = mentions(&client, "ARTICLES_SET_ASIDE", "").await;
    marks.sort_unstable();
    assert_eq!(marks, ["articles.filtered.erased_id", "articles.filtered.erased_url"]);

    let reported = audit(&pipeline);
    assert_eq!(reported["counts"]["erased"], 3, "{reported:#}");
    assert_eq!(
        (&reported["missing"], &reported["counts"]["filtered"]),
        (&0.into(), &2.into()),
        "{reported:#}"
    );
    balanced(&mut pipeline);

    // The erased dead letter doesn't count as deleted by another program.
    let stream = client.jetstream.get_stream("ARTICLES_PUBLISHED").await.expect("there");
    let id = ArticleId::of("https://other.example/a", "", text("Borea").as_bytes());
    let subject = format!("articles.published.*.{id}");
    let found = stream.direct_get_last_for_subject(subject.as_str()).await.expect("published");
    assert!(stream.delete_message(found.sequence).await.expect("deleted"));
    let audit =
        Courant::new(["audit"]).env("NATS_URL", pipeline.server.url()).env("COLUMNS", "300");
    let audit = audit.run(PATIENCE);
    assert_eq!(audit.code, Some(1), "{}", audit.stdout);
    assert!(audit.stdout.contains("`courant erase` removed up to 1 of them"), "{}", audit.stdout);
    assert!(audit.stdout.contains(&format!("article {id}, https://other.example/a")));
}

#[tokio::test]
async fn a_record_that_replaced_another_is_erased_without_a_document_missing() {
    let pipeline = Pipeline::with(&[]);
    let client = Client::connect(&pipeline.server).await;
    client.publish(&[("Courant-Url", URL)], text("Alba")).await;
    let id = ArticleId::of(URL, "", text("Alba").as_bytes());
    client.published(id).await;
    client.publish(&[("Courant-Url", URL), ("Courant-Replace", "true")], text("Alba")).await;
    until_async("the replacement", PATIENCE, async || {
        let published = client.stream("ARTICLES_PUBLISHED").await;
        (published.last_sequence == 2 && published.messages == 1).then_some(())
    })
    .await;
    client.emptied("ARTICLES_RAW").await;

    erase(&pipeline, &["--id", &id.to_string()]);

    let reported = audit(&pipeline);
    assert_eq!(
        (&reported["missing"], &reported["perhaps_replaced"]),
        (&0.into(), &1.into()),
        "{reported:#}"
    );
}

#[tokio::test]
async fn what_waits_for_a_stage_is_erased_with_a_mark_and_a_site_with_its_subdomains() {
    let mut pipeline = Pipeline::bare();
    let client = Client::connect(&pipeline.server).await;
    for (number, host) in ["a.example.org", "example.org", "notexample.org"].iter().enumerate() {
        let url = format!("https://{host}/{number}");
        client.publish(&[("Courant-Url", &url)], text(&format!("Dora{number}"))).await;
    }
    client.stored("ARTICLES_RAW", 3).await;
    let reported = erase(&pipeline, &["--site", "Example.org"]);
    assert_eq!(
        (&reported["in_flight"], &reported["messages"]["ARTICLES_RAW"]),
        (&2.into(), &2.into())
    );
    assert_eq!(client.stream("ARTICLES_RAW").await.messages, 1);
    let reported = audit(&pipeline);
    assert_eq!(reported["counts"]["erased"], 2, "{reported:#}");
    for stage in e2e::STAGES {
        pipeline.start(stage, &[]);
    }
    pipeline.ready();
    client.publish(&[("Courant-Url", "https://b.example.org/")], text("Ebba")).await;
    until_async("the new page of the site to be refused", PATIENCE, async || {
        let marks = mentions(&client, "ARTICLES_SET_ASIDE", "").await;
        marks.contains(&"articles.filtered.erased_site".to_owned()).then_some(())
    })
    .await;
    client.emptied("ARTICLES_METADATA_EXTRACTED").await;
    balanced(&mut pipeline);
    assert_eq!(mentions(&client, "ARTICLES_PUBLISHED", "Dora2").await.len(), 1, "another host");
}

/// An e-mail with a text and an attached text.
fn email(subject: &str) -> String {
    format!(
        "From: Ada <ada@example.org>\nSubject: {subject}\nDate: Fri, 1 May 2026 09:05:00 +0200\n\
         MIME-Version: 1.0\nMessage-ID: <{subject}@example.org>\n\
         Content-Type: multipart/mixed; boundary=b\n\n--b\n\n{}\n--b\nContent-Type: text/plain\n\
         Content-Disposition: attachment; filename=\"list.txt\"\n\n{}\n--b--\n",
        text(&format!("{subject}Letter")),
        text("Enclosure")
    )
}

#[tokio::test]
async fn the_attachments_of_an_erased_email_go_with_it() {
    let mut pipeline = Pipeline::with(&[("COURANT_KEEP_RAW", "30d")]);
    let client = Client::connect(&pipeline.server).await;
    client.publish(&[], email("Ships")).await;
    client.publish(&[], email("Boats")).await;
    client.stored("ARTICLES_PUBLISHED", 4).await;
    client.emptied("ARTICLES_RAW").await;
    let id = ArticleId::of("", "", email("Ships").as_bytes()).to_string();

    let dry = run(&pipeline, &["erase", "--id", &id, "--dry-run"]);
    let said = "of 2 articles (1 of them an attachment)";
    assert!(dry.stderr.contains(said), "{}", dry.stderr);
    let reported = erase(&pipeline, &["--id", &id]);
    assert_eq!(
        (&reported["left"], &reported["tombstones"]),
        (&0.into(), &2.into()),
        "{reported:#}"
    );
    let part = reported["parts"][0].as_str().expect("an id").to_owned();
    assert_eq!(reported["messages"]["ARTICLES_PUBLISHED"], 2, "{reported:#}");
    assert_eq!(reported["messages"]["ARTICLES_ORIGINALS"], 2, "{reported:#}");
    let mut about = mentions(&client, "ARTICLES_PUBLISHED", &part).await;
    // The record of the other e-mail may refer to it as a near-duplicate.
    about.retain(|subject| subject.ends_with(&part));
    assert_eq!(about, [format!("articles.erased.{part}")]);
    // The same file attached to another e-mail is another article.
    for stream in ["ARTICLES_PUBLISHED", "ARTICLES_ORIGINALS"] {
        assert_eq!(mentions(&client, stream, "ShipsLetter").await, Vec::<String>::new());
        let own = mentions(&client, stream, "office of Enclosure").await;
        let expected = if stream == "ARTICLES_ORIGINALS" { 2 } else { 1 };
        assert_eq!(own.len(), expected, "{stream}: {own:?}");
    }

    // The attachment alone, as an exported dead letter would bring it back.
    let part_of = [("Courant-Part-Of", id.as_str()), ("Courant-External-Id", "another")];
    client.publish(&part_of, text("Enclosure")).await;
    client.stored("ARTICLES_SET_ASIDE", 1).await;
    let marks = mentions(&client, "ARTICLES_SET_ASIDE", "").await;
    assert_eq!(marks, ["articles.filtered.erased_id"]);
    assert_eq!(audit(&pipeline)["missing"], 0);
    balanced(&mut pipeline);
}

#[tokio::test]
async fn the_bytes_of_a_published_article_are_overwritten_in_the_servers_files() {
    let pipeline = Pipeline::bare();
    let client = Client::connect(&pipeline.server).await;
    let stream = client.jetstream.get_stream("ARTICLES_PUBLISHED").await.expect("setup made it");
    assert_eq!(stream.cached_info().config.storage, StorageType::File);
    let id = e2e::numbered(1);
    let own = |name: &str| (0..50).map(|n| format!("{name}{n} ")).collect::<String>();
    client.publish_version(e2e::numbered(0), "en", &own("Fara")).await;
    client.publish_version(id, "en", &own("Gala")).await;
    client.publish_version(e2e::numbered(2), "en", &own("Hela")).await;
    let store = pipeline.server.store();
    let store = store.to_str().expect("UTF-8");
    let (id, ended) = (id.to_string(), |more: &[&str]| {
        run(&pipeline, &[&["erase", "--yes", "--store-dir", store, "--json"], more].concat())
    });
    let erased = ended(&["--id", &id]);
    let reported: Value = serde_json::from_str(&erased.stdout).expect("JSON");
    assert_eq!(erased.code, Some(0), "{reported:#}{}", erased.stderr);
    assert!(reported["files"]["pieces"].as_u64() >= Some(2), "{reported:#}");
    assert!(reported["files"]["files"].as_u64() >= Some(5), "{reported:#}");
    assert_eq!(reported["files"]["found"], serde_json::json!({}), "{reported:#}");

    // The search finds texts that remain if a deletion doesn't overwrite them.
    client.publish_version(e2e::numbered(3), "en", &own("Iola")).await;
    let left = client.publish_version(e2e::numbered(4), "en", &own("Iola")).await;
    let request = serde_json::json!({ "seq": left, "no_erase": true }).to_string();
    let subject = "$JS.API.STREAM.MSG.DELETE.ARTICLES_PUBLISHED";
    client.nats.request(subject, request.into()).await.expect("the server is up");
    let erased = ended(&["--id", &e2e::numbered(3).to_string()]);
    let reported: Value = serde_json::from_str(&erased.stdout).expect("JSON");
    assert_eq!(erased.code, Some(1), "{reported:#}{}", erased.stderr);
    assert!(
        reported["files"]["found"].as_object().is_some_and(|found| !found.is_empty()),
        "{reported:#}"
    );
}
