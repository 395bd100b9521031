//! Articles in PostgreSQL: despite kills, none is lost or duplicated, and the newest version wins.

use std::collections::HashMap;
use std::time::Duration;

use article::ArticleId;
use e2e::{
    Client, Courant, Kills, PATIENCE, Pipeline, Postgres, Versions, numbered, scaled, until,
};

fn deliver(pipeline: &mut Pipeline, postgres: &Postgres, more: &[(&str, &str)]) -> usize {
    let url = postgres.url();
    let own = [("COURANT_POSTGRES_URL", url.as_str())];
    pipeline.start("delivery postgres", &[&own[..], more].concat())
}

/// Waits until the table contains exactly the newest version of every article.
fn settled(pipeline: &mut Pipeline, postgres: &Postgres, newest: &HashMap<ArticleId, u64>) {
    until("the newest version of every article", 4 * PATIENCE, || {
        pipeline.revive();
        let rows = postgres.query("SELECT id, sequence FROM courant.articles");
        let rows: Vec<(ArticleId, u64)> = rows
            .lines()
            .filter_map(|row| row.split_once('|'))
            .map(|(id, sequence)| (id.parse().expect("an id"), sequence.parse().expect("a number")))
            .collect();
        let all = rows.len() == newest.len();
        (all && rows.iter().all(|(id, sequence)| newest.get(id) == Some(sequence))).then_some(())
    });
}

#[tokio::test]
async fn articles_survive_kills_of_delivery_database_and_server() {
    let mut postgres = Postgres::start();
    let mut pipeline = Pipeline::with_delivery("postgres");
    let place = deliver(&mut pipeline, &postgres, &[("COURANT_POSTGRES_ROWS", "50")]);
    pipeline.ready();
    let count = scaled(2_000, 20_000);
    let kills = Kills { every: count / 8, first: 0, of_target: true };
    let versions =
        Versions::publish(&mut pipeline, place, count, kills, Versions::english, |is_victim| {
            if is_victim {
                postgres.kill();
                postgres.launch();
            }
        })
        .await;
    let Versions { newest, published, kills } = versions;
    settled(&mut pipeline, &postgres, &newest);
    let texts =
        postgres.query("SELECT count(*) FROM courant.articles WHERE text LIKE '%version 1.'");
    assert_eq!(texts, newest.len().div_ceil(3).to_string(), "replacements follow");
    let client = Client::connect(&pipeline.server).await;
    assert_eq!(client.stream("ARTICLES_DEAD").await.last_sequence, 0, "nothing was given up");
    assert_eq!(pipeline.stop().len(), 1, "it stops as asked");
    println!(
        "PostgreSQL: {published} versions of {count} articles; SIGKILL of the delivery {}, of \
         PostgreSQL {}, of NATS {} times: {} rows, 0 lost, 0 doubled, each of the newest version",
        kills[0],
        kills[2],
        kills[1],
        newest.len()
    );
}

#[tokio::test]
async fn what_the_pipeline_finds_is_in_the_columns() {
    let postgres = Postgres::start();
    let mut pipeline = Pipeline::with_delivery("postgres");
    for stage in e2e::STAGES {
        pipeline.start(stage, &[]);
    }
    deliver(&mut pipeline, &postgres, &[("COURANT_POSTGRES_FULL_TEXT", "true")]);
    pipeline.ready();
    let url = pipeline.server.url();
    let sent = Courant::new(["publish", "--wait", "samples/"])
        .env("NATS_URL", &url)
        .run(Duration::from_secs(120));
    let published = until("the articles to be counted", PATIENCE, || {
        let status = Courant::new(["status", "--json"]).env("NATS_URL", &url).run(PATIENCE);
        let reported: serde_json::Value = serde_json::from_str(&status.stdout).ok()?;
        reported["conservation"]["published"].as_u64().filter(|&count| count > 5)
    });
    until("the articles to be stored", PATIENCE, || {
        let count = postgres.query("SELECT count(*) FROM courant.articles");
        (count == published.to_string()).then_some(())
    });
    assert!(published > 5, "{}", sent.stderr);
    // The columns agree with the record.
    for (column, member) in [
        ("language_tag", "record #>> '{language,tag}'"),
        ("title", "record #>> '{metadata,title,value}'"),
        ("url", "record #>> '{document,url}'"),
        ("text", "record #>> '{document,text}'"),
        ("authors[1]", "record #>> '{metadata,authors,0,value}'"),
        ("words::text", "record #>> '{metadata,counts,words}'"),
        ("id", "record ->> 'id'"),
    ] {
        let differ = format!(
            "SELECT count(*) FROM courant.articles WHERE {column} IS DISTINCT FROM {member}"
        );
        assert_eq!(postgres.query(&differ), "0", "{column}");
        let some = format!("SELECT count({column}) > 0 FROM courant.articles");
        assert_eq!(postgres.query(&some), "t", "{column}");
    }
    let stemmed = "SELECT bool_and(search = to_tsvector('german', coalesce(title, '') || ' ' || \
                   text)) FROM courant.articles WHERE language = 'de'";
    assert_eq!(postgres.query(stemmed), "t", "German is searched as German");
}

