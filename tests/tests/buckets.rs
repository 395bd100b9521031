//! Articles in an S3 bucket: the same as in a folder, despite kills, with one writer at a time.

use std::path::PathBuf;

use e2e::{
    Client, Kills, PATIENCE, Pipeline, S3, Versions, files_below, newest_of, numbered, rows_below,
    scaled, until,
};

fn deliver(pipeline: &mut Pipeline, s3: &S3, more: &[(&str, &str)]) -> usize {
    let own = s3.settings();
    let own = own.iter().map(|(name, value)| (*name, &**value));
    let settings = own.chain([
        ("COURANT_FILES_FOLDER", "s3://articles/news/archive"),
        ("COURANT_FILES_INTERVAL", "1"),
    ]);
    pipeline.start("delivery files", &settings.chain(more.iter().copied()).collect::<Vec<_>>())
}

#[tokio::test]
async fn buckets_survive_kills_of_delivery_s3_and_server() {
    let mut s3 = S3::start();
    let mut pipeline = Pipeline::with_delivery("files");
    let settings = [
        ("COURANT_FILES_ROWS", "1000"),
        ("COURANT_FILES_INTERVAL", "0.2"),
        ("COURANT_FILES_COMPACT", "8"),
    ];
    let place = deliver(&mut pipeline, &s3, &settings);
    pipeline.ready();
    let folder = s3.objects().join("news/archive");
    let count = scaled(1_000, 20_000);
    let kills = Kills { every: count / 6, first: 0, of_target: true };
    let versions =
        Versions::publish(&mut pipeline, place, count, kills, Versions::english, |is_victim| {
            if is_victim {
                s3.kill();
                s3.launch();
            }
        })
        .await;
    let Versions { newest, published, kills } = versions;
    until("the newest version of every article", 4 * PATIENCE, || {
        pipeline.revive();
        (newest_of(&rows_below(&folder)) == newest).then_some(())
    });
    let is_batch = |path: &&PathBuf| path.extension().is_some_and(|ending| ending == "zst");
    let objects = || files_below(&folder).iter().filter(is_batch).count();
    // A merged object has more than 500 articles; fewer than 8 are smaller.
    until("small objects to be merged", 4 * PATIENCE, || {
        (objects() < published / 500 + 8).then_some(())
    });
    assert_eq!(newest_of(&rows_below(&folder)), newest);
    let client = Client::connect(&pipeline.server).await;
    assert_eq!(client.stream("ARTICLES_DEAD").await.last_sequence, 0, "nothing was given up");
    pipeline.stop();
    println!(
        "S3: {published} versions of {count} articles; SIGKILL of the delivery {}, of the S3 server \
         {}, of NATS {} times: {} rows in {} objects, {} ids by the newest row, 0 lost",
        kills[0],
        kills[2],
        kills[1],
        rows_below(&folder).len(),
        objects(),
        newest.len()
    );
}

/// Settings of a second delivery with its own consumer.
const SECOND: [(&str, &str); 1] = [("COURANT_DELIVERY", "second")];

/// Starts a delivery that writes article 1 with this text, and one that waits for the lease.
async fn writer_and_waiting(
    pipeline: &mut Pipeline,
    s3: &S3,
    text: &str,
    second: &[(&str, &str)],
) -> (Client, usize, usize) {
    let first = deliver(pipeline, s3, &[]);
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    client.publish_version(numbered(1), "en", text).await;
    let folder = s3.objects().join("news/archive");
    until("the first row", PATIENCE, || (rows_below(&folder).len() == 1).then_some(()));
    pipeline.setup(&["--ack-wait", "2", "--delivery", "second"]);
    let second = deliver(pipeline, s3, second);
    until("the second to wait for the lease", PATIENCE, || {
        let log = pipeline.service(second).process.stderr();
        log.contains("another delivery writes to").then_some(())
    });
    (client, first, second)
}

fn pulled(service: &e2e::Service) -> f64 {
    service.metric("messaging_client_consumed_messages_total")
}

