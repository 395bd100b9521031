//! DuckDB and pyarrow read the Parquet files of a delivery, and agree with the records.

use std::collections::HashMap;
use std::process::Command;

use e2e::{Client, PATIENCE, Pipeline, numbered, parquet_reader, until, workspace};
use serde_json::Value;

/// Compares the results of both with the records, and prints the newest sequence of each ID.
const READ: &str = r#"
import glob, json, sys
import duckdb, pyarrow.parquet as parquet
files = glob.glob(sys.argv[1] + "/**/*.parquet", recursive=True)
names = parquet.ParquetFile(files[0]).schema_arrow.names
arrow = [row for file in files for row in parquet.ParquetFile(file).read().to_pylist()]
quack = duckdb.connect()
quack.execute("SET TimeZone = 'UTC'")
found = quack.execute("SELECT %s FROM read_parquet(?)" % ", ".join(names), [files]).fetchall()
duck = [dict(zip(names, row)) for row in found]
version = lambda row: row["sequence"]
same = lambda row: {name: value.timestamp() if hasattr(value, "timestamp") else value for name, value in row.items()}
assert list(map(same, sorted(arrow, key=version))) == list(map(same, sorted(duck, key=version))), "they differ"
newest = {}
for row in sorted(arrow, key=version):
    record = json.loads(row["record"])
    metadata, document = record.get("metadata", {}), record["document"]
    assert row["id"] == record["id"] and row["text"] == document["text"], row
    assert row["url"] == document.get("url") and row["language_tag"] == record["language"]["tag"], row
    assert row["authors"] == [author["value"] for author in metadata.get("authors", [])], row
    assert row["tags"] == [tag["value"] for tag in metadata.get("tags", [])], row
    assert row["keywords"] == [keyword["term"] for keyword in metadata.get("keywords", [])], row
    title = metadata.get("title")
    assert row["title"] == (title and title["value"]), row
    dated = metadata.get("dates", {}).get("published")
    assert str(row["date_published"]) == (dated["value"][:10] if dated else "None"), row
    assert row["words"] == metadata.get("counts", {}).get("words"), row
    newest[row["id"]] = row["sequence"]
day = quack.execute("SELECT count(*) FROM read_parquet(?, hive_partitioning = true) WHERE language = 'en'", [files]).fetchone()[0]
once = quack.execute("SELECT count(*) FROM (SELECT * FROM read_parquet(?) QUALIFY row_number() OVER (PARTITION BY id ORDER BY stream_created_at DESC, sequence DESC) = 1)", [files]).fetchone()[0]
assert once == len(newest), "the query of docs/delivery.md finds each article once"
print(json.dumps({"newest": newest, "rows": len(arrow), "english": day, "articles": sum("metadata" in json.loads(row["record"]) for row in arrow)}))
"#;

#[tokio::test]
async fn duckdb_and_pyarrow_agree_with_the_records() {
    let python = parquet_reader();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_str().expect("UTF-8");
    let mut pipeline = Pipeline::whole();
    pipeline.setup(&["--apply", "--ack-wait", "2"]);
    pipeline.setup(&["--ack-wait", "2", "--delivery", "files"]);
    let place = pipeline.start(
        "delivery files",
        &[
            ("COURANT_FILES_FOLDER", path),
            ("COURANT_FILES_FORMAT", "parquet"),
            ("COURANT_FILES_ROWS", "50"),
            ("COURANT_FILES_INTERVAL", "1"),
        ],
    );
    pipeline.ready();
    let client = Client::connect(&pipeline.server).await;
    // Real articles with all sections.
    let samples = std::fs::read_dir(workspace().join("samples")).expect("samples");
    let mut documents = 0;
    for sample in
        samples.flatten().filter(|one| one.path().extension().is_some_and(|e| e == "html"))
    {
        client
            .publish(
                &[("Content-Type", "text/html")],
                std::fs::read(sample.path()).expect("a file"),
            )
            .await;
        documents += 1;
    }
    client.stored("ARTICLES_PUBLISHED", documents).await;
    let mut newest = HashMap::new();
    for number in 0..300 {
        let text = format!("Number {number}: \u{0}\u{fffd}\n\"𝄞\"");
        newest.insert(
            numbered(number).to_string(),
            client.publish_version(numbered(number), "en", &text).await,
        );
        if number % 3 == 0 {
            let text = format!("Number {number}, corrected.");
            newest.insert(
                numbered(number).to_string(),
                client.publish_version(numbered(number), "en", &text).await,
            );
        }
        if number == 150 {
            pipeline.service(place).process.kill();
            pipeline.revive();
        }
    }
    let reported = until("the newest version of every article", PATIENCE, || {
        let ended = Command::new(&python).args(["-c", READ, path]).output().expect("Python");
        let error = String::from_utf8_lossy(&ended.stderr).into_owned();
        // There may be no file yet.
        assert!(ended.status.success() || error.contains("IndexError"), "{error}");
        let reported: Value = serde_json::from_slice(&ended.stdout).ok()?;
        let all = newest.iter().all(|(id, sequence)| reported["newest"][id] == *sequence);
        (all && reported["articles"].as_u64() >= Some(documents)).then_some(reported)
    });
    assert!(documents > 3 && reported["english"].as_u64() >= Some(300), "{reported}");
    pipeline.stop();
    assert_eq!(client.stream("ARTICLES_DEAD").await.last_sequence, 0, "nothing was given up");
}