#[tokio::test]
async fn one_refused_article_is_a_dead_letter_and_the_others_are_stored() {
    let postgres = Postgres::start();
    let mut pipeline = Pipeline::with_delivery("postgres");
    let client = Client::connect(&pipeline.server).await;
    for number in 0..20 {
        // PostgreSQL has no U+0000; it becomes U+FFFD.
        let text = if number == 3 { "A\0B".to_owned() } else { format!("Number {number}.") };
        client.publish_version(numbered(number), "en", &text).await;
    }
    let place = deliver(&mut pipeline, &postgres, &[]);
    until("twenty rows", PATIENCE, || {
        let count = postgres.ask("SELECT count(*) FROM courant.articles");
        (count.as_deref() == Ok("20")).then_some(())
    });
    let cleaned = postgres.query("SELECT count(*) FROM courant.articles WHERE text = U&'A\\FFFDB'");
    assert_eq!(cleaned, "1");

    // A constraint in the database rejects one article of a batch.
    pipeline.service(place).process.kill();
    postgres.query("ALTER TABLE courant.articles ADD CHECK (text <> 'No.')");
    for number in 20..40 {
        let text = if number == 30 { "No." } else { "Yes." };
        client.publish_version(numbered(number), "en", text).await;
    }
    pipeline.revive();
    client.stored("ARTICLES_DEAD", 1).await;
    until("the others to be stored", PATIENCE, || {
        let count = postgres.query("SELECT count(*) FROM courant.articles");
        (count == "39").then_some(())
    });
    let letter = client.message("ARTICLES_DEAD", 1).await;
    assert_eq!(&*letter.subject, "articles.dead.delivery-postgres.refused");
    let detail = letter.headers.get("Courant-Dead-Detail").expect("a detail").as_str();
    assert!(detail.contains("SQLSTATE 23514") && !detail.contains("No."), "{detail}");

    postgres.query("ALTER TABLE courant.articles DROP CONSTRAINT articles_text_check");
    let replayed = Courant::new(["dead", "replay", "--all"])
        .env("NATS_URL", pipeline.server.url())
        .run(PATIENCE);
    assert!(replayed.stderr.contains("replayed 1, refused 0"), "{}", replayed.stderr);
    until("the replayed article to be stored", PATIENCE, || {
        (postgres.query("SELECT count(*) FROM courant.articles") == "40").then_some(())
    });
}

#[tokio::test]
async fn a_replayed_version_does_not_overwrite_a_newer_one() {
    let postgres = Postgres::start();
    let mut pipeline = Pipeline::with_delivery("postgres");
    deliver(&mut pipeline, &postgres, &[]);
    pipeline.ready();
    postgres_is_up_to(&postgres, &pipeline).await;
    postgres.query("ALTER TABLE courant.articles ADD CHECK (text <> 'Old.')");
    let client = Client::connect(&pipeline.server).await;
    client.publish_version(numbered(1), "en", "Old.").await;
    client.stored("ARTICLES_DEAD", 1).await;
    client.publish_version(numbered(1), "en", "New.").await;
    let text = || {
        postgres.query(&format!("SELECT text FROM courant.articles WHERE id = '{}'", numbered(1)))
    };
    until("the new version", PATIENCE, || (text() == "New.").then_some(()));
    postgres.query("ALTER TABLE courant.articles DROP CONSTRAINT articles_text_check");
    let replayed = Courant::new(["dead", "replay", "--all"])
        .env("NATS_URL", pipeline.server.url())
        .run(PATIENCE);
    assert_eq!(replayed.code, Some(0), "{}", replayed.stderr);
    client.emptied("ARTICLES_DELIVERY").await;
    assert_eq!(text(), "New.");
}

/// Waits until the table exists; the delivery connects for the first article.
async fn postgres_is_up_to(postgres: &Postgres, pipeline: &Pipeline) {
    let client = Client::connect(&pipeline.server).await;
    client.publish_version(numbered(0), "en", "First.").await;
    until("the first row", PATIENCE, || {
        let count = postgres.ask("SELECT count(*) FROM courant.articles");
        (count.as_deref() == Ok("1")).then_some(())
    });
}

#[tokio::test]
async fn tables_of_an_earlier_version_are_migrated_once() {
    let postgres = Postgres::start();
    let mut pipeline = Pipeline::with_delivery("postgres");
    let place = deliver(&mut pipeline, &postgres, &[]);
    pipeline.ready();
    postgres_is_up_to(&postgres, &pipeline).await;
    let versions = || {
        postgres
            .query("SELECT string_agg(version::text, ' ' ORDER BY version) FROM courant.migrations")
    };
    assert_eq!(versions(), "1 2");
    // The tables of the first version, with an article.
    pipeline.service(place).process.kill();
    postgres.query("DROP TABLE courant.erased; DELETE FROM courant.migrations WHERE version > 1");
    pipeline.revive();
    let client = Client::connect(&pipeline.server).await;
    client.publish_version(numbered(1), "en", "Second.").await;
    until("the second row", PATIENCE, || {
        (postgres.query("SELECT count(*) FROM courant.articles") == "2").then_some(())
    });
    assert_eq!(versions(), "1 2");
    assert_eq!(postgres.query("SELECT count(*) FROM courant.erased"), "0");
    let log = pipeline.service(place).process.stderr();
    assert_eq!(log.matches("migrated the tables").count(), 1, "{log}");
}

#[test]
fn the_dry_run_prints_statements_that_postgresql_takes() {
    let postgres = Postgres::start();
    let dry = ["service", "delivery", "postgres", "--dry-run", "--full-text", "--schema", "news"];
    let printed = Courant::new(dry).run(PATIENCE);
    assert_eq!(printed.code, Some(0), "{}", printed.stderr);
    postgres.query(&printed.stdout);
    let columns = "SELECT count(*) FROM information_schema.columns WHERE table_schema = 'news'";
    assert_eq!(postgres.query(columns), "29");
}
