//! `courant export` writes all articles that are published at its start, and exits.

use std::process::Command;

use e2e::{Client, Courant, Ended, PATIENCE, Pipeline, numbered, parquet_reader};
use serde_json::Value;

fn export(pipeline: &Pipeline, more: &[&str]) -> Ended {
    let arguments = ["export"].iter().chain(more);
    Courant::new(arguments).env("NATS_URL", pipeline.server.url()).run(PATIENCE)
}

#[tokio::test]
async fn every_article_is_exported_once_in_each_format() {
    let pipeline = Pipeline::bare();
    let empty = export(&pipeline, &[]);
    assert_eq!((empty.code, &*empty.stdout), (Some(0), ""), "{}", empty.stderr);

    let client = Client::connect(&pipeline.server).await;
    for number in 0..600 {
        let language = if number % 2 == 0 { "en" } else { "de" };
        client
            .publish_version(
                numbered(number),
                language,
                &format!("Number {number},\nand \"more\"."),
            )
            .await;
    }
    client.publish_version(numbered(0), "en", "A replacement.").await;

    let json = export(&pipeline, &[]);
    assert_eq!(json.code, Some(0), "{}", json.stderr);
    let records: Vec<Value> =
        json.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let mut ids: Vec<&str> = records.iter().filter_map(|record| record["id"].as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((records.len(), ids.len()), (600, 600));
    assert_eq!(records[599]["document"]["text"], "A replacement.");

    let german = export(&pipeline, &["--language", "de", "--since", "1h"]);
    assert_eq!(german.stdout.lines().count(), 300);
    assert_eq!(export(&pipeline, &["--until", "1h"]).stdout, "");

    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("articles.csv");
    let table = ["--format", "csv", "-o", path.to_str().expect("UTF-8")];
    let written = export(&pipeline, &table);
    assert!(written.stderr.contains("exported 600 articles"), "{}", written.stderr);
    let table = std::fs::read_to_string(&path).expect("written");
    assert!(table.starts_with("id,published_at,language,url,"), "{table}");
    assert!(table.contains(",\"Number 1,\nand \"\"more\"\".\"\r\n"), "{table}");
    assert_eq!(std::fs::read_dir(folder.path()).expect("ours").count(), 1, "nothing unfinished");

    let path = folder.path().join("articles.parquet");
    let columns = ["--format", "parquet", "-o", path.to_str().expect("UTF-8")];
    let written = export(&pipeline, &columns);
    assert!(written.stderr.contains("exported 600 articles"), "{}", written.stderr);
    let read = "import duckdb, json, sys; print(json.dumps(duckdb.execute('SELECT count(*), \
                count(DISTINCT id), count(DISTINCT sequence), arg_max(text, sequence), \
                bool_and(contains(record, id)) FROM read_parquet(?)', [sys.argv[1]]).fetchone()))";
    let duckdb = Command::new(parquet_reader()).args(["-c", read, columns[3]]).output();
    let reported = String::from_utf8(duckdb.expect("Python").stdout).expect("UTF-8");
    assert_eq!(reported.trim(), r#"[600, 600, 600, "A replacement.", true]"#);
    let nowhere = export(&pipeline, &["--format", "parquet"]);
    assert!(nowhere.code == Some(2) && nowhere.stderr.contains("--output"), "{}", nowhere.stderr);

    let markdown = export(&pipeline, &["--format", "markdown", "--language", "en"]).stdout;
    assert_eq!(markdown.matches("language: \"en\"").count(), 300);
}