#[tokio::test]
async fn a_prefix_has_one_writer_at_a_time() {
    let s3 = S3::start();
    let mut pipeline = Pipeline::with_delivery("files");
    let (client, first, _) = writer_and_waiting(&mut pipeline, &s3, "First.", &SECOND).await;
    let folder = s3.objects().join("news/archive");
    pipeline.service(first).process.kill();
    client.publish_version(numbered(2), "en", "By the second.").await;
    until("the second to take over", 2 * PATIENCE, || {
        (newest_of(&rows_below(&folder)).len() == 2).then_some(())
    });
}

#[tokio::test]
async fn a_replica_without_the_lease_pulls_nothing_and_follows_one_that_stops() {
    let s3 = S3::start();
    let mut pipeline = Pipeline::with_delivery("files");
    let (client, first, second) = writer_and_waiting(&mut pipeline, &s3, "First.", &[]).await;
    let folder = s3.objects().join("news/archive");
    for number in 2..=20 {
        client.publish_version(numbered(number), "en", "By the first, too.").await;
    }
    until("all rows", PATIENCE, || (newest_of(&rows_below(&folder)).len() == 20).then_some(()));
    assert!(pulled(pipeline.service(first)) >= 20.0);
    assert!(pulled(pipeline.service(second)) < 1.0, "nothing waits in it");
    pipeline.service(first).process.terminate();
    assert_eq!(pipeline.service(first).process.wait(PATIENCE), Some(0));
    client.publish_version(numbered(21), "en", "By the second.").await;
    until("the second to take over", PATIENCE, || {
        (newest_of(&rows_below(&folder)).len() == 21).then_some(())
    });
    assert!(pulled(pipeline.service(second)) >= 1.0);
}

#[tokio::test]
async fn a_replica_keeps_the_lease_while_it_has_nothing_to_write() {
    let s3 = S3::start();
    let mut pipeline = Pipeline::with_delivery("files");
    let (client, first, second) = writer_and_waiting(&mut pipeline, &s3, "First.", &[]).await;
    let folder = s3.objects().join("news/archive");
    let term = || {
        let number = |path: PathBuf| path.file_name()?.to_str()?.parse::<u64>().ok();
        files_below(&folder.join(".writer")).into_iter().filter_map(number).max()
    };
    let before = until("a term", PATIENCE, term);
    // Together, they are longer than a term.
    until("three more terms", PATIENCE, || term().filter(|&now| now >= before + 3));
    client.publish_version(numbered(2), "en", "By the first, too.").await;
    until("the second row", PATIENCE, || (rows_below(&folder).len() == 2).then_some(()));
    assert!(pulled(pipeline.service(first)) >= 2.0);
    let log = pipeline.service(second).process.stderr();
    assert!(!log.contains("takes articles again"), "the second has had the lease: {log}");
}

#[tokio::test]
async fn an_article_that_the_first_writer_erased_does_not_come_back_by_the_second() {
    let s3 = S3::start();
    let mut pipeline = Pipeline::with_delivery("files");
    let (client, first, second) = writer_and_waiting(&mut pipeline, &s3, "Erased.", &SECOND).await;
    let folder = s3.objects().join("news/archive");

    // The second delivery learns of the erasure only from the first one's entry in the bucket.
    pipeline.service(second).process.pause();
    let tombstone = client.publish_tombstone(numbered(1)).await;
    until("the article to be erased", PATIENCE, || {
        let rows = rows_below(&folder);
        (rows.len() == 1 && rows[0].get("erased").is_some()).then_some(())
    });
    pipeline.service(first).process.kill();
    let nats = async_nats::connect(pipeline.server.url()).await.expect("the server is up");
    let stream = async_nats::jetstream::new(nats).get_stream_no_info("ARTICLES_PUBLISHED").await;
    stream.expect("set up").delete_message(tombstone).await.expect("it is there");
    pipeline.service(second).process.resume();
    client.publish_version(numbered(2), "en", "By the second.").await;
    until("the second to take over", 2 * PATIENCE, || {
        (newest_of(&rows_below(&folder)).len() == 2).then_some(())
    });
    let rows = rows_below(&folder);
    let of_first = rows.iter().filter(|row| row["id"] == numbered(1).to_string());
    assert!(
        of_first.clone().count() == 1 && of_first.clone().all(|row| row.get("erased").is_some()),
        "{rows:?}"
    );
}
