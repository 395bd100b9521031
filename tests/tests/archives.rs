//! Web archives, from a file to published articles, as in the README.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output};

use e2e::{Client, Courant, PATIENCE, Pipeline, workspace};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

const PAGE: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>The \
    lighthouse of Carrow is to become a museum, the coast guard announced. It was built two \
    hundred years ago, and its lamp was lit for the last time in the winter.";

#[tokio::test]
async fn the_recipe_in_the_readme_publishes_the_pages_of_an_archive() {
    let pipeline = Pipeline::whole();
    let folder = tempfile::tempdir().expect("a folder");
    let archive = [
        record("warcinfo", ""),
        record("response", PAGE),
        record("response", "HTTP/1.1 404 Not Found\r\n\r\n<p>Gone."),
        record("request", "GET / HTTP/1.1\r\n\r\n"),
    ];
    fs::write(folder.path().join("crawl.warc.gz"), archive.concat()).expect("written");

    let ended = shell(&recipe(), folder.path(), &pipeline);
    let stderr = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{stderr}");
    assert!(stderr.contains("published 1, filtered 0"), "{stderr}");
    let skipped = "skipped 3 records of archives (1 HTTP 404, 1 request, 1 warcinfo)";
    assert!(stderr.contains(skipped), "{stderr}");
    let articles = fs::read_to_string(folder.path().join("articles.ndjson")).expect("articles");
    let article: Value = serde_json::from_str(&articles).expect("one article");
    assert_eq!(article["document"]["url"], "https://example.org/carrow");
    assert_eq!(article["document"]["fetched_at"], "2026-11-27T01:00:00Z");

    let again = shell(&recipe(), folder.path(), &pipeline);
    let stderr = String::from_utf8_lossy(&again.stderr);
    assert!(stderr.contains("skipped as accepted before 1"), "{stderr}");
    let client = Client::connect(&pipeline.server).await;
    assert_eq!(client.stream("ARTICLES_PUBLISHED").await.last_sequence, 1);
}

#[test]
fn a_broken_record_is_reported_with_its_offset_and_the_rest_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("crawl.warc.gz");
    let archive =
        [record("response", PAGE), b"\x1f\x8b\x08damaged".to_vec(), record("response", PAGE)];
    fs::write(&path, archive.concat()).expect("written");
    let ended = Courant::new([Path::new("process"), &path]).run(PATIENCE);
    assert_eq!(ended.code, Some(1));
    assert_eq!(ended.stdout.lines().count(), 2, "{}", ended.stderr);
    let place = format!("{}@{}", path.display(), archive[0].len());
    assert!(ended.stderr.contains(&place), "{}", ended.stderr);
}

/// The block of the README that reads an archive.
fn recipe() -> String {
    let readme = fs::read_to_string(workspace().join("README.md")).expect("README.md");
    let mut blocks = readme.split("```sh\n").filter_map(|rest| Some(rest.split_once("```")?.0));
    let block = blocks.find(|block| block.contains("crawl.warc.gz")).expect("the recipe");
    assert!(block.lines().count() <= 6, "{block}");
    block.to_owned()
}

fn shell(script: &str, folder: &Path, pipeline: &Pipeline) -> Output {
    let programs = workspace().join("target/debug");
    let script = format!("PATH={}:$PATH\n{script}", programs.display());
    Command::new("sh")
        .args(["-ec", &script])
        .current_dir(folder)
        .env("NATS_URL", pipeline.server.url())
        .env("OTEL_SDK_DISABLED", "true")
        .output()
        .expect("sh runs")
}

/// A record in a member of its own.
fn record(kind: &str, block: &str) -> Vec<u8> {
    let length = block.len();
    let mut member = GzEncoder::new(Vec::new(), Compression::fast());
    write!(
        member,
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://example.org/carrow\r\n\
         WARC-Date: 2026-11-27T01:00:00Z\r\nContent-Length: {length}\r\n\r\n{block}\r\n\r\n"
    )
    .expect("written");
    member.finish().expect("written")
}
